"""The appointments of a calendar, with what is told of each: text, place, tags."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cms.content.discovery import installed
from cms.content.richtext import parse, to_text
from cms.delivery.calendars.model import Appointment, Difference
from cms.reading.appointments import Dated
from cms.reading.publications import long_texts, tag_labels
from cms.reading.surrogates import Reads
from cms.reading.view import LIVE

LONGEST_TEXT = 600
"""Characters of an entry's text; its address leads to the rest."""
_VARYING = ("overrides", "variations")
"""The rows that say what is different for some occurrences."""


async def appointments(found: Sequence[Dated], url: str, reads: Reads) -> list[Appointment]:
    """All that calendars tell of these; ``url`` is the site's address."""
    tags = {tag for one in found for tag in one.record.data.get("tags") or ()}
    texts = await long_texts((one.record.id for one in found), LIVE)
    labels = await tag_labels(tags)
    for one in found:
        reads.entry(one.record.uid, [one.record.locale])
    for tag in tags:
        reads.label(tag)
    return [_appointment(one, texts[one.record.id], labels, url) for one in found]


def _appointment(
    one: Dated, texts: Mapping[str, str | None], labels: Mapping[str, Mapping[str, str]], url: str
) -> Appointment:
    record = one.record
    since = record.since or record.updated_at
    return Appointment(
        uid=record.uid,
        locale=record.locale,
        url=url + record.path,
        title=record.title,
        text=record.data.get("summary") or _begin(record.content_type, texts),
        place=_place(record.data),
        tags=[labels.get(tag, {}).get(record.locale, tag) for tag in record.data.get("tags") or ()],
        sequence=one.sequence,
        created=record.first_published_at or since,
        changed=max(record.updated_at, since),
        schedule=one.schedule,
        differences={
            row["key"]: Difference(_place(row), row.get("note") or "")
            for name in _VARYING
            for row in record.data.get(name) or ()
        },
    )


def _begin(content_type: str, texts: Mapping[str, str | None]) -> str:
    rich: Iterable[str] = (one.name for one in installed()[content_type].plain_fields if one.rich)
    written = next((text for text in map(texts.get, rich) if text), "")
    return to_text(parse(written), LONGEST_TEXT) if written else ""


def _place(values: Mapping[str, Any]) -> str:
    place = values.get("place") or {}
    return ", ".join(place[part] for part in ("name", "address", "city") if place.get(part))
