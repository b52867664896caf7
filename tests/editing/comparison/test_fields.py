"""Two snapshots compared field by field."""

from typing import Any

from cms.content.discovery import installed
from cms.content.values import blank, blank_row, encode
from cms.editing.comparison import (
    FieldChange,
    ListChange,
    RichChange,
    RowsChange,
    TextChange,
    ValueChange,
    compare,
)

BOOK = installed()["book"]
PRINTINGS = next(rows for rows in BOOK.rows if rows.name == "printings")


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, FieldChange]:
    empty = encode(blank(BOOK))
    return {one.name: one for one in compare(BOOK, empty | before, empty | after)}


def printing(key: str, **cells: Any) -> dict[str, Any]:
    return encode(blank_row(PRINTINGS)) | {"key": key} | cells


def test_nothing_differs() -> None:
    assert changes({}, {}) == {}


def test_each_kind_of_field_has_its_own_change() -> None:
    found = changes(
        {"title_nl": "Oud", "free": False, "tags": ["a", "b", "c"], "published": None},
        {"title_nl": "Nieuw", "free": True, "tags": ["c", "b", "d"], "published": "2009-12-04",
         "body_en": "<p>Text</p>"},
    )  # fmt: skip

    assert list(found) == ["title_nl", "body_en", "published", "free", "tags"]
    assert isinstance(found["title_nl"].change, TextChange)
    assert (found["title_nl"].locale, found["free"].locale) == ("nl", None)
    assert isinstance(found["body_en"].change, RichChange)
    assert found["published"].change == ValueChange(None, "2009-12-04")
    assert found["free"].change == ValueChange(False, True)
    assert found["tags"].change == ListChange(("c", "b"), ("d",), ("a",), reordered=True)


def test_related_entries_are_a_list_of_uids() -> None:
    rows = [{"key": "aaaa", "speaker": "one"}, {"key": "bbbb", "speaker": "two"}]
    found = changes({"authors": rows}, {"authors": [rows[1], {"key": "cccc", "speaker": "three"}]})
    assert found["authors"].change == ListChange(("two",), ("three",), ("one",), reordered=False)


def test_related_rows_by_key() -> None:
    first, second, third = (
        printing(key, number=n) for n, key in enumerate(("aaaa", "bbbb", "cccc"), 1)
    )
    before = [first, second, third]
    after = [third, first | {"copies": 500}, printing("dddd", number=4, note_nl="Extra")]

    change = changes({"printings": before}, {"printings": after})["printings"].change

    assert isinstance(change, RowsChange)
    told = [(row.fate, row.key, row.was_at, row.is_at, row.moved) for row in change.rows]
    assert told == [
        ("changed", "cccc", 3, 1, True),
        ("changed", "aaaa", 1, 2, False),
        ("removed", "bbbb", 2, None, False),
        ("added", "dddd", None, 3, False),
    ]
    cells = {row.key: {cell.name: cell.change for cell in row.cells} for row in change.rows}
    assert cells["cccc"] == {}
    assert cells["aaaa"] == {"copies": ValueChange(None, 500)}
    assert set(cells["dddd"]) == {"number", "note_nl"}


def test_a_snapshot_from_before_a_column_was_there() -> None:
    whole = encode(blank(BOOK)) | {"subtitle_nl": "Ondertitel"}
    old = {name: value for name, value in whole.items() if name != "subtitle_nl"}
    (change,) = compare(BOOK, old, whole)
    assert change.name == "subtitle_nl"
