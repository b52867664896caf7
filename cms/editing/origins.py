"""What translations that a revert brought back were made from: the versions know.

A save takes what was typed for a translation of the source as it is now. A revert types nothing: a
text that lagged behind its source then must lag behind it again.
"""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cms.content import LOCALES, ContentType, Values
from cms.content.values import blank, blank_row
from cms.database.engine import fetch
from cms.editing import text_store
from cms.editing.comparison.fields import Snapshot
from cms.editing.saving import Saved
from cms.editing.segmentation import SEPARATOR, paired, segments_of
from cms.editing.text_store import WHOLE, Changes, Texts, Translation
from cms.editing.units import Place, Unit, units
from cms.editing.versions import StoredVersion

MOST_VERSIONS = 200
AT_ONCE = 10

_WALK = """
SELECT snapshot, minor FROM version WHERE uid = $1 AND revision <= $2
ORDER BY revision DESC LIMIT $3 OFFSET $4
"""


@dataclass
class _Search:
    """The texts of one unit in one language whose source is looked for, version by version."""

    place: Place
    locale: str
    open: set[str]
    found: dict[str, str] = field(default_factory=dict)

    def look(self, unit: Unit | None, source: str, *, minor: bool) -> None:
        """Take what an older version says of the texts that stood there too; give up the others.

        A minor change carried translations along, so what is older than it does not count.
        """
        said = _sources(unit, source, self.locale) if unit and source != self.locale else {}
        self.open &= said.keys()
        self.found |= {text: said[text] for text in self.open}
        if minor:
            self.open.clear()


def _sources(unit: Unit, source: str, locale: str) -> dict[str, str]:
    """The source of each text of a unit, and of the whole when it has a shape of its own."""
    original, translated = unit.text(source), unit.text(locale)
    texts = [segment.text for segment in segments_of(unit.one, original)]
    pieces = paired(unit.one, original, translated)
    if pieces is None:
        return {translated: SEPARATOR.join(texts)}
    return dict(zip(pieces, texts, strict=True))


async def restore(
    content_type: ContentType, before: StoredVersion, to: StoredVersion, saved: Saved
) -> None:
    """Correct what translations were made from after a revert from ``before`` to ``to``.

    Call it in the transaction of the revert.
    """
    searches = _searches(content_type, before, saved)
    async for snapshot, minor in _walk(to):
        older = units(content_type, _complete(content_type, snapshot))
        for one in searches:
            if one.open:
                one.look(older.get(one.place), snapshot["source_locale"], minor=minor)
        if not any(one.open for one in searches):
            break
    await _write(saved.uid, searches)


def _searches(content_type: ContentType, before: StoredVersion, saved: Saved) -> list[_Search]:
    """The texts that the revert brought: those that were not there just before it."""
    values, source = saved.values, saved.values["source_locale"]
    old = units(content_type, _complete(content_type, before.snapshot))
    found = []
    for place, unit in units(content_type, values).items():
        for locale in LOCALES:
            if locale != source:
                known = _sources(old[place], source, locale) if place in old else {}
                brought = _sources(unit, source, locale).keys() - known.keys() - {""}
                found.append(_Search(place, locale, set(brought)))
    return [one for one in found if one.open]


async def _walk(to: StoredVersion) -> AsyncIterator[tuple[dict[str, Any], bool]]:
    for offset in range(0, MOST_VERSIONS, AT_ONCE):
        rows = await fetch(_WALK, to.uid, to.revision, AT_ONCE, offset)
        for row in rows:
            yield json.loads(row["snapshot"]), row["minor"]
        if len(rows) < AT_ONCE:
            return


def _complete(content_type: ContentType, snapshot: Snapshot) -> Values:
    """A snapshot with the columns that it did not have yet."""
    values = blank(content_type) | dict(snapshot)
    for rows in content_type.rows:
        start = blank_row(rows)
        values[rows.name] = [start | row for row in values[rows.name]]
    return values


async def _write(uid: str, searches: Sequence[_Search]) -> None:
    if any(one.found for one in searches):
        known, changes = await text_store.load(uid), Changes(uid)
        for one in searches:
            _correct(one, known, changes)
        await text_store.write(changes)


def _correct(search: _Search, known: Texts, changes: Changes) -> None:
    for seg in (*(one.seg for one in known.live(search.place)), WHOLE):
        made = known.translation(search.place, seg, search.locale)
        source = search.found.get(made.text) if made else None
        if made and source is not None and made.base != source:
            changes.translations.append(replace(made, base=source))


async def inherit(content_type: ContentType, source: Values, copied: Values) -> None:
    """Let the translations of a copy lag behind as those of the entry that was copied do.

    Call it in the transaction that made the copy, before either is changed.
    """
    old, new = await text_store.load(source["uid"]), await text_store.load(copied["uid"])
    changes = Changes(copied["uid"])
    places = zip(units(content_type, source), units(content_type, copied), strict=True)
    for of_source, of_copy in places:
        for locale in LOCALES:
            pairs = zip(_made(old, of_source, locale), _made(new, of_copy, locale), strict=False)
            changes.translations += [
                replace(mine, base=made.base)
                for made, mine in pairs
                if made and mine and made.text == mine.text and made.base != mine.base
            ]
    await text_store.write(changes)


def _made(known: Texts, place: Place, locale: str) -> list[Translation | None]:
    """What is known of a unit as a whole, and of each of its segments in reading order."""
    segs = [WHOLE, *(one.seg for one in known.live(place))]
    return [known.translation(place, seg, locale) for seg in segs]
