"""A small site that is edited at random, and the ways to save and publish on it."""

import random
from dataclasses import dataclass, field
from typing import Any

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving
from cms.errors import NotFound
from cms.publishing import publishing
from tests.builders import ACTOR

WORDS = ("koffie", "appel", "muziek", "kunst", "buurt", "taal")
TAGS = ("groen", "samen")


@dataclass
class Site:
    """What the edits are about, and what was asked."""

    rng: random.Random
    uids: dict[str, str] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)
    gone: dict[str, str] = field(default_factory=dict)
    binned: dict[int, dict[str, str]] = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)

    def any_of(self, *types: str) -> str:
        found = [uid for uid, name in self.uids.items() if name in types]
        if not found:
            raise NotFound("There is none.")
        return self.rng.choice(found)

    def word(self) -> str:
        return f"{self.rng.choice(WORDS)} {self.rng.choice(WORDS)}"


async def save(site: Site, uid: str, values: dict[str, Any]) -> None:
    content_type = installed()[site.uids[uid]]
    rows = await fetch(
        f"SELECT revision FROM {content_type.table._meta.tablename} WHERE uid = $1", uid
    )
    if not rows:
        raise NotFound("It went with what it stood under.")
    async with writing():
        revision = rows[0]["revision"]
        await saving.save(content_type, uid, values, revision=revision, actor=ACTOR)


async def publish(site: Site, uid: str, locale: str = "nl", **when: Any) -> None:
    async with writing():
        await publishing.publish(installed()[site.uids[uid]], uid, locale, actor=ACTOR, **when)
