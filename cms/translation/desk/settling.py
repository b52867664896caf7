"""Conflicts: a text that was written here, and others that arrived in files meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cms.access.actors import Actor
from cms.access.permissions import require, visible
from cms.access.roles import Permission
from cms.content import LOCALES, localised
from cms.content.values import title_of
from cms.database.engine import fetch
from cms.editing import text_store
from cms.editing.saving import Saved
from cms.editing.text_store import Texts
from cms.editing.units import Place, text_key
from cms.translation.desk import translating
from cms.translation.desk.past import Past
from cms.translation.desk.translating import Translated

_TITLES = ", ".join(f"n.{localised('title', locale)}" for locale in LOCALES)
_OPEN = f"""
SELECT k.uid, k.field, k.item, k.seg, k.locale, k.text, k.base, k.why, k.actor, k.at,
    n.content_type, {_TITLES}
FROM kept_text k JOIN node n ON n.uid = k.uid
WHERE k.why = 'conflict' AND ($1 = '' OR k.locale = $1) AND ($2 = '' OR k.uid = $2)
ORDER BY k.uid, k.locale, k.field, k.item, k.seg, k.id
"""  # noqa: S608 - our own columns


@dataclass(frozen=True)
class Clash:
    """A segment on which somebody must choose: ``here`` is what is shown, ``arrived`` came in files.

    ``source`` is the source text as it is now.
    """

    uid: str
    type_name: str
    title: str
    locale: str
    key: str
    source: str
    here: str
    arrived: tuple[Past, ...]


async def open_conflicts(actor: Actor, locale: str = "", uid: str = "") -> list[Clash]:
    """The conflicts that nobody resolved, in what ``actor`` may view; of one language or entry, or all.

    Raises `NotFound` for an entry that they may not view.
    """
    if uid:
        await require(actor, Permission.VIEW, uid)
    rows = await fetch(_OPEN, locale, uid)
    seen = await visible(actor, {row["uid"] for row in rows})
    rows = [row for row in rows if row["uid"] in seen]
    texts = await text_store.load_all(sorted({row["uid"] for row in rows}))
    found: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        slot = (row["uid"], row["locale"], row["field"], row["item"], row["seg"])
        found.setdefault(slot, []).append(row)
    clashes = [_clash(listed, texts[slot[0]]) for slot, listed in found.items()]
    return [one for one in clashes if one]


def _clash(rows: Sequence[Mapping[str, Any]], texts: Texts) -> Clash | None:
    """None once both sides say the same."""
    row = rows[0]
    place, seg, locale = Place(row["field"], row["item"]), row["seg"], row["locale"]
    source = texts.sources.get((place, seg))
    draft = texts.translation(place, seg, locale, "review")
    shown = draft or texts.translation(place, seg, locale)
    here = shown.text if shown else ""
    arrived = tuple(
        Past(one["text"], one["base"], one["why"], one["actor"], one["at"])
        for one in rows
        if one["text"] != here
    )
    if source is None or source.removed or not arrived:
        return None
    return Clash(
        uid=row["uid"],
        type_name=row["content_type"],
        title=title_of(row, locale),
        locale=locale,
        key=text_key(row["uid"], place, source.kind, seg),
        source=source.text,
        here=here,
        arrived=arrived,
    )


async def settle(
    actor: Actor,
    uid: str,
    locale: str,
    key: str,
    text: str,
    *,
    seen: Sequence[str],
    revision: int,
) -> Saved:
    """Resolve a conflict: the text is one of both, or a new one; it is ready.

    ``seen`` are the texts from files that were chosen from; one that arrived since stays open. All of
    them stay in the history. Raises as `translate`.
    """
    given = Translated(key, text, settles=tuple(seen))
    return await translating.translate(actor, uid, locale, [given], revision=revision)
