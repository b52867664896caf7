"""The person at the terminal: what they type, and what they are told."""

import argparse
import os
import sys
from collections.abc import Iterable
from typing import Any

from cms.errors import N_, Message
from cms.settings import settings
from cms.translation.interface.catalogues import gettext, render

MOST = 1_000_000
NOTHING = N_("Nothing here.")
ENGLISH = "en"
"""The language of the texts in the code."""
_NO_LANGUAGE = ("", "c", "posix")


def language() -> str:
    """The terminal's language, found as gettext finds it: English unless it is one of the site's.

    LANGUAGE, a list of what a person would rather read, goes before the locale, if there is one.
    """
    named = (
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    )
    if _short(named) in _NO_LANGUAGE:
        return ENGLISH
    wished = (os.environ.get("LANGUAGE") or named).split(":")
    return next((one for one in map(_short, wished) if one in settings.locales), ENGLISH)


def _short(named: str) -> str:
    return named.partition("_")[0].partition(".")[0].lower()


def say(text: str) -> None:
    """A line for the person at the terminal, kept apart from output that programs read."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def tell(text: str, /, **params: Any) -> None:
    """The same of a text marked with `N_`, in the terminal's language."""
    say(worded(text, **params))


def worded(text: str, /, **params: Any) -> str:
    """A text marked with `N_`, in the terminal's language."""
    return render(Message(text, params), language())


def show(lines: Iterable[str]) -> None:
    """A list that a person reads, and a program may; of one with nothing in it the person is told so."""
    empty = True
    for line in lines:
        empty = False
        print(line)  # noqa: T201 - this is what the command is for
    if empty:
        tell(NOTHING)


def plain(text: str) -> str:
    """A line that others wrote, without what would steer the terminal."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def amount(text: str) -> int:
    """A number of versions or days from the command line."""
    if text.isascii() and text.isdigit() and int(text[:9]) <= MOST:
        return int(text)
    refused = N_("{text} is no number from 0 to {most}")
    raise argparse.ArgumentTypeError(worded(refused, text=repr(text), most=MOST))


def add_actions(commands: Any, name: str, about: str) -> Any:
    """Add a command that is always told what to do; returned is what takes each of its actions."""
    command = commands.add_parser(name, help=about)
    return command.add_subparsers(dest="action", required=True, metavar="ACTION")


def add_json(command: Any, here: str) -> None:
    """Let a command answer a program; ``here`` is the terminal's language."""
    command.add_argument("--json", action="store_true", help=gettext("for a program", here))


def add_dry_run(command: Any, here: str) -> None:
    """Let a command be tried first; ``here`` is the terminal's language."""
    command.add_argument(
        "--dry-run", action="store_true", help=gettext("count, and change nothing", here)
    )
