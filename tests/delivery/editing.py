"""What editors do between two readings of a file."""

from typing import Any

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.publishing import publishing
from cms.publishing.tree import moving
from tests.builders import ACTOR, change


async def republish(type_name: str, uid: str, *locales: str, **values: Any) -> None:
    """Save other values and publish them."""
    await change(type_name, uid, **values)
    async with writing():
        for locale in locales or ("nl",):
            await publishing.publish(installed()[type_name], uid, locale, actor=ACTOR)


async def retract(type_name: str, uid: str, locale: str) -> None:
    """Let nobody read it any more in a language."""
    async with writing():
        await publishing.retract(installed()[type_name], uid, locale, actor=ACTOR)


async def move(uid: str, parent: str) -> None:
    """Put it elsewhere in the tree."""
    async with writing():
        await moving.move(uid, parent, actor=ACTOR)
