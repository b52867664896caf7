"""Two people's copies of one file made one again, message by message: what git runs for PO files.

Git merges lines, and a translator's tool stamps the same header lines in every copy. Messages have
keys, so two copies in which different messages changed always merge, and of a message that both
changed neither text is lost.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from cms.editing.units import parse_key
from cms.translation.po.conflicts import MARK
from cms.translation.po.content_files import NUMBER, number
from cms.translation.po.content_files import replace as write_whole
from cms.translation.po.po import Catalogue, Entry, dump, parse

_STAMPS = frozenset({"PO-Revision-Date", "POT-Creation-Date"})
_EMPTY = Catalogue(headers={})
_NOTHING = Entry(msgid="")
_Key = tuple[str | None, str]


@dataclass(frozen=True)
class Merged:
    """What became of two copies, and the messages that somebody must still choose a text for."""

    catalogue: Catalogue
    conflicts: tuple[Entry, ...]


class _Copies(NamedTuple):
    """One message as it was, as it is here, and as it is there."""

    old: Entry | None
    ours: Entry
    theirs: Entry


def merge_files(base: Path, ours: Path, theirs: Path) -> Merged:
    """Merge ``theirs`` into the file ``ours``; ``base`` is what both were made from, and may be empty.

    Raises `PoError` and changes nothing when one of them cannot be read.
    """
    merged = merge(*(_read(path.read_bytes()) for path in (base, ours, theirs)))
    write_whole(ours, dump(merged.catalogue))
    return merged


def merge_texts(base: bytes, ours: bytes, theirs: bytes) -> bytes:
    """The file with ``theirs`` wherever both changed a message: for whoever has ours elsewhere."""
    merged = merge(*map(_read, (base, ours, theirs)), prefer_theirs=True)
    return dump(merged.catalogue)


def merge(
    base: Catalogue, ours: Catalogue, theirs: Catalogue, *, prefer_theirs: bool = False
) -> Merged:
    """Both sides' changes since ``base``.

    A message that both translated differently is in conflict: it gets both texts and is fuzzy, or
    has the text of ``theirs`` if that is preferred. An emptied text counts as unchanged.
    """
    before, here, there = map(_by_key, (base, ours, theirs))
    entries, conflicts = [], []
    for key in _in_order(here, there):
        if key in here and key in there:
            copies = _Copies(before.get(key), here[key], there[key])
            entries.append(_joined(copies, prefer_theirs=prefer_theirs))
            if _clash(copies):
                conflicts.append(entries[-1])
        else:
            only = here.get(key) or there[key]
            entries += [only] if _outlives(before.get(key), only) else []
    headers = _headers(base, ours, theirs)
    comments = _lines(base.comments, ours.comments, theirs.comments)
    merged = Catalogue(headers=headers, entries=entries, comments=comments, fuzzy=ours.fuzzy)
    return Merged(merged, tuple(conflicts))


def _read(data: bytes) -> Catalogue:
    return parse(data) if data.strip() else _EMPTY


def _by_key(catalogue: Catalogue) -> dict[_Key, Entry]:
    """Of content the context says everything; the source text may have changed on one side."""
    listed = sorted(catalogue.entries, key=lambda entry: not entry.obsolete)
    found = {_key(entry): entry for entry in listed}
    return {_key(entry): found[_key(entry)] for entry in catalogue.entries}


def _key(entry: Entry) -> _Key:
    content = entry.msgctxt is not None and parse_key(entry.msgctxt)
    return (entry.msgctxt, "") if content else entry.key


def _in_order(here: Iterable[_Key], there: Iterable[_Key]) -> Iterator[_Key]:
    """Ours, with what only they have behind what it follows there."""
    known = dict.fromkeys(here)
    behind: dict[_Key | None, list[_Key]] = {}
    last: _Key | None = None
    for key in there:
        if key in known:
            last = key
        else:
            behind.setdefault(last, []).append(key)
    yield from behind.get(None, ())
    for key in known:
        yield key
        yield from behind.get(key, ())


def _outlives(old: Entry | None, only: Entry) -> bool:
    """Whether a message stays that one side does not have: if it is new, or its text is."""
    return old is None or (only.begun and _text(only) != _text(old))


def _text(entry: Entry) -> tuple[str, ...]:
    return entry.msgstr_plural if entry.msgid_plural is not None else (entry.msgstr,)


def _changed(old: Entry | None, new: Entry) -> bool:
    return new.begun and _text(new) != _text(old or _NOTHING)


def _clash(copies: _Copies) -> bool:
    old, ours, theirs = copies
    return _changed(old, ours) and _changed(old, theirs) and _text(ours) != _text(theirs)


def _joined(copies: _Copies, *, prefer_theirs: bool) -> Entry:
    old, ours, theirs = copies
    clash = _clash(copies) and not prefer_theirs
    declared, taken = _declared(copies), _taken(copies, prefer_theirs=prefer_theirs)
    fuzzy = clash or taken.msgid != declared.msgid or _fuzzy(copies, taken)
    flags = {"fuzzy"} if fuzzy and taken.begun else set()
    joined = replace(
        _with_previous(declared, taken, fuzzy=fuzzy),
        msgstr=taken.msgstr,
        msgstr_plural=taken.msgstr_plural,
        comments=_lines(old.comments if old else (), ours.comments, theirs.comments),
        flags=(declared.flags - {"fuzzy"}) | flags,
        obsolete=_obsolete(copies),
    )
    return _with_both(joined, ours, theirs) if clash else joined


def _taken(copies: _Copies, *, prefer_theirs: bool) -> Entry:
    """The side whose text counts."""
    old, ours, theirs = copies
    if _changed(old, theirs) and (prefer_theirs or not _changed(old, ours)):
        return theirs
    return ours if ours.begun else theirs


def _declared(copies: _Copies) -> Entry:
    """The side whose source text and notes are the newer ones."""
    old, ours, theirs = copies
    if ours.obsolete != theirs.obsolete:
        return theirs if ours.obsolete else ours
    if old is None or ours.msgid != old.msgid:
        return ours
    return theirs if theirs.msgid != old.msgid or _notes(ours) == _notes(old) else ours


def _notes(entry: Entry) -> object:
    return entry.msgid_plural, entry.extracted, entry.references, entry.flags - {"fuzzy"}


def _fuzzy(copies: _Copies, taken: Entry) -> bool:
    """Whether the text that was taken is to be looked at; who took a mark away had a reason."""
    old, ours, theirs = copies
    if _text(ours) != _text(theirs):
        return taken.fuzzy
    if old is None or _text(old) != _text(ours):
        return ours.fuzzy or theirs.fuzzy
    return theirs.fuzzy if ours.fuzzy == old.fuzzy else ours.fuzzy


def _with_previous(declared: Entry, taken: Entry, *, fuzzy: bool) -> Entry:
    """With the source text that a doubtful translation was made from."""
    shown = taken if fuzzy else _NOTHING
    renewed = taken.msgid != declared.msgid
    return replace(
        declared,
        previous_msgctxt=None if renewed else shown.previous_msgctxt,
        previous_msgid=taken.msgid if renewed else shown.previous_msgid,
        previous_msgid_plural=None if renewed else shown.previous_msgid_plural,
    )


def _obsolete(copies: _Copies) -> bool:
    """A removed message stays in use while a new text of it waits to be imported."""
    old, ours, theirs = copies
    if ours.obsolete == theirs.obsolete:
        return ours.obsolete
    return old is not None and not old.obsolete and not _changed(old, _live(ours, theirs))


def _live(ours: Entry, theirs: Entry) -> Entry:
    return theirs if ours.obsolete else ours


def _with_both(joined: Entry, ours: Entry, theirs: Entry) -> Entry:
    pairs = zip(ours.msgstr_plural, theirs.msgstr_plural, strict=False)
    return replace(
        joined,
        msgstr=_marked(ours.msgstr, theirs.msgstr) if ours.msgid_plural is None else "",
        msgstr_plural=tuple(_marked(*pair) for pair in pairs),
    )


def _marked(ours: str, theirs: str) -> str:
    return f"{MARK} ours {MARK}\n{ours}\n{MARK} theirs {MARK}\n{theirs}"


def _lines(old: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    """What either side added, without what either took away."""
    kept = [line for line in ours if line in theirs or line not in old]
    return (*kept, *(line for line in theirs if line not in ours and line not in old))


def _headers(base: Catalogue, ours: Catalogue, theirs: Catalogue) -> dict[str, str]:
    names = dict.fromkeys([*ours.headers, *theirs.headers])
    sides = [catalogue.headers for catalogue in (base, ours, theirs)]
    merged = {name: _header(name, *sides) for name in names}
    # The older number: whoever wrote the older copy has not seen what the newer one says.
    least = min(number(ours), number(theirs))
    if NUMBER in names:
        merged[NUMBER] = str(least) if least >= 0 else None
    return {name: text for name, text in merged.items() if text is not None}


def _header(
    name: str, base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]
) -> str | None:
    here, there = ours.get(name), theirs.get(name)
    if name in _STAMPS and here and there:
        return max(here, there)
    return there if here == base.get(name) else here
