"""The site's own terms: read from a file, found in texts, and looked for in translations."""

from pathlib import Path

import pytest

from cms.translation.rules.glossary import Glossary, findings, glossary, misused, terms
from tests.builders import make_published
from tests.translation.files import Desk

HEAD = "term\tnl\ten\tnote\n"
LINES = (
    "Ambtenaar 2.0\t=\t=\tthe network\n"
    "denktank\t=\tthink tank|think-tank\t\n"
    "sprekersnetwerk\t=\tspeakers’ network\t\n"
)


def written(folder: Path, text: str) -> Glossary:
    path = folder / "glossary.tsv"
    path.write_text(text, encoding="utf-8")
    return glossary(path)


@pytest.fixture
def known(tmp_path: Path) -> Glossary:
    return written(tmp_path, HEAD + LINES)


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("De denktank komt bijeen.", "The think tank meets."),
        ("Alle denktanks komen bijeen.", "All think-tanks meet."),
        ("De denktank", "The THINK\nTANK"),
        ("Het sprekersnetwerk", "The speakers' network"),
        ("Een ambtenaar 2.0 is een mens.", "A civil servant 2.0 is a human being."),
        ("Ga naar Ambtenaar 2.0’s site", "Go to the site of Ambtenaar 2.0"),
        ("Een denktanklid", "A member of it"),
    ],
)
def test_a_term_in_its_own_words_is_fine(known: Glossary, source: str, translation: str) -> None:
    assert misused(source, translation, "en", known) == []


@pytest.mark.parametrize(
    ("source", "translation", "term"),
    [
        ("De denktank komt bijeen.", "The brain trust meets.", "denktank"),
        ("Lees Ambtenaar 2.0.", "Read Civil Servant 2.0.", "Ambtenaar 2.0"),
        ("Lees Ambtenaar 2.0.", "Read ambtenaar 2.0.", "Ambtenaar 2.0"),
    ],
)
def test_a_term_in_other_words_is_noticed(
    known: Glossary, source: str, translation: str, term: str
) -> None:
    assert [one.term for one in misused(source, translation, "en", known)] == [term]


def test_dutch_words_may_be_joined(known: Glossary) -> None:
    assert misused("The think tank’s members", "De denktankleden", "nl", known) == []
    assert [one.term for one in misused("A think tank", "Een werkgroep", "nl", known)] == [
        "denktank"
    ]


def test_the_terms_of_a_text_in_its_order(known: Glossary) -> None:
    found = terms("De denktank van Ambtenaar 2.0 en nog een denktank", "en", known)
    assert [one.said_in("en") for one in found] == ["think tank", "Ambtenaar 2.0"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("begrip\tnl\ten\n", 1, "columns"),
        (HEAD + "denktank\tdenktank\n", 2, "found 2"),
        (HEAD + LINES + "denktank\t=\t=\t\n", 5, "line 3"),
        (HEAD + "\t=\t=\t\n", 2, "every language"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    (wrong,) = written(tmp_path, text).wrong
    assert wrong.line == line
    assert says in str(wrong.message)


@pytest.mark.usefixtures("database")
async def test_an_import_warns_of_other_words(desk: Desk) -> None:
    desk.edit("Ander", "Brain trust")
    await desk.take()
    await make_published("page", locales=("nl",), title_nl="De denktank", title_en="")
    await desk.export()
    desk.edit("De denktank", "The brain trust")
    report = await desk.take()
    assert [one.code for one in report.findings] == ["W09"]
    assert report.errors == 0


def test_without_a_file_there_are_no_terms(tmp_path: Path) -> None:
    assert glossary(tmp_path / "none.tsv").terms == ()


def test_the_projects_own_terms_are_in_order() -> None:
    assert glossary().wrong == ()
    (found,) = findings("De denktank", "The brain trust", "en")
    assert (found.code, found.refuses) == ("W09", False)
