"""Pictures that were pasted into texts, as files of the library.

Looking into them takes a while, so it comes first, before anything is locked; rows are made inside.
"""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import is_dataclass, replace
from hashlib import sha256
from io import BytesIO
from typing import Any

from cms.access.actors import Actor
from cms.content import ContentType, Field
from cms.content.assets import AssetKind
from cms.content.richtext import inline_images, with_inline_images
from cms.content.richtext.inline_images import InlineImage
from cms.editing.input import problems_of
from cms.errors import N_, InvalidInput, Message, Problem
from cms.media.arriving import arrived
from cms.media.inspect import Inspected
from cms.publishing.library import authorised, rows
from cms.publishing.library.receiving import AlreadyThere

MOST = 20
NAME = "image"


Looked = Mapping[bytes, Inspected | InvalidInput]
"""What is in pictures, or why they are none, by the digest of what was pasted."""


@asynccontextmanager
async def looked_into(actor: Actor, given: Any) -> AsyncIterator[Looked]:
    """What is in the pictures of all texts that were ``given``, at whatever depth, while the block runs.

    Call it before the `writing()` that saves: it may take seconds. Raises `Denied`, `DiskFull`.
    """
    looked: dict[bytes, Inspected | InvalidInput] = {}
    async with AsyncExitStack() as kept:
        for text in _texts(given):
            found = inline_images(text)
            for one in found if len(found) <= MOST else ():
                digest = _digest(one)
                if digest not in looked:
                    looked[digest] = await _looked_into(actor, one, kept)
        yield looked


async def _looked_into(
    actor: Actor, pasted: InlineImage, kept: AsyncExitStack
) -> Inspected | InvalidInput:
    async with arrived(BytesIO(pasted.content)) as path:
        try:
            return await kept.enter_async_context(authorised.looked_into(path, NAME, actor=actor))
        except InvalidInput as error:
            return error


def _texts(given: Any) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, list | tuple):
        for one in given:
            yield from _texts(one)
    elif isinstance(given, Mapping):
        yield from _texts(list(given.values()))
    elif is_dataclass(given):  # an input object
        yield from _texts(list(vars(given).values()))


def _digest(pasted: InlineImage) -> bytes:
    return sha256(pasted.content).digest()


async def with_files(
    actor: Actor, content_type: ContentType, typed: Mapping[str, Any], looked: Looked
) -> dict[str, Any]:
    """What was typed, with files of the library for the pictures that lie in its texts.

    Call it inside the `writing()` that saves: if that is refused, the library has none of them.
    ``looked`` is what `looked_into` found. Raises `Denied`, and `InvalidInput` naming the field whose
    picture is none.
    """
    made = await _in_columns(actor, _rich(content_type.plain_fields), typed, "", looked)
    for one in content_type.rows:
        listed, columns = typed.get(one.name), _rich(one.plain_fields)
        if columns and isinstance(listed, list):
            made[one.name] = [
                await _in_columns(actor, columns, row, f"{one.name}.{number}.", looked)
                if isinstance(row, Mapping)
                else row
                for number, row in enumerate(listed)
            ]
    return made


def _rich(fields: Collection[Field]) -> set[str]:
    return {column for one in fields if one.rich for column in one.columns()}


async def _in_columns(
    actor: Actor, columns: set[str], values: Mapping[str, Any], place: str, looked: Looked
) -> dict[str, Any]:
    made = dict(values)
    for column in sorted(columns & values.keys()):
        if isinstance(values[column], str):
            made[column] = await _in_text(actor, values[column], place + column, looked)
    return made


async def _in_text(actor: Actor, html: str, place: str, looked: Looked) -> str:
    found = inline_images(html)
    if len(found) > MOST:
        text = Message(N_("At most {most} pictures can be pasted at once."), {"most": MOST})
        problems_of([Problem("too_many", text, place)])
    if not found:
        return html
    return with_inline_images(
        html, [await _file(actor, looked[_digest(one)], place) for one in found]
    )


async def _file(actor: Actor, made: Inspected | InvalidInput, place: str) -> str:
    """The uid of the file that a picture is, or was already."""
    if isinstance(made, InvalidInput):
        raise InvalidInput([replace(one, field=place) for one in made.problems])
    try:
        uid = str((await authorised.take(made, {}, actor=actor))["uid"])
    except AlreadyThere as there:
        uid = there.uid
    if (await rows.load(uid))["kind"] == AssetKind.FILE:
        text = N_("What was pasted here as a picture is none.")
        problems_of([Problem("no_picture", Message(text), place)])
    return uid
