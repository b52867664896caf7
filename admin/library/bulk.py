"""What is done with several files of the library at once: all of it, or nothing."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from starlette.datastructures import FormData

from admin.pages import text
from cms.access.actors import Actor
from cms.content import Values
from cms.publishing.library import authorised as library
from cms.publishing.library.authorised import FileInUse


async def move(actor: Actor, uids: Iterable[str], sent: FormData) -> int:
    """Into a folder; how many were elsewhere."""
    folder = text(sent, "folder")
    return await _described(actor, uids, lambda _file: {"folder": folder})


async def tag(actor: Actor, uids: Iterable[str], sent: FormData) -> int:
    """A tag more; how many did not have it."""
    more = text(sent, "tag").strip()
    return await _described(actor, uids, lambda file: {"tags": [*file["tags"], more]})


async def untag(actor: Actor, uids: Iterable[str], sent: FormData) -> int:
    """A tag less; how many had it."""
    less = text(sent, "tag").strip()
    return await _described(
        actor, uids, lambda file: {"tags": [one for one in file["tags"] if one != less]}
    )


async def _described(
    actor: Actor, uids: Iterable[str], change: Callable[[Values], Mapping[str, Any]]
) -> int:
    done = 0
    for uid in sorted(set(uids)):
        file = await library.load(uid, actor)
        revision = file["revision"]
        changed = await library.describe(uid, change(file), revision=revision, actor=actor)
        done += changed["revision"] != revision
    return done


async def delete(actor: Actor, uids: Iterable[str], _sent: FormData) -> int:
    """Away with those that nothing uses; how many these were."""
    done = 0
    for uid in sorted(set(uids)):
        try:
            await library.delete(uid, actor=actor)
        except FileInUse:
            continue
        done += 1
    return done


ACTS: Mapping[str, Callable[[Actor, Iterable[str], FormData], Awaitable[int]]] = {
    "move": move,
    "tag": tag,
    "untag": untag,
    "delete": delete,
}
"""By the value of the button."""
