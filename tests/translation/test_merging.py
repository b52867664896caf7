"""Two copies of one file made one again."""

from dataclasses import replace

import pytest

from cms.translation.po.conflicts import is_open
from cms.translation.po.po import Catalogue, Entry, dump, parse
from cms.translation.sync.merging import merge, merge_texts

KEY = "7k3m9q2aet/body#{}"
KEYS = [KEY.format(f"seg{number:02}".replace("seg", "abc")) for number in range(5)]


def catalogue(*texts: str, export: str = "3", **headers: str) -> Catalogue:
    entries = [
        Entry(msgctxt=key, msgid=f"bron {n}", msgstr=text)
        for n, (key, text) in enumerate(zip(KEYS, texts, strict=False))
    ]
    stamped = {"Language": "en", "PO-Revision-Date": "2026-01-01", "X-Export": export}
    return Catalogue(headers=stamped | headers, entries=entries)


def changed(one: Catalogue, place: int, **values: object) -> Catalogue:
    entries = list(one.entries)
    entries[place] = replace(entries[place], **values)  # type: ignore[arg-type]
    return replace(one, entries=entries)


def texts(one: Catalogue) -> list[str]:
    return [entry.msgstr for entry in one.entries]


BASE = catalogue("a", "b", "c", "")


def test_changes_of_different_messages_are_joined() -> None:
    ours = changed(BASE, 0, msgstr="A")
    theirs = changed(BASE, 3, msgstr="D")
    merged = merge(BASE, ours, theirs)
    assert (texts(merged.catalogue), merged.conflicts) == (["A", "b", "c", "D"], ())


def test_stamps_never_conflict_and_the_older_export_is_named() -> None:
    ours = catalogue("A", "b", "c", export="9", **{"PO-Revision-Date": "2026-03-01"})
    theirs = catalogue("a", "B", "c", **{"PO-Revision-Date": "2026-02-01", "X-Generator": "Poedit"})
    merged = merge(BASE, ours, theirs).catalogue
    assert merged.headers["PO-Revision-Date"] == "2026-03-01"
    assert (merged.headers["X-Export"], merged.headers["X-Generator"]) == ("3", "Poedit")
    without = replace(theirs, headers={"Language": "en"})
    assert "X-Export" not in merge(BASE, ours, without).catalogue.headers


def test_a_message_that_both_changed_has_both_texts_and_is_fuzzy() -> None:
    ours, theirs = changed(BASE, 0, msgstr="een"), changed(BASE, 0, msgstr="twee")
    merged = merge(BASE, ours, theirs)
    (conflict,) = merged.conflicts
    assert conflict.fuzzy
    assert is_open(conflict.msgstr)
    assert "\neen\n" in conflict.msgstr
    assert conflict.msgstr.endswith("\ntwee")
    assert parse(dump(merged.catalogue)).entries[0].msgstr == conflict.msgstr
    preferred = parse(merge_texts(*map(dump, (BASE, ours, theirs))))
    assert texts(preferred)[0] == "twee"
    assert not preferred.entries[0].fuzzy


def test_the_same_change_on_both_sides_is_one_change() -> None:
    ours = changed(BASE, 0, msgstr="A")
    assert merge(BASE, ours, ours) == merge(BASE, ours, BASE)


@pytest.mark.parametrize("swapped", [False, True])
def test_a_translation_of_a_source_that_changed_meanwhile_waits_to_be_looked_at(
    swapped: bool,
) -> None:
    renewed = changed(
        BASE, 0, msgid="bron nieuw", flags=frozenset({"fuzzy"}), previous_msgid="bron 0"
    )
    translated = changed(BASE, 0, msgstr="A")
    sides = (translated, renewed) if swapped else (renewed, translated)
    entry = merge(BASE, *sides).catalogue.entries[0]
    assert (entry.msgid, entry.msgstr, entry.fuzzy) == ("bron nieuw", "A", True)
    assert entry.previous_msgid == "bron 0"


def test_who_approves_a_text_has_approved_it() -> None:
    base = changed(BASE, 0, flags=frozenset({"fuzzy"}))
    merged = merge(base, changed(base, 0, flags=frozenset()), base)
    assert not merged.catalogue.entries[0].fuzzy


@pytest.mark.parametrize("swapped", [False, True])
def test_an_emptied_or_missing_text_is_no_change(swapped: bool) -> None:
    emptied = changed(changed(BASE, 0, msgstr=""), 1, msgstr="")
    typed = changed(BASE, 0, msgstr="A")
    sides = (typed, emptied) if swapped else (emptied, typed)
    assert texts(merge(BASE, *sides).catalogue)[:2] == ["A", "b"]
    shorter = replace(BASE, entries=BASE.entries[1:])
    sides = (typed, shorter) if swapped else (shorter, typed)
    assert sorted(texts(merge(BASE, *sides).catalogue)) == ["", "A", "b", "c"]
    assert texts(merge(BASE, BASE, shorter).catalogue) == ["b", "c", ""]


def test_a_text_typed_for_a_removed_source_stays_to_be_imported() -> None:
    removed = changed(BASE, 0, obsolete=True)
    typed = changed(BASE, 0, msgstr="A")
    assert merge(BASE, removed, BASE).catalogue.entries[0].obsolete
    first = merge(BASE, removed, typed).catalogue.entries[0]
    assert (first.obsolete, first.msgstr) == (False, "A")


def test_new_messages_stand_where_they_stood() -> None:
    ours = catalogue("a", "b", "c")
    new = Entry(msgctxt=KEYS[4], msgid="nieuw", msgstr="new")
    theirs = replace(ours, entries=[ours.entries[0], new, *ours.entries[1:]])
    assert texts(merge(ours, ours, theirs).catalogue) == ["a", "new", "b", "c"]
    assert texts(merge(ours, theirs, ours).catalogue) == ["a", "new", "b", "c"]


def test_comments_of_translators_are_all_kept() -> None:
    base = changed(BASE, 0, comments=("weg",))
    ours, theirs = changed(base, 0, comments=("een",)), changed(base, 0, comments=("weg", "twee"))
    assert merge(base, ours, theirs).catalogue.entries[0].comments == ("een", "twee")


def test_a_file_that_both_began_has_no_base() -> None:
    merged = parse(merge_texts(b"", dump(catalogue("a")), dump(catalogue("a", "b"))))
    assert texts(merged) == ["a", "b"]


def test_forms_of_number_conflict_form_by_form() -> None:
    one = Entry(msgid="one", msgid_plural="many", msgstr_plural=("een", "veel"))
    base, ours, theirs = (
        Catalogue(headers={}, entries=[replace(one, msgstr_plural=forms)])
        for forms in (("een", "veel"), ("1", "veel"), ("één", "vele"))
    )
    (conflict,) = merge(base, ours, theirs).conflicts
    assert all(map(is_open, conflict.msgstr_plural))
