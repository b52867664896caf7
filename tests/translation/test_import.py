"""What a translators' file may do, and what it never does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from cms.database.engine import execute, fetch
from cms.translation.exchange.content_checks import check_content
from cms.translation.exchange.progress import T
from cms.translation.po.content_files import BadFile
from cms.translation.po.po import Entry
from tests.builders import make_published
from tests.translation.files import LINKED_EN, Desk, change, everything, uid_of, values_of

pytestmark = pytest.mark.usefixtures("database")


def linked(desk: Desk) -> str:
    return next(text for text in desk.live() if "{1}" in text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Read more on this.", "E06"),
        ("Read [more]{1} on {1}.", "E06"),
        ("Read [more]{1} on {2}.", "E06"),
        ("Read [more]{1} on {this.", "E06"),
        ("Read more]{1} on this.", "E07"),
        ("Read [more]{1} <script>alert(1)</script>.", "E08"),
        ("Read [more]{1} <img src=x onerror=alert(1)>.", "E08"),
        ("Read [more]{1} [x](javascript:alert(1)).", "E08"),
        ("Read [more]{1} [x](https://elsewhere.org).", "E08"),
        ("Read [more]{1} ![x](https://elsewhere.org/x.png).", "E08"),
        ("Read [more]{1} <https://elsewhere.org>.", "E08"),
        ("Read [more]{1}.\n\nAnd this.", "E10"),
        ("```\nRead [more]{1}.\n```", "E10"),
        ("Read [more]{1} \u202eback.", "E08"),
        ("Read [more]{1} \abell.", "E08"),
        ("Read [more]{1} \0.", "E01"),
        ("Read [more]{1} " + "a" * 10_001, "E09"),
    ],
)
async def test_a_harmful_text_keeps_its_whole_file_out(desk: Desk, text: str, code: str) -> None:
    desk.edit(linked(desk), text)
    before = await everything()
    report = await desk.take()
    assert code in {one.code for one in report.findings if one.severity == "error"}
    assert (report.status, report.applied) == (1, 0)
    assert await everything() == before


async def test_partial_takes_the_good_and_keeps_the_bad_aside(desk: Desk) -> None:
    desk.edit(linked(desk), "Read no link at all.")
    report = await desk.take(partial=True)
    assert (report.status, report.applied) == (1, 1)
    assert (report.counts["new"], report.counts["refused"]) == (1, 1)
    assert (await values_of(await uid_of("Ander")))["title_en"] == "Other"
    assert (await values_of(await uid_of("Denktank")))["body_en"] == LINKED_EN
    kept = await fetch("SELECT text, why FROM kept_text")
    assert kept == [{"text": "Read no link at all.", "why": "refused"}]


def unknown(entry: Entry) -> Entry:
    return replace(entry, msgctxt="0000000000/title#00000") if entry.msgid == "Denktank" else entry


def altered(entry: Entry) -> Entry:
    return replace(entry, msgid="Denkbank", msgstr="X") if entry.msgid == "Denktank" else entry


def unreadable(entry: Entry) -> Entry:
    return replace(entry, msgctxt="'; DROP TABLE page" * 9) if entry.msgid == "Denktank" else entry


def plural(entry: Entry) -> Entry:
    if entry.msgid != "Denktank":
        return entry
    return replace(entry, msgid_plural="Denktanks", msgstr="", msgstr_plural=("One", "Two"))


@pytest.mark.parametrize(
    ("edit", "code"), [(unknown, "E04"), (unreadable, "E04"), (altered, "E05"), (plural, "E12")]
)
async def test_a_message_without_a_place_keeps_its_file_out(
    desk: Desk, edit: Callable[[Entry], Entry], code: str
) -> None:
    desk.change(edit)
    before = await everything()
    report = await desk.take()
    assert [one.code for one in report.findings] == [code]
    assert report.findings[0].line > 1
    assert (report.status, report.applied, report.counts["refused"]) == (1, 0, 1)
    assert await everything() == before


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda data: data[: data.rindex(b"msgid") + 9], "E01"),
        (lambda data: b"\xff\xfe\x01" + data, "E01"),
        (lambda data: data.replace(b'msgstr "Other"', b'msgstr "Other'), "E01"),
        (lambda data: data.replace(b"msgstr", b"<<<<<<< HEAD\nmsgstr", 3), "E01"),
        (lambda data: data + b"\n" + data.split(b"\n\n")[1], "E02"),
        (lambda data: data.replace(b"Language: en", b"Language: nl"), "E03"),
        (lambda _: b"", "E01"),
    ],
)
async def test_a_damaged_file_changes_nothing(
    desk: Desk, damage: Callable[[bytes], bytes], code: str
) -> None:
    desk.path().write_bytes(damage(desk.path().read_bytes()))
    before = await everything()
    report = await desk.take()
    assert [one.code for one in report.findings] == [code]
    assert (report.status, report.applied) == (1, 0)
    assert await everything() == before
    assert report.lines(str)[0].startswith(f"{desk.path()}:{report.findings[0].line}: {code}")


async def test_a_file_in_the_other_languages_folder_is_refused(desk: Desk) -> None:
    other = desk.path("nl/en/page")
    other.parent.mkdir(parents=True)
    other.write_bytes(desk.path().read_bytes())
    report = await desk.take("nl/en/page")
    assert [one.code for one in report.findings] == ["E03"]


async def test_a_dry_run_says_the_same_and_changes_nothing(desk: Desk) -> None:
    desk.edit("Denktank", "A draft", fuzzy=True)
    before = await everything()
    tried = await desk.take(dry_run=True)
    assert await everything() == before
    done = await desk.take()
    assert (tried.findings, tried.counts, tried.applied) == (
        done.findings,
        done.counts,
        done.applied,
    )
    assert done.applied == 2
    assert await everything() != before


async def test_emptied_and_missing_messages_lose_nothing(desk: Desk) -> None:
    await desk.take()
    await desk.export()
    before = [await values_of(await uid_of(title)) for title in ("Denktank", "Ander")]
    full = desk.path().read_bytes()
    desk.change(lambda entry: replace(entry, msgstr=""))
    report = await desk.take()
    assert (report.counts["emptied"], report.counts["older"], report.applied) == (4, 1, 0)
    desk.path().write_bytes(full)
    desk.change(lambda entry: entry if entry.msgid == "Ander" else None)
    assert (await desk.take()).applied == 0
    await desk.export()
    assert desk.path().read_bytes() == full
    assert [await values_of(await uid_of(title)) for title in ("Denktank", "Ander")] == before


async def test_a_text_that_is_too_long_for_its_field(desk: Desk) -> None:
    desk.edit("Ander", "a" * 201)
    report = await desk.take()
    assert [one.code for one in report.findings if one.severity == "error"] == ["E09"]


async def test_two_siblings_may_have_one_title_in_another_language(tmp_path: Path) -> None:
    made = [
        await make_published("page", locales=("nl",), title_nl=title, title_en="")
        for title in ("Contact", "Neem contact op")
    ]
    desk = Desk(tmp_path)
    await desk.export()
    for title in ("Contact", "Neem contact op"):
        desk.edit(title, "Contact")
    report = await desk.take()
    assert (report.status, report.applied) == (0, 2)
    values = [await values_of(one.uid) for one in made]
    assert {one["title_en"] for one in values} == {"Contact"}
    assert {one["slug_en"] for one in values} == {"contact", "contact-2"}


async def broken(tmp_path: Path) -> tuple[Desk, str]:
    """A file whose messages for one page are good, while the page itself breaks a rule by now."""
    await execute("INSERT INTO tag (key, label_nl, label_en) VALUES ('gone', 'Weg', 'Gone')")
    page = await make_published(
        "page", locales=("nl",), title_nl="Een", title_en="", summary_nl="Kort", tags=["gone"]
    )
    await make_published("page", locales=("nl",), title_nl="Twee", title_en="")
    desk = Desk(tmp_path)
    await desk.export()
    await execute("DELETE FROM tag")
    for source, text in {"Een": "One", "Kort": "Short", "Twee": "Two"}.items():
        desk.edit(source, text)
    return desk, page.uid


async def test_a_rule_of_the_entry_refuses_it_as_in_the_form(tmp_path: Path) -> None:
    desk, _ = await broken(tmp_path)
    before = await everything()
    report = await desk.take()
    assert [one.code for one in report.findings] == ["E13"]
    assert await everything() == before


async def test_texts_of_an_entry_that_cannot_be_saved_are_kept_aside(tmp_path: Path) -> None:
    desk, uid = await broken(tmp_path)
    report = await desk.take(partial=True)
    assert ([one.code for one in report.findings], report.applied) == (["E13"], 1)
    assert (report.counts["new"], report.counts["refused"]) == (1, 2)
    assert (await values_of(uid))["title_en"] == ""
    kept = await fetch("SELECT uid, text, why FROM kept_text ORDER BY text")
    assert kept == [{"uid": uid, "text": text, "why": "refused"} for text in ("One", "Short")]
    await desk.take(partial=True)
    assert len(await fetch("SELECT 1 FROM kept_text")) == 2


async def test_what_stays_in_place_is_not_kept_as_replaced(tmp_path: Path) -> None:
    desk, uid = await broken(tmp_path)
    await execute("INSERT INTO tag (key, label_nl, label_en) VALUES ('gone', 'Weg', 'Gone')")
    await desk.take()
    await desk.export()
    await execute("DELETE FROM tag")
    desk.edit("Een", "Single")
    await desk.take(partial=True)
    assert (await values_of(uid))["title_en"] == "One"
    kept = await fetch("SELECT text, why FROM kept_text")
    assert kept == [{"text": "Single", "why": "refused"}]


async def test_white_space_at_the_ends_is_repaired(desk: Desk) -> None:
    desk.edit("Ander", " Other ")
    report = await desk.take()
    assert [one.code for one in report.findings] == ["A01"]
    assert (await values_of(await uid_of("Ander")))["title_en"] == "Other"
    assert (await desk.take()).applied == 0


async def test_the_same_formatting_written_otherwise_is_no_change_twice(desk: Desk) -> None:
    desk.edit("Eerst dit.", "__First__ this.")
    assert (await desk.take()).applied == 2
    again = await desk.take()
    assert (again.findings, again.applied) == ([], 0)


@pytest.mark.parametrize("text", [" Other ", "__Other__", "Other\n"])
async def test_a_text_that_is_stored_otherwise_is_replaced_by_the_next_export(
    desk: Desk, text: str
) -> None:
    for source in ("Ander", "Eerst dit.", "Denktank"):
        desk.edit(source, text)
    await change(await uid_of("Denktank"), live=False, title_en="Brains trust")
    report = await desk.take()
    assert (report.errors, report.conflicts, report.applied) == (0, 1, 2)
    assert (await desk.export()).left == ()
    assert "Other" in desk.live()["Ander"].msgstr
    assert (await desk.export()).written == ()


async def test_the_check_of_the_files(desk: Desk) -> None:
    assert [one.status for one in check_content(desk.folder)] == [0]
    desk.edit("Denktank", "#-#-#-#-# admin #-#-#-#-#\nA\n#-#-#-#-# file #-#-#-#-#\nB", fuzzy=True)
    assert [one.code for one in check_content(desk.folder)[0].findings] == ["E11"]
    desk.edit("Denktank", "Think tank", fuzzy=False)
    desk.edit(linked(desk), "No placeholder.")
    assert [one.code for one in check_content(desk.folder)[0].findings] == ["E06"]
    desk.replace("msgid", "msgidd")
    assert [one.code for one in check_content(desk.folder)[0].findings] == ["E01"]


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    await make_published("page")
    (tmp_path / "en").write_text("not a folder")
    with pytest.raises(BadFile, match="cannot be"):
        await Desk(tmp_path).export()


async def test_a_file_that_cannot_be_read_is_never_replaced(desk: Desk) -> None:
    desk.replace("msgid", "msgidd")
    before = desk.path().read_bytes()
    with pytest.raises(BadFile, match="Line"):
        await desk.export()
    assert desk.path().read_bytes() == before


async def test_who_waits_for_a_large_file_sees_its_entries(desk: Desk) -> None:
    taken = []

    def within(listed: Sequence[T], /) -> Iterator[T]:
        for number, one in enumerate(listed, 1):
            yield one
            taken.append((number, len(listed)))

    await desk.take(within=within)
    assert taken == [(1, 1)]
    taken.clear()
    await desk.export(locale="en", type_name="page", within=within)
    assert taken == [(number, 3) for number in (1, 2, 3)]
