"""The register: who asks what, since when, and no longer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from cms.access import audit
from cms.access.actors import Actor
from cms.database.engine import fetch
from cms.errors import N_, CmsError
from cms.publishing import outbox
from cms.publishing.changes import Change
from cms.schema.registered.operations import Operation

LONGEST_CLIENT = 80


class BadClient(CmsError):
    """A client's name that cannot be used."""

    code = "bad_client"


class NoSuchDocument(CmsError):
    """None of a client's documents in use has this hash."""

    code = "not_found"


@dataclass(frozen=True)
class Document:
    """A registered document. ``broken_at`` is when it was let break, knowingly."""

    client: str
    digest: str
    name: str
    text: str
    registered_at: datetime
    registered_by: str
    retired_at: datetime | None
    broken_at: datetime | None


@dataclass(frozen=True)
class Registered:
    """How many documents were not in use yet, and how many were."""

    added: int
    kept: int


_LISTED = """
SELECT client, digest, name, text, registered_at, registered_by, retired_at, broken_at
FROM registered_document
WHERE ($1::varchar IS NULL OR client = $1) AND ($2 OR retired_at IS NULL)
ORDER BY client, name, registered_at
"""
_REGISTER = """
INSERT INTO registered_document (client, digest, name, text, registered_by)
SELECT $1, d.digest, d.name, d.text, $2
FROM unnest($3::varchar[], $4::varchar[], $5::text[]) AS d (digest, name, text)
ON CONFLICT (client, digest) DO UPDATE
SET name = excluded.name, registered_at = now(), registered_by = excluded.registered_by,
    retired_at = NULL, retired_by = NULL, broken_at = NULL
WHERE registered_document.retired_at IS NOT NULL OR registered_document.broken_at IS NOT NULL
RETURNING name
"""
_RETIRE = """
UPDATE registered_document SET retired_at = now(), retired_by = $2
WHERE client = $1 AND digest = ANY($3) AND retired_at IS NULL
RETURNING name
"""
_BREAK = """
UPDATE registered_document SET broken_at = now() WHERE client = $1 AND digest = ANY($2)
RETURNING name
"""
_TEXT = "SELECT text FROM registered_document WHERE digest = $1 AND retired_at IS NULL LIMIT 1"


async def documents(client: str | None = None, *, retired: bool = False) -> list[Document]:
    """The documents in use, of one client or of all; with ``retired`` those that were too."""
    return [Document(**row) for row in await fetch(_LISTED, client, retired)]


async def register(actor: Actor, client: str, operations: Sequence[Operation]) -> Registered:
    """Put operations into use that fit the schema. Raises `BadClient`."""
    _check_client(client)
    rows = await fetch(
        _REGISTER,
        client,
        actor.name,
        [one.digest for one in operations],
        [one.name for one in operations],
        [one.text for one in operations],
    )
    if rows:
        names = sorted(row["name"] for row in rows)
        await audit.note(actor.name, "document.register", client, documents=names)
    return Registered(len(rows), len(operations) - len(rows))


async def retire(actor: Actor, client: str, digests: Collection[str]) -> list[str]:
    """Take documents out of use; their names. Raises `NoSuchDocument` if one is not in use."""
    known = {one.digest for one in await documents(client)}
    missing = sorted(set(digests) - known)
    if missing:
        raise NoSuchDocument(
            N_("{client} has no document {document} in use."), client=client, document=missing[0]
        )
    rows = await fetch(_RETIRE, client, actor.name, list(digests))
    names = sorted(str(row["name"]) for row in rows)
    if names:
        await audit.note(actor.name, "document.retire", client, documents=names)
        await outbox.tell([Change("document", one) for one in digests])
    return names


async def let_break(actor: Actor, client: str, digests: Collection[str]) -> None:
    """Note that documents do not fit the schema any more, and that somebody wanted it so."""
    rows = await fetch(_BREAK, client, list(digests))
    names = sorted(row["name"] for row in rows)
    await audit.note(actor.name, "document.break", client, documents=names)


async def text_of(digest: str) -> str | None:
    """The text of a document in use."""
    rows = await fetch(_TEXT, digest)
    return rows[0]["text"] if rows else None


def _check_client(client: str) -> None:
    if not client.strip() or len(client) > LONGEST_CLIENT or not client.isprintable():
        raise BadClient(
            N_("A client has a name of at most {most} characters."), most=LONGEST_CLIENT
        )
