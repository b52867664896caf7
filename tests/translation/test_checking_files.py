"""What is looked at before translators' files are merged, and before a release."""

from dataclasses import replace
from pathlib import Path

import pytest

from cms.database.engine import execute
from cms.translation.exchange.content_checks import check_content
from cms.translation.exchange.published_checks import never_ready
from cms.translation.figures.staleness import stale
from cms.translation.interface.catalogues import Catalogues
from cms.translation.interface.interface_checks import check_interface
from cms.translation.interface.pseudo import pseudo, write_pseudo
from cms.translation.interface.updating import update_all
from cms.translation.po.po import dump, parse
from tests.translation.files import BODY_NL, FIRST, LINKED, LINKED_EN, Desk, change, page

ROOT = Path(__file__).parents[2]
MARKS = "#-#-#-#-# ours #-#-#-#-#\\nEen\\n#-#-#-#-# theirs #-#-#-#-#\\nTwee"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "cms").mkdir()
    (tmp_path / "cms" / "one.py").write_text('N_("One"); N_("There is no {thing}.")')
    update_all(tmp_path)
    return tmp_path / "locales" / "nl" / "LC_MESSAGES" / "messages.po"


def codes(path: Path) -> list[str]:
    return [one.code for one in check_interface(path.parents[3])]


def test_a_conflict_in_an_interface_catalogue_is_found(project: Path) -> None:
    assert codes(project) == []
    text = project.read_text()
    marked = f'msgid "One"\nmsgstr "{MARKS}"'
    project.write_text(text.replace('msgid "One"\nmsgstr ""', marked))
    assert "conflict" in codes(project)
    lines = '<<<<<<< HEAD\nmsgstr "Een"\n=======\nmsgstr "Twee"\n>>>>>>> other'
    project.write_text(text.replace('msgid "One"\nmsgstr ""', f'msgid "One"\n{lines}'))
    assert codes(project) == ["unreadable"]


def test_what_msgfmt_refuses_is_found(project: Path) -> None:
    catalogue = parse(project.read_bytes())
    wrong = {**catalogue.headers, "Plural-Forms": "nplurals=two; plural=n;"}
    counted = replace(
        catalogue.entries[0], msgid="a", msgid_plural="b", msgstr_plural=("c", "d", "e")
    )
    entries = [*catalogue.entries, counted]
    project.write_bytes(dump(replace(catalogue, headers=wrong, entries=entries)))
    assert "msgfmt" in codes(project)


def test_another_plural_rule_than_the_languages_is_found(project: Path) -> None:
    text = project.read_text()
    project.write_text(text.replace("plural=(n != 1);", "plural=n!=1;"))
    assert "plural_rule" not in codes(project)
    project.write_text(text.replace("(n != 1)", "(n > 1)"))
    assert "plural_rule" in codes(project)


async def test_a_conflict_in_a_file_of_content_is_found(database: None, tmp_path: Path) -> None:
    await page()
    desk = Desk(tmp_path)
    await desk.export()
    assert [one.status for one in check_content(tmp_path)] == [0]
    desk.edit("Denktank", MARKS.replace("\\n", "\n"))
    (report,) = check_content(tmp_path)
    assert [(one.code, one.severity) for one in report.findings] == [("E11", "warning")]
    assert [one.status for one in check_content(tmp_path, release=True)] == [1]


async def test_every_mistake_in_a_file_of_content_is_named_at_its_line(
    database: None, tmp_path: Path
) -> None:
    await page(body_nl=LINKED, body_en=LINKED_EN)
    desk = Desk(tmp_path)
    await desk.export()
    second = next(text for text in desk.live() if "{1}" in text)
    desk.edit(second, "Read [more] about this.")
    desk.edit("Denktank", "x" * 201)
    desk.edit("Eerst dit.", "First **this** <script>.")

    (report,) = check_content(tmp_path)

    lines = {one.msgctxt: one.line for one in desk.live().values()}
    errors = [one for one in report.findings if one.severity == "error"]
    found = {(one.code, one.line == lines[one.key]) for one in errors}
    assert found == {("E06", True), ("E08", True), ("E09", True)}
    assert len({one.line for one in errors}) == 3
    assert {one.code for one in report.findings} - {one.code for one in errors} == {"W09"}


