"""docs/reference/commands.md: every command with its arguments, from the parser that reads them."""

import argparse
from collections.abc import Iterator

from cms.cli import parser

BEFORE = """# Commands

This page is made from the parser of the commands; `cms COMMAND --help` says the same. A command exits with
0 when it did what was asked, 1 when it was refused or failed, 2 when it was called in a wrong way, 143 when
it was told to stop before it was done. What went wrong is one line on standard error, with a code of
[error codes](error-codes.md).
"""


def commands() -> str:
    """The page."""
    return BEFORE + "".join(_told(parser(), "cms", ""))


def _told(one: argparse.ArgumentParser, name: str, said: str) -> Iterator[str]:
    below = [each for each in one._actions if isinstance(each, argparse._SubParsersAction)]  # noqa: SLF001
    for each in below:
        helps = {choice.dest: choice.help or "" for choice in each._choices_actions}  # noqa: SLF001
        for choice, made in each.choices.items():
            yield from _told(made, f"{name} {choice}", helps.get(choice, ""))
    if not below:
        yield f"\n## {name}\n\n{_sentence(one.description or said)}\n"
        shown = (each for each in one._actions if each.help != argparse.SUPPRESS)  # noqa: SLF001
        rows = [_row(each) for each in shown if "--help" not in each.option_strings]
        if rows:
            yield "\n| argument | meaning |\n| --- | --- |\n" + "".join(rows)


def _row(one: argparse.Action) -> str:
    value = (
        ""
        if one.nargs == 0
        else one.metavar or (one.dest.upper() if one.option_strings else one.dest)
    )
    if one.choices is not None and not one.metavar:
        value = "|".join(map(str, one.choices))
    name = " ".join(filter(None, [", ".join(one.option_strings), str(value)]))
    if not one.option_strings and one.nargs in ("?", "*"):
        name = f"[{name}]"
    return f"| `{_cell(name)}` | {_cell((one.help or '').replace('%%', '%'))} |\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") or not text else ".")
