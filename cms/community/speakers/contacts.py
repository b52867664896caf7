"""Where speakers are mailed: apart from their entries, so that no reader and no version has it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cms.community import links
from cms.community.speakers.records import Contact
from cms.community.speakers.vocabulary import keys_of
from cms.database.engine import execute, fetch
from cms.errors import N_, NotFound
from cms.reading import publications

PURPOSE = "speaker_contact"
CHOOSING = timedelta(days=400)
"""So long a link in a mail opts somebody out, and in again."""

# The public's own view of who can be asked: what is not published is no promise of anybody.
_BOOKABLE = """
SELECT DISTINCT ON (c.uid) c.uid, c.email, c.locale, p.title AS name
FROM speaker_contact c JOIN publication p ON p.uid = c.uid
WHERE c.opted_out_at IS NULL AND p.content_type = 'speaker' AND p.valid @> clock_timestamp()
    AND p.data->'bookable' = 'true' AND ($1 OR p.data->'fields' ?| $2::text[])
ORDER BY c.uid, p.locale = c.locale DESC
"""
_FIELDS = """
SELECT DISTINCT field
FROM speaker_contact c JOIN publication p ON p.uid = c.uid,
    jsonb_array_elements_text(p.data->'fields') AS field
WHERE c.opted_out_at IS NULL AND p.content_type = 'speaker' AND p.valid @> clock_timestamp()
    AND p.data->'bookable' = 'true'
"""
_KEEP = """
INSERT INTO speaker_contact (uid, email, locale) VALUES ($1, $2, $3)
ON CONFLICT (uid) DO UPDATE SET email = $2, locale = $3, since = now(), opted_out_at = NULL
"""
_CHOOSE = """
UPDATE speaker_contact SET opted_out_at = CASE WHEN $2 THEN NULL ELSE coalesce(opted_out_at, now()) END
WHERE uid = $1 RETURNING opted_out_at
"""
_FORGET = """
DELETE FROM speaker_contact c WHERE NOT EXISTS (SELECT FROM node WHERE uid = c.uid)
    AND NOT EXISTS (SELECT FROM binned_entry WHERE uid = c.uid)
"""


async def keep(uid: str, email: str, locale: str) -> None:
    """Where a speaker is mailed from now on; with a new address they take part again."""
    await execute(_KEEP, uid, email, locale)


async def bookable(fields: Sequence[str], *, to_all: bool) -> list[Contact]:
    """The speakers who can be asked: those with one of these fields, or all."""
    keys = set((await keys_of(fields)).values())
    return [Contact(**row) for row in await fetch(_BOOKABLE, to_all, list(keys))]


async def fields_of_network(locale: str) -> list[tuple[str, str]]:
    """The fields that speakers who can be asked have, by label: each with its key."""
    keys = [row["field"] for row in await fetch(_FIELDS)]
    labels = await publications.tag_labels(keys)
    named = ((key, labels.get(key, {}).get(locale, key)) for key in keys)
    return sorted(named, key=lambda one: one[1].casefold())


async def link_to_choose(uid: str) -> str:
    """The token with which a speaker opts out, and in again. Call it inside `writing()`."""
    return await links.issue(PURPOSE, f"{PURPOSE}:{uid}", CHOOSING)


async def takes_part(token: str) -> bool:
    """Whether the speaker who has this link is sent requests. Raises `DeadLink` and `NotFound`."""
    uid = await _uid(token)
    found = await fetch("SELECT opted_out_at FROM speaker_contact WHERE uid = $1", uid)
    return _opted_in(found)


async def choose(token: str, *, take_part: bool) -> bool:
    """Opt out of requests, or in again; as often as one likes. Raises `DeadLink` and `NotFound`.

    Call it inside `writing()`.
    """
    return _opted_in(await fetch(_CHOOSE, await _uid(token), take_part))


async def _uid(token: str) -> str:
    return (await links.look(token, PURPOSE)).subject.rpartition(":")[2]


def _opted_in(found: list[dict[str, datetime | None]]) -> bool:
    if not found:
        raise NotFound(N_("You are not in the speakers’ network (any more)."))
    return found[0]["opted_out_at"] is None


async def forget() -> None:
    """Erase the addresses of speakers who are gone for good."""
    await execute(_FORGET)
