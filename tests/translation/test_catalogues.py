"""Texts in the reader's language, and what happens when a catalogue is wrong."""

import logging
import os
from datetime import date
from pathlib import Path

import pytest

from cms.content.discovery import installed
from cms.content.labels import places
from cms.errors import InvalidInput, Message, NotFound, Problem
from cms.publishing.gate import missing
from cms.translation.interface import catalogues
from cms.translation.interface.catalogues import (
    Catalogues,
    choice_label,
    help_of,
    label,
    render,
    render_error,
    type_label,
    type_plural,
)

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def write(folder: Path, text: str, *, domain: str = "messages", locale: str = "nl") -> Path:
    path = folder / locale / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + text)
    return path


def message(text: str, translation: str, *above: str) -> str:
    lines = "".join(f"{line}\n" for line in above)
    return f'{lines}msgid "{text}"\nmsgstr "{translation}"\n\n'


def later(path: Path) -> None:
    """As if it was saved a second after the last time."""
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000_000))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "SECONDS_BETWEEN_LOOKS", -1.0)


def test_all_domains_are_one_book(tmp_path: Path) -> None:
    for domain in ("messages", "admin", "schema"):
        write(tmp_path, message(domain, domain.upper()), domain=domain)
    texts = Catalogues(tmp_path)

    assert [texts.gettext(each, "nl") for each in ("messages", "admin", "schema")] == [
        "MESSAGES",
        "ADMIN",
        "SCHEMA",
    ]


def test_without_a_translation_the_text_is_english(tmp_path: Path) -> None:
    write(tmp_path, message("Empty", "") + message("Doubtful", "Twijfelachtig", "#, fuzzy"))
    texts = Catalogues(tmp_path)

    for text in ("Empty", "Doubtful", "Unknown", ""):
        assert texts.gettext(text, "nl") == text
    assert texts.gettext("Empty", "en") == "Empty"
    assert texts.gettext("Empty", "../../etc") == "Empty"


def test_a_context_goes_before_the_text_alone(tmp_path: Path) -> None:
    write(
        tmp_path,
        message("Title", "Titel") + message("Title", "Aanhef", 'msgctxt "person.title|label"'),
    )
    texts = Catalogues(tmp_path)

    assert texts.gettext("Title", "nl", "person.title|label") == "Aanhef"
    assert texts.gettext("Title", "nl", "book.title|label") == "Titel"
    assert texts.gettext("Title", "nl") == "Titel"


@pytest.mark.parametrize(
    ("number", "dutch", "english"),
    [(0, "{number} boeken", "{number} books"), (1, "een boek", "one book")],
)
def test_the_form_goes_with_the_number(
    tmp_path: Path, number: int, dutch: str, english: str
) -> None:
    write(
        tmp_path,
        'msgid "one book"\nmsgid_plural "{number} books"\n'
        'msgstr[0] "een boek"\nmsgstr[1] "{number} boeken"\n',
    )
    texts = Catalogues(tmp_path)

    assert texts.ngettext("one book", "{number} books", number, "nl") == dutch
    assert texts.ngettext("one book", "{number} books", number, "en") == english


def test_a_counted_text_is_filled_in_as_the_reader_writes_numbers() -> None:
    counted = catalogues.ngettext(
        "{number} x of {name}", "{number} xs of {name}", 2000, "nl", name="y"
    )
    assert counted == "2.000 xs of y"


