"""The acts of editors, as a process of its own can be told to do them."""

from pathlib import Path

from cms.access.actors import system
from cms.content.discovery import installed
from cms.editing import authorised as editing
from cms.publishing import authorised as publishing
from cms.publishing import bulk
from cms.publishing.bin import deleting, restoring
from cms.publishing.library import authorised as library
from cms.publishing.tree import authorised_tree as tree
from cms.translation.exchange.importing import import_file

EVA = system("eva")


async def save(content_type: str, uid: str, title: str) -> None:
    await editing.save(EVA, installed()[content_type], uid, {"title_nl": title}, revision=1)


async def publish(content_type: str, uid: str) -> None:
    await publishing.publish(EVA, installed()[content_type], uid, "nl")


async def retract(content_type: str, uid: str) -> None:
    await publishing.retract(EVA, installed()[content_type], uid, "nl")


async def move(uid: str, parent: str) -> None:
    await tree.move(EVA, uid, parent)


async def rename(uid: str, slug: str) -> None:
    await tree.rename(EVA, uid, "nl", slug)


async def copy(uid: str, parent: str) -> None:
    await tree.copy(EVA, uid, parent)


async def delete(uid: str) -> None:
    await deleting.delete(EVA, [uid], break_links=True)


async def restore(bin_id: int) -> None:
    await restoring.restore(EVA, bin_id)


async def publish_all(uids: list[str]) -> None:
    await bulk.transition_all(EVA, uids, "published", ["nl", "en"])


async def take(path: str) -> None:
    report = await import_file(Path(path))
    assert not report.errors


async def add_file(path: str) -> None:
    await library.receive(Path(path), "x.jpg", actor=EVA)


async def delete_file(uid: str) -> None:
    await library.delete(uid, actor=EVA)
