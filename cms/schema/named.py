"""What ids name: entries, and images of the library."""

from collections.abc import Mapping
from typing import Any

import strawberry

from cms.reading.records import Record
from cms.reading.view import AsOf, Live, View
from cms.schema.context import Info
from cms.schema.errors import BadId
from cms.schema.ids import read_id, read_image_id

Key = tuple[str, View]


async def named(info: Info, ids: list[strawberry.ID]) -> list[Any]:
    """What ids name; an error in the list is told of its place there, the others keep what they have."""
    keys = [_key(info, one) for one in ids]
    good = [key for key in keys if isinstance(key, tuple)]
    found = dict(zip(good, await info.context.loaders.entries.load_many(good), strict=True))
    for (uid, view), record in found.items():
        if record is None:
            info.context.absences.note(info, view, uid)
    return [
        await _image(info, one) if isinstance(key, BadId) else _seen(info, found, key)
        for one, key in zip(ids, keys, strict=True)
    ]


def _key(info: Info, given: str) -> Key | BadId | None:
    try:
        return read_id(given, info.context.perspective)
    except BadId as error:
        return error


def _seen(info: Info, found: Mapping[Key, Record | None], key: Key | None) -> Any:
    record = found[key] if key else None
    return info.context.content(record, key[1]) if record and key else None


async def _image(info: Info, given: str) -> Any:
    """An image, if the public sees it anywhere: its address opens it to whoever has that.

    A preview shows what it refers to, whatever is public.
    """
    try:
        key = read_image_id(given, info.context.perspective)
    except BadId as error:
        return error
    if key is None:
        return None
    uid, view = key
    public = isinstance(view.perspective, Live | AsOf)
    if public and not await info.context.loaders.public_files.load(uid):
        return None
    return await info.context.image(uid, view)
