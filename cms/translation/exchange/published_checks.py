"""Whether the public reads anything that nobody ever approved: for the project's checks."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from cms.content import LOCALES, ContentType
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.editing import text_store
from cms.editing.segmentation import segments_of
from cms.editing.text_store import STANDINGS, Texts
from cms.editing.units import Unit, units
from cms.errors import N_, Message
from cms.reading.statement import live
from cms.translation.exchange.live import public_values


@dataclass(frozen=True)
class NeverReady:
    """A public text that is only a draft; ``key`` names the entry, the language and the field."""

    path: str
    key: str
    message: Message


async def never_ready() -> list[NeverReady]:
    """The translations in live publications that stand as drafts, and nowhere as ready texts."""
    return [
        found
        for content_type in installed().values()
        for locale in LOCALES
        for found in await _of_type(content_type, locale)
    ]


async def _of_type(content_type: ContentType, locale: str) -> list[NeverReady]:
    rows = await fetch(
        "SELECT p.uid, p.path, p.data, p.texts FROM publication p"  # noqa: S608 - our own
        f" WHERE p.content_type = $1 AND p.locale = $2 AND {live('p')}"
        " AND p.fingerprints ->> 'source' IS DISTINCT FROM $2 ORDER BY p.path",
        content_type.name,
        locale,
    )
    known = await text_store.load_all([row["uid"] for row in rows])
    found: list[NeverReady] = []
    for row in rows:
        public = json.loads(row["data"]) | json.loads(row["texts"])
        values = {"uid": row["uid"]} | public_values(content_type, public, locale)
        for unit in units(content_type, values).values():
            for text in _drafts(unit, locale, known[row["uid"]]):
                key = f"{row['uid']}/{'.'.join(filter(None, unit.place))} {locale}"
                message = Message(N_("“{text}” is public and was never approved."), {"text": text})
                found.append(NeverReady(row["path"], key, message))
    return found


def _drafts(unit: Unit, locale: str, texts: Texts) -> Iterator[str]:
    public = {
        segment.text
        for segment in segments_of(unit.one, unit.values.get(unit.one.column_in(locale)) or "")
    }
    ready, drafts = (
        {
            one.text
            for one in texts.translations.values()
            if (one.field, one.item) == unit.place and (one.locale, one.state) == (locale, standing)
        }
        for standing in STANDINGS
    )
    yield from sorted(public & drafts - ready)
