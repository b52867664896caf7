"""An editor who publishes, by the services that editors use."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from cms.content import LOCALES, localised
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving, working_copy
from cms.publishing.publishing import publish

ACTOR = "bench"
A_SECOND = 10
_LONG_AGO, _SINCE = datetime(2001, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
"""Whoever is made later starts earlier, so that it is the first of a list, also of earlier runs'."""


class Publisher:
    """Changes one entry of a type again and again."""

    def __init__(self) -> None:
        self.uids: dict[str, str] = {}

    async def publish(self, name: str) -> str:
        """Save and publish another title; it is answered once it is public."""
        content_type, now = installed()[name], datetime.now(UTC)
        title = f"Nieuws {now.timestamp()}"
        values = {localised("title", locale): title for locale in LOCALES}
        async with writing():
            if name not in self.uids:
                if "starts_at" in content_type.columns:
                    values["starts_at"] = (_LONG_AGO - (now - _SINCE)).isoformat()
                self.uids[name] = (await saving.create(content_type, values, actor=ACTOR)).uid
            else:
                uid = self.uids[name]
                revision = (await working_copy.load(content_type, uid))["revision"]
                await saving.save(content_type, uid, values, revision=revision, actor=ACTOR)
            await publish(content_type, self.uids[name], LOCALES[0], actor=ACTOR)
        return title

    @asynccontextmanager
    async def publishing(self, name: str) -> AsyncIterator[None]:
        """Publish so many a second while the block runs; nothing if no type is named."""
        task = asyncio.create_task(self._publishing(name)) if name else None
        try:
            yield
        finally:
            if task:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _publishing(self, name: str) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            await self.publish(name)
            due += 1 / A_SECOND
            await asyncio.sleep(max(0.0, due - loop.time()))
