"""Which answers a change concerns, in surrogate keys."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass

from cms.publishing.changes import Change, Kind
from cms.reading.surrogates import (
    ANY,
    ANY_ADDRESS,
    ANY_REFERENCE,
    COMMENTING,
    SITE,
    address_key,
    asset_key,
    below_key,
    comments_key,
    document_key,
    entries_key,
    entry_key,
    field_key,
    label_key,
    menu_key,
    reference_key,
    reports_key,
    seats_key,
    slug_key,
    type_key,
)

WINDOW = "window"
"""The name of what is told of when an entry is read."""


@dataclass(frozen=True)
class Concern:
    """Answers that carry one of ``keys``; and those that carry ``shown`` and show one of ``fields``.

    ``fields`` with `ANY` are all.
    """

    keys: frozenset[str]
    shown: str | None = None
    fields: frozenset[str] = frozenset({ANY})

    def touches(self, fields: frozenset[str]) -> bool:
        """Whether what shows these fields of the entry looks different now."""
        return ANY in fields or ANY in self.fields or not self.fields.isdisjoint(fields)

    def concerns(self, keys: Set[str], fields: frozenset[str]) -> bool:
        """Whether it concerns what carries these keys and shows these fields."""
        if not self.keys.isdisjoint(keys):
            return True
        return self.shown in keys and self.touches(fields)


_OF_ITS_OWN: Mapping[Kind, Callable[[str], str]] = {
    "asset": asset_key,
    "tag": label_key,
    "document": document_key,
    "comments": comments_key,
    "commenting": lambda _uid: COMMENTING,
    "seats": seats_key,
    "reports": reports_key,
}
"""The one key that a change of such a kind concerns, by what it is about."""


def concern(change: Change) -> Concern:
    """Which answers a change concerns."""
    key_of = _OF_ITS_OWN.get(change.kind)
    if key_of:
        return Concern(frozenset({key_of(change.uid)}))
    keys = frozenset(_keys(change))
    if not change.uid:
        return Concern(keys)
    fields = frozenset({ANY}) if _any(change) else frozenset(change.fields or ())
    if change.kind == "planned":
        fields = frozenset({WINDOW})
    return Concern(keys, entry_key(change.uid, change.locale), fields)


def _any(change: Change) -> bool:
    return change.place or change.fields is None


def _keys(change: Change) -> Iterator[str]:
    kind, locale = change.content_type, change.locale
    if change.place:
        yield type_key(kind, locale)
    for name in change.fields or ():
        yield field_key(kind, locale, name)
    if change.fields is None:
        yield field_key(kind, locale, ANY)
    for uid in change.parents:
        yield below_key(uid, locale)
    yield from _addresses(change)
    if change.refs is None:
        yield ANY_REFERENCE
    for uid in change.refs or ():
        yield reference_key(uid, locale)
    if change.menus:
        yield menu_key(locale)


def _addresses(change: Change) -> Iterator[str]:
    if change.paths is None:
        yield ANY_ADDRESS
    for path in change.paths or ():
        yield address_key(path)
        if change.uid:
            yield slug_key(change.content_type, path.rpartition("/")[2])


def purged(change: Change) -> list[str]:
    """The surrogate keys to purge in a shared cache, which knows nothing of fields."""
    made = concern(change)
    coarse = [entries_key(change.locale), SITE] if change.uid else [SITE]
    if change.fields:
        coarse.append(field_key(change.content_type, change.locale, ANY))
    return sorted({*made.keys, *coarse, *filter(None, [made.shown])})
