"""The acts of editors, as a process of its own can be told to do them."""

from cms.access.actors import system
from cms.content.discovery import installed
from cms.editing import authorised as editing
from cms.publishing import authorised as publishing

EVA = system("eva")


async def save(content_type: str, uid: str, title: str) -> None:
    await editing.save(EVA, installed()[content_type], uid, {"title_nl": title}, revision=1)


async def publish(content_type: str, uid: str) -> None:
    await publishing.publish(EVA, installed()[content_type], uid, "nl")


async def retract(content_type: str, uid: str) -> None:
    await publishing.retract(EVA, installed()[content_type], uid, "nl")
