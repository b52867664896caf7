"""Pictures that come along in what is pasted: they go to the library, where texts find them."""

import mimetypes
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cms.access.actors import Actor
from cms.content.richtext.inline_images import InlineImage
from cms.errors import N_, InvalidInput, Message, Problem
from cms.publishing.library import authorised as library
from cms.publishing.library.receiving import AlreadyThere

MOST = 20


async def in_library(pictures: Sequence[InlineImage], actor: Actor) -> list[str]:
    """The uids of the pictures in the library. Raises what `library.receive` raises.

    Call it outside `writing()`.
    """
    if len(pictures) > MOST:
        text = N_("At most {most} pictures can be pasted at once, not {number}.")
        message = Message(text, {"most": MOST, "number": len(pictures)})
        raise InvalidInput([Problem("too_many_pictures", message)])
    return [await _kept(one, actor) for one in pictures]


async def _kept(picture: InlineImage, actor: Actor) -> str:
    """The uid of its file, which may be there already."""
    name = f"pasted{mimetypes.guess_extension(picture.media_type) or ''}"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "picture"
        path.write_bytes(picture.content)
        try:
            made = await library.receive(path, name, actor=actor)
        except AlreadyThere as found:
            return found.uid
    return str(made["uid"])
