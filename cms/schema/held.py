"""Fields that hold a file of the library."""

from collections.abc import Callable
from typing import Any

from cms.content import Field
from cms.content.assets import PICTURES
from cms.schema.context import Info
from cms.schema.images import File, Image


def holds_picture(one: Field) -> bool:
    """Whether the files that a field takes are all to be looked at."""
    return set(one.accepts) <= {*PICTURES}


def asset_output(one: Field) -> tuple[Any, Callable[..., Any]]:
    """The type of a field that holds a file, and how it is made."""
    name = one.name

    async def image(self: Any, info: Info) -> Any:
        return await info.context.image(self.values.get(name), self.view)

    async def file(self: Any, info: Info) -> Any:
        return await info.context.file(self.values.get(name), self.view)

    return (Image | None, image) if holds_picture(one) else (File | None, file)