def test_what_only_msgfmt_refuses_has_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "en" / "content" / "nl" / "page.po"
    path.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Language: en\\nContent-Type: text/plain; charset=UTF-8\\n"\n'
    path.write_text(f'{head}\nmsgid "a\\n"\nmsgstr "b"\n')

    (report,) = check_content(tmp_path)

    assert [(one.line, one.code) for one in report.findings] == [(5, "E01")]


async def test_a_public_text_that_is_only_a_draft_is_found(database: None) -> None:
    uid = await page()
    assert await never_ready() == []
    await execute(
        "UPDATE translated_text SET state = 'review' WHERE uid = $1 AND text = 'Think tank'", uid
    )
    (found,) = await never_ready()
    assert (found.key, found.message.params) == (f"{uid}/title en", {"text": "Think tank"})


async def test_stale_translations_say_what_changed_in_their_source(database: None) -> None:
    uid = await page()
    assert await stale() == []
    await change(uid, body_nl=BODY_NL.replace("overheid en", "overheden en alle"))
    (found,) = await stale("en")
    assert found.base == FIRST
    assert found.marked() == (
        "De eerste alinea gaat over [-overheid-]{+overheden+} en{+ alle+} burgers."
    )
    assert found.text == "The first paragraph is about government and citizens."
    assert await stale("nl") == []


@pytest.mark.parametrize("text", ["Save", "{count} of {most} <b>words</b>", "100 %", "&nbsp;"])
def test_a_false_text_keeps_what_is_filled_in(text: str) -> None:
    shown = pseudo(text)
    assert shown == text or (shown.startswith("[") and shown.endswith("]"))
    for kept in ("{count}", "{most}", "<b>", "</b>", "&nbsp;"):
        assert (kept in shown) == (kept in text)
    assert text not in shown or not any(map(str.isalpha, text.replace("&nbsp;", "")))


def test_the_false_english_is_read_as_english_and_is_a_third_longer(tmp_path: Path) -> None:
    written = write_pseudo(ROOT / "locales", tmp_path)
    texts = Catalogues(tmp_path)
    assert len(written) == 6
    shown = texts.gettext("Works", "en")
    assert (shown[0], shown[-1], len(shown) >= 1.3 * len("Works")) == ("[", "]", True)
    assert texts.ngettext("x", "y", 2, "en") == "y"
    for domain in ("messages", "admin", "schema"):
        path = tmp_path / "en" / "LC_MESSAGES" / f"{domain}.po"
        assert [one.msgid for one in parse(path.read_bytes()).live() if not one.translated] == []


def test_dutch_quotes_in_one_way(tmp_path: Path) -> None:
    said = {
        "good": "“Een ‘of’ twee”, foto’s",
        "single": "‘Een’",
        "low": "„Een”",
        "straight": '"Een"',
        'of "a"': 'met "a"',  # a sign that is spoken of, no quotation
    }
    (tmp_path / "cms").mkdir()
    (tmp_path / "cms" / "one.py").write_text("\n".join(f"N_({one!r})" for one in said))
    update_all(tmp_path)
    path = tmp_path / "locales" / "nl" / "LC_MESSAGES" / "messages.po"
    catalogue = parse(path.read_bytes())
    entries = [replace(one, msgstr=said[one.msgid]) for one in catalogue.entries]
    path.write_bytes(dump(replace(catalogue, entries=entries)))

    found = [(one.code, one.message.params["text"]) for one in check_interface(tmp_path)]
    assert sorted(found) == [("quotes", "low"), ("quotes", "single"), ("quotes", "straight")]
