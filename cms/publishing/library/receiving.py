"""A file comes into the library, or takes the place of another.

The bytes are kept first, and then the row: if the row does not come, the janitor finds bytes that
nobody knows. Both happen while their digest is locked, so it never finds them in between.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from cms.content import Asset, Values
from cms.content.identity import mint_uid
from cms.database.engine import execute, fetch
from cms.errors import N_, CmsError, InvalidInput, Message, Problem
from cms.media.inspect import Inspected
from cms.media.keys import original_key
from cms.media.storage import storage
from cms.publishing.library import described, rows

_MIDDLE = 0.5
_ALL_BYTES = 0x616C6C2062797465
"""An advisory lock's number, “all byte”; those of single files have fifteen digits at most."""


class AlreadyThere(CmsError):
    """The library has these very bytes: ``uid`` is their file. It can be added once more on purpose."""

    code = "already_there"
    status = 409

    def __init__(self, uid: str, name: str) -> None:
        super().__init__(N_("This file is in the library already, as {name}."), name=name)
        self.uid = uid
        self.name = name


async def add(made: Inspected, said: Values, actor: str, *, again: bool) -> Values:
    """Keep a file that was looked into, with what is ``said`` of it as `described.read` gives it.

    Raises `AlreadyThere`, unless ``again``.
    """
    await hold_bytes(made.digest)
    if not again:
        await _check_new(made.digest)
    await _keep(made)
    values = _seen(made) | {"credit": made.credit, "focus_x": _MIDDLE, "focus_y": _MIDDLE} | said
    values |= {"uid": mint_uid(), "created_by": actor, "updated_by": actor}
    values["name"] = described.renamed(made.name, values["name"])
    values["version"] = rows.version_of(made.digest, values["focus_x"], values["focus_y"])
    await Asset.insert(Asset(**values))
    await rows.tell(values["uid"])
    return await rows.load(values["uid"])


async def put_in_place(held: Values, made: Inspected, actor: str) -> Values:
    """Another content for a file that is held. Raises `InvalidInput` for one of another kind."""
    if made.kind != held["kind"]:
        text = N_(
            "A picture can only take the place of a picture, and another file of another file."
        )
        raise InvalidInput([Problem("other_kind", Message(text), "file")])
    await hold_bytes(made.digest)
    await _keep(made)
    seen = _seen(made) | {"name": described.renamed(made.name, held["name"].rpartition(".")[0])}
    if not held["credit"]:
        seen["credit"] = made.credit
    return await rows.change(held, seen, actor)


@asynccontextmanager
async def no_bytes_go(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """While the block runs the janitor forgets no file's bytes: somebody copies them all."""
    await connection.execute("SELECT pg_advisory_lock_shared($1)", _ALL_BYTES)
    try:
        yield
    finally:
        await connection.execute("SELECT pg_advisory_unlock_shared($1)", _ALL_BYTES)


async def all_bytes_stay() -> None:
    """The janitor forgets no file's bytes until the transaction ends."""
    await execute("SELECT pg_advisory_xact_lock_shared($1)", _ALL_BYTES)


async def may_go() -> bool:
    """Whether bytes may be forgotten until the transaction ends: nobody copies them all."""
    rows = await fetch("SELECT pg_try_advisory_xact_lock($1) AS free", _ALL_BYTES)
    return bool(rows[0]["free"])


async def hold_bytes(digest: str) -> None:
    """Nobody else adds or forgets these bytes until the transaction ends."""
    await execute("SELECT pg_advisory_xact_lock($1)", int(digest[:15], 16))


async def _check_new(digest: str) -> None:
    found = await fetch(
        "SELECT uid, name FROM asset WHERE digest = $1 ORDER BY uid LIMIT 1", digest
    )
    if found:
        raise AlreadyThere(found[0]["uid"], found[0]["name"])


async def _keep(made: Inspected) -> None:
    key = original_key(made.digest)
    if await storage().size(key) != made.size:
        await storage().put(key, made.path)


def _seen(made: Inspected) -> Values:
    return {
        "name": made.name,
        "kind": made.kind,
        "media_type": made.media_type,
        "size": made.size,
        "digest": made.digest,
        "width": made.width,
        "height": made.height,
        "placeholder": made.placeholder,
        "transparent": made.transparent,
    }


def forget_kept(path: Path) -> None:
    """Remove what was made beside a file that was sent, if it did not go into the library."""
    path.unlink(missing_ok=True)
