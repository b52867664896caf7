"""Pictures that were pasted into texts, as files of the library."""

from collections.abc import Collection, Mapping
from dataclasses import replace
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
from cms.publishing.library import authorised, rows
from cms.publishing.library.receiving import AlreadyThere

MOST = 20
NAME = "image"


async def with_files(
    actor: Actor, content_type: ContentType, typed: Mapping[str, Any]
) -> dict[str, Any]:
    """What was typed, with files of the library for the pictures that lie in its texts.

    Call it inside the `writing()` that saves: if that is refused, the library has none of them.
    Raises `Denied`, and `InvalidInput` naming the field whose picture is none.
    """
    made = await _in_columns(actor, _rich(content_type.plain_fields), typed, "")
    for one in content_type.rows:
        listed, columns = typed.get(one.name), _rich(one.plain_fields)
        if columns and isinstance(listed, list):
            made[one.name] = [
                await _in_columns(actor, columns, row, f"{one.name}.{number}.")
                if isinstance(row, Mapping)
                else row
                for number, row in enumerate(listed)
            ]
    return made


def _rich(fields: Collection[Field]) -> set[str]:
    return {column for one in fields if one.rich for column in one.columns()}


async def _in_columns(
    actor: Actor, columns: set[str], values: Mapping[str, Any], place: str
) -> dict[str, Any]:
    made = dict(values)
    for column in sorted(columns & values.keys()):
        if isinstance(values[column], str):
            made[column] = await _in_text(actor, values[column], place + column)
    return made


async def _in_text(actor: Actor, html: str, place: str) -> str:
    found = inline_images(html)
    if len(found) > MOST:
        text = Message(N_("At most {most} pictures can be pasted at once."), {"most": MOST})
        problems_of([Problem("too_many", text, place)])
    if not found:
        return html
    return with_inline_images(html, [await _file(actor, one, place) for one in found])


async def _file(actor: Actor, pasted: InlineImage, place: str) -> str:
    """The uid of the file that a picture is, or was already."""
    async with arrived(BytesIO(pasted.content)) as path:
        try:
            uid = str((await authorised.receive(path, NAME, actor=actor))["uid"])
        except AlreadyThere as there:
            uid = there.uid
        except InvalidInput as error:
            raise InvalidInput([replace(one, field=place) for one in error.problems]) from None
    if (await rows.load(uid))["kind"] == AssetKind.FILE:
        text = N_("What was pasted here as a picture is none.")
        problems_of([Problem("no_picture", Message(text), place)])
    return uid
