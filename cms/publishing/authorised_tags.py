"""The vocabulary of tags for people: who may edit the whole site changes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content import Tag
from cms.publishing import tags

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """What became of a tag: its labels before and now; `None` where it is not."""

    key: str
    before: Labels | None
    after: Labels | None


async def add(actor: Actor, key: str, labels: Mapping[str, Any]) -> Change:
    """As `tags.create_tag`; raises `Denied`."""
    await require(actor, Permission.EDIT)
    await tags.create_tag(key, labels)
    await audit.note(actor.name, "tag.add", key)
    return Change(key, None, await labels_of(key))


async def rename(actor: Actor, key: str, labels: Mapping[str, Any]) -> Change:
    """As `tags.save_tag`; raises `Denied`."""
    await require(actor, Permission.EDIT)
    before = await labels_of(key)
    await tags.save_tag(key, labels)
    await audit.note(actor.name, "tag.rename", key)
    return Change(key, before, await labels_of(key))


async def delete(actor: Actor, key: str) -> Change:
    """As `tags.delete_tag`; raises `Denied`."""
    await require(actor, Permission.EDIT)
    before = await labels_of(key)
    await tags.delete_tag(key)
    await audit.note(actor.name, "tag.delete", key)
    return Change(key, before, None)


async def labels_of(key: str) -> Labels | None:
    """The labels of a tag by column; `None` if there is no such tag."""
    found = await Tag.select().where(Tag.key == key).first()
    return {column: found[column] for column in tags.LABELS} if found else None
