"""A Dutch terminal is spoken to in Dutch: how commands are called, what was wrong, what came of it."""

import argparse
import inspect
import re
import tempfile
from collections.abc import Iterator
from gettext import textdomain

import pytest

from cms import cli
from cms.access.roles import Permission
from cms.cli import parser
from cms.commands.own_words import WORDS
from cms.commands.terminal import language
from cms.translation.interface.catalogues import gettext

SCOPES = "; ".join(Permission)
"""Names that are typed, and so are the same in every language."""
ARGPARSE = ("usage:", "options:", "positional arguments:", "show this help")


@pytest.fixture
def dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    monkeypatch.delenv("LANGUAGE", raising=False)


def called(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    """The exit status of a call that argparse ends, and what it said."""
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    said = capsys.readouterr()
    return ended.value.code, " ".join((said.out + said.err).split())


def every(one: argparse.ArgumentParser, name: str = "cms") -> Iterator[tuple[str, str]]:
    """Each text about a command or an argument, with where it stands; argparse's own are not among them."""
    if one.description:
        yield name, one.description
    for action in one._actions:
        where = f"{name} {action.option_strings or action.dest}"
        if isinstance(action, argparse._SubParsersAction):
            yield from ((f"{name} {each.dest} …", each.help) for each in action._choices_actions)
            for below, made in action.choices.items():
                yield from every(made, f"{name} {below}")
        elif action.help not in {None, argparse.SUPPRESS} and "--help" not in action.option_strings:
            yield where, action.help


def commands(one: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield one
    for action in one._actions:
        if isinstance(action, argparse._SubParsersAction):
            for made in action.choices.values():
                yield from commands(made)


def test_whatever_is_said_of_a_command_is_said_in_dutch() -> None:
    english, dutch = dict(every(parser())), dict(every(parser("nl")))

    assert len(english) > 150
    assert english.keys() == dutch.keys()
    assert {text for where, text in english.items() if dutch[where] == text} == {SCOPES}


def test_every_page_of_help_can_be_shown() -> None:
    """A sign of per cent in a translation would be taken for something to fill in."""
    pages = [made.format_help() for made in commands(parser("nl"))]
    assert len(pages) > 60


def test_help_is_in_dutch_with_the_words_of_argparse(
    dutch: None, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = called(capsys, "jobs", "retry", "--help")

    assert status == 0
    assert said.startswith("gebruik: cms jobs retry [-h]")
    assert "opties: -h, --help toon deze uitleg en stop --all-dead allemaal" in said
    assert "het nummer van de taak" in said
    assert not any(one in said for one in ARGPARSE)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("", "cms: fout: deze argumenten zijn nodig: COMMAND"),
        ("dans", "cms: fout: argument COMMAND: ongeldige keuze: 'dans' (kies uit "),
        ("doctor hier", "cms: fout: onbekende argumenten: hier"),
        ("jobs retry", "een van de argumenten id --all-dead is nodig"),
        ("jobs list --dead --running", "argument --running: kan niet samen met argument --dead"),
        ("token revoke x", "argument id: ongeldige waarde voor int: 'x'"),
        ("serve --processes", "argument --processes: er hoort één waarde bij"),
        ("serve --processes veel", "'veel' is geen getal van 0 tot en met 1000000"),
        ("documents check", "deze argumenten zijn nodig: FILE"),
    ],
)
def test_a_wrong_call_is_told_in_dutch(
    dutch: None, capsys: pytest.CaptureFixture[str], arguments: str, told: str
) -> None:
    before = textdomain()
    status, said = called(capsys, *arguments.split())

    assert status == 2
    assert told in said
    assert said.startswith("gebruik: cms")
    assert textdomain() == before


def test_without_room_for_a_file_only_the_words_of_argparse_are_english(
    dutch: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    status, said = called(capsys, "doctor", "--help")

    assert status == 0
    assert (said.startswith("usage: cms doctor"), "voor een programma" in said) == (True, True)


def test_the_words_are_those_of_argparse_and_their_dutch_can_be_filled_in() -> None:
    source = inspect.getsource(argparse)
    unknown = [one for one in WORDS if one.encode("unicode_escape").decode() not in source]
    places = re.compile(r"%(?:\(\w+\))?[a-z]")
    said = {one: gettext(one, "nl") for one in WORDS}

    assert unknown == []
    assert [
        one for one, text in said.items() if set(places.findall(text)) != set(places.findall(one))
    ] == []
    assert [one for one, text in said.items() if text == one] == [
        "argument %(argument_name)s: %(message)s"
    ]


@pytest.mark.parametrize(
    ("locale", "wished", "found"),
    [
        ("nl_NL.UTF-8", "", "nl"),
        ("nl_NL.UTF-8", "en_GB:en", "en"),
        ("en_GB.UTF-8", "nl:en", "nl"),
        ("de_DE.UTF-8", "de:nl_BE.UTF-8", "nl"),
        ("de_DE.UTF-8", "", "en"),
        ("C.UTF-8", "nl", "en"),
        ("POSIX", "nl", "en"),
    ],
)
def test_what_a_person_would_rather_read_goes_before_the_locale(
    monkeypatch: pytest.MonkeyPatch, locale: str, wished: str, found: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setenv("LANGUAGE", wished)
    assert language() == found
