"""Asking the endpoint with a preview token."""

from datetime import datetime
from typing import Any

from cms.access.actors import Actor
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving, working_copy
from cms.reading import previews
from tests.builders import ACTOR
from tests.people import someone
from tests.schema.client import post


async def reviewer(name: str = "rik") -> Actor:
    """Somebody who may view the whole site."""
    return await someone(name, "reader")


async def token(
    actor: Actor, *, branch: str | None = None, moment: datetime | None = None, hours: int = 24
) -> str:
    async with writing():
        made, _ = await previews.make(actor, branch=branch, moment=moment, hours=hours)
    return made


async def look(preview: str, query: str, **variables: Any) -> dict[str, Any]:
    """The whole answer of a preview that has no errors."""
    answer = await post(query, headers={"Cms-Preview": preview}, **variables)
    body: dict[str, Any] = answer.json()
    assert "errors" not in body, body["errors"]
    assert answer.headers["cache-control"] == "private, no-store"
    assert "cms-preview" in answer.headers["vary"]
    return body


async def seen(preview: str, query: str, **variables: Any) -> Any:
    """The data of a preview."""
    return (await look(preview, query, **variables))["data"]


async def change(type_name: str, uid: str, **values: Any) -> None:
    """Save a working copy, without publishing it."""
    content_type = installed()[type_name]
    revision = (await working_copy.load(content_type, uid))["revision"]
    async with writing():
        await saving.save(content_type, uid, values, revision=revision, actor=ACTOR)