def test_a_wrong_count_of_forms_is_no_accident(tmp_path: Path) -> None:
    write(tmp_path, 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n')
    assert Catalogues(tmp_path).ngettext("a", "b", 2, "nl") == "c"


@pytest.mark.parametrize("rule", ["n/0", "-1", "0-n", "n +", "n == 1", "2**n"])
def test_the_rule_is_the_languages_whatever_a_file_says(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, rule: str
) -> None:
    path = write(tmp_path, 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\n')
    path.write_text(path.read_text().replace("(n != 1)", rule))
    texts = Catalogues(tmp_path)

    assert [texts.ngettext("a", "b", number, "nl") for number in (0, 1, 2)] == ["d", "c", "d"]
    assert ["plural rule" in one.message for one in caplog.records] == [True]


@pytest.mark.parametrize(
    "wrong", ["{nam} weg", "{name weg", "weg", "{name!r} weg", "{name.x} {0} weg"]
)
def test_a_translation_that_cannot_be_filled_in_is_not_used(
    tmp_path: Path, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, message("{name} is gone", wrong) + message("Good", "Goed"))
    texts = Catalogues(tmp_path)

    assert texts.gettext("{name} is gone", "nl") == "{name} is gone"
    assert texts.gettext("Good", "nl") == "Goed"
    assert len(caplog.records) == 1


def test_a_changed_file_is_taken_in_by_itself(tmp_path: Path, impatient: None) -> None:
    path = write(tmp_path, message("Good", "Goed"))
    texts = Catalogues(tmp_path, watch=True)
    assert texts.gettext("Good", "nl") == "Goed"

    write(tmp_path, message("Good", "Prima"))
    later(path)
    assert texts.gettext("Good", "nl") == "Prima"
    path.unlink()
    assert texts.gettext("Good", "nl") == "Good"


@pytest.mark.parametrize(
    "broken", ['msgid "Good\nmsgstr "', "\x00", "garbage", 'msgid "a"\nmsgstr "\\']
)
def test_a_broken_file_leaves_the_old_texts_and_one_log_line(
    tmp_path: Path, impatient: None, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    path = write(tmp_path, message("Good", "Goed"))
    texts = Catalogues(tmp_path, watch=True)
    assert texts.gettext("Good", "nl") == "Goed"

    path.write_text(HEADER + broken)
    later(path)
    with caplog.at_level(logging.ERROR):
        assert [texts.gettext("Good", "nl") for _ in range(3)] == ["Goed"] * 3
    assert len(caplog.records) == 1

    write(tmp_path, message("Good", "Prima"))
    later(path)
    later(path)
    assert texts.gettext("Good", "nl") == "Prima"


def test_without_watching_files_are_read_again_on_demand(tmp_path: Path, impatient: None) -> None:
    path = write(tmp_path, message("Good", "Goed"))
    texts = Catalogues(tmp_path)
    assert texts.gettext("Good", "nl") == "Goed"
    write(tmp_path, message("Good", "Prima"))
    later(path)

    assert texts.gettext("Good", "nl") == "Goed"
    texts.reload()
    assert texts.gettext("Good", "nl") == "Prima"


def test_parameters_are_shown_as_the_reader_writes_them() -> None:
    params = {"day": date(2008, 12, 4), "all": ["a", Message("b")], "process": 12345}
    shown = Message("{day} {all} {process}", params)

    assert render(shown, "nl") == "4 december 2008 a en b 12345"
    assert render(shown, "en") == "4 December 2008 a and b 12345"


def test_braces_typed_by_somebody_are_only_text() -> None:
    assert (
        render(Message("{text}", {"text": "{text} {0.__class__}"}), "nl") == "{text} {0.__class__}"
    )


def test_an_error_speaks_the_readers_language() -> None:
    error = NotFound("There is no entry {uid}.", uid="abc")

    assert render_error(error, "nl") == "Er is niets met het kenmerk abc."
    assert render_error(error, "en") == "There is no entry abc."


def test_the_gate_names_a_field_in_the_readers_language() -> None:
    book = installed()["book"]
    values = dict.fromkeys(book.columns, "") | {rows.name: [] for rows in book.rows}
    values["links"] = [{"kind": "order", "label_nl": "", "label_en": "", "url": ""}]
    found: dict[str | None, Problem] = {one.field: one for one in missing(book, values, "nl")}

    title, link = found["title_nl"].message, found["links.0.url"].message
    assert render(title, "nl") == "Vul eerst “Titel” in. Daarna kun je dit publiceren."
    assert render(title, "en") == str(title) == "Title is needed before this can be published."
    assert render(link, "nl") == "Vul eerst “Adres” in. Daarna kun je dit publiceren."
    assert "Title is needed" in str(InvalidInput(list(found.values())))


def test_labels_by_what_they_label() -> None:
    book, speaker, session = (installed()[name] for name in ("book", "speaker", "session"))

    assert (type_label(book, "nl"), type_plural(book, "nl")) == ("Boek", "Boeken")
    assert label(book, book.field("title"), "nl") == "Titel"
    assert label(speaker, speaker.field("title"), "nl") == "Naam"
    assert label(book, book.field("title"), "en") == "Title"
    assert help_of(speaker, speaker.field("prefix"), "nl") == "Zoals van of de."
    assert help_of(speaker, speaker.field("given_name"), "nl") == ""
    assert choice_label(session, session.field("kind"), "agenda_setting", "nl") == "Agenderend"
    assert choice_label(session, session.field("kind"), "agenda_setting", "en") == "Agenda-setting"
    assert choice_label(session, session.field("kind"), "unheard_of", "nl") == "unheard_of"


@pytest.mark.parametrize("name", list(installed()))
def test_everything_declared_has_a_label_of_its_own(name: str) -> None:
    content_type = installed()[name]
    found = [place for place, _ in places(content_type)]

    assert len(found) == len(set(found))
    for _, one in places(content_type):
        assert label(content_type, one, "nl")
        assert label(content_type, one, "en") == one.label
