"""What was, is and will be public of an imported entry: made from its versions, never from the file.

`publish` knows now and later; the past cannot be published anew. Its rows are made by the same
functions, with the dates that the file says.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import asyncpg

from cms.content import ContentType, Values, localised
from cms.content.values import blank, blank_row
from cms.database.engine import as_json, execute, fetch
from cms.editing import reverting
from cms.editing.input import read_input
from cms.errors import N_, CmsError
from cms.portability.cleaning import cleaned
from cms.portability.format import Publication, Version
from cms.publishing import outbox
from cms.publishing.changes import Change, Kind
from cms.publishing.document import Document, document
from cms.publishing.series.keeping import keep
from cms.reading import vocabulary
from cms.reading.searching import search_document

_INSERT = f"""
INSERT INTO publication (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at, ended_by,
    series)
SELECT $1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10::text[], $11::jsonb,
    {search_document(12)},
    $17, tstzrange($18, $19), $20, $21, $22, $23, $24, $25
"""
_LIVE = "SELECT locale FROM publication WHERE uid = $1 AND valid @> statement_timestamp()"


class AddressTaken(CmsError):
    """Something else is public at an address at which an import says that its entry is."""

    code = "address_taken"
    status = 409


async def store(
    content_type: ContentType,
    uid: str,
    publications: Sequence[Publication],
    versions: Iterable[tuple[Version, Values]],
    now: datetime,
) -> None:
    """Let an entry have just these publications; ``versions`` come with their whole snapshots.

    Everyone hears what changed for the public. Raises `AddressTaken`, and `InvalidInput` for a
    version that the type does not take. Call it inside `writing()`.
    """
    before = await _live(uid)
    await execute("DELETE FROM publication WHERE uid = $1", uid)
    known = {version.revision: said for version, said in versions}
    for one in publications:
        made = _document(content_type, uid, one, known[one.revision])
        try:
            await _insert(content_type, uid, one, made, now)
        except asyncpg.ExclusionViolationError:
            raise AddressTaken(
                N_("Something else is public at {path} at the same time, or this is so twice."),
                path=one.path,
            ) from None
        except asyncpg.DataError:
            raise AddressTaken(
                N_("The dates at {path} contradict each other."), path=one.path
            ) from None
    await _tell(uid, before, await _live(uid), publications, now)


def _document(content_type: ContentType, uid: str, one: Publication, said: Values) -> Document:
    typed = reverting.restored(content_type, said)
    values = blank(content_type) | read_input(content_type, typed)
    for rows in content_type.rows:
        values[rows.name] = [blank_row(rows) | row for row in values[rows.name]]
    slug = "" if one.parent is None else one.path.rpartition("/")[2]
    place = {"parent": one.parent, "position": one.position, localised("slug", one.locale): slug}
    return document(content_type, cleaned(content_type, values) | place | {"uid": uid}, one.locale)


async def _insert(
    content_type: ContentType, uid: str, one: Publication, made: Document, now: datetime
) -> None:
    await execute(
        _INSERT,
        *(uid, content_type.name, one.locale, one.path, one.parent, one.position),
        *(made.title, as_json(made.data), as_json(made.texts), list(made.refs)),
        as_json(one.fingerprints),
        *(f"cms_{one.locale}", *(made.search[weight] for weight in "ABCD")),
        *(one.revision, one.since, one.until, one.first_published_at, one.published_at),
        *(one.published_by, one.updated_at, one.ended_by, await keep(made.schedule, now)),
    )
    await vocabulary.learn(one.locale, made.search.values())


async def _live(uid: str) -> set[str]:
    return {row["locale"] for row in await fetch(_LIVE, uid)}


async def _tell(
    uid: str, before: set[str], after: set[str], publications: Sequence[Publication], now: datetime
) -> None:
    notes = []
    for locale in sorted(before | after):
        kind: Kind = "changed" if locale in before & after else "published"
        kind = kind if locale in after else "retracted"
        path = next((one.path for one in publications if one.locale == locale), None)
        notes.append(outbox.Note(kind, uid, locale, now, "import", {"path": path}))
    await outbox.note_all(notes)
    await outbox.tell(
        Change("planned", uid, locale=one.locale, at=at)
        for one in publications
        for at in (one.since, one.until)
        if at and at > now
    )


def whole(versions: Sequence[Version], values: Values) -> list[tuple[Version, dict[str, Any]]]:
    """The versions with their snapshots; one without is what the entry is now."""
    return [(one, dict(values) if one.snapshot is None else one.snapshot) for one in versions]
