"""What nobody may meet, planted beside what is public: each has the same word in all its texts."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from cms.content import LOCALES
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.publishing.publishing import publish, retract
from tests.builders import ACTOR, change, make, make_published

WORD = "geheim"
EXPIRY = timedelta(seconds=0.6)


async def plant(type_name: str, **values: Any) -> list[str]:
    """A draft, a scheduled, a retracted and an expired entry, and a draft of a public one; their uids.

    What is public of them is titled ``Openbaar``.
    """
    one, said = installed()[type_name], _said(type_name) | values
    made = [(await make(type_name, f"{WORD} {name}", **said)).uid for name in "abcd"]
    _, scheduled, gone, over = made
    later = datetime.now(UTC) + timedelta(days=1)
    async with writing():
        for locale in LOCALES:
            await publish(one, scheduled, locale, at=later, actor=ACTOR)
            await publish(one, gone, locale, actor=ACTOR)
    for locale in LOCALES:
        async with writing():
            await publish(one, over, locale, until=datetime.now(UTC) + EXPIRY, actor=ACTOR)
    async with writing():
        for locale in LOCALES:
            await retract(one, gone, locale, actor=ACTOR)
    changed = await make_published(type_name, "Openbaar", **values)
    await change(
        type_name, changed.uid, title_nl=f"{WORD} e", title_en=f"{WORD} e", **_said(type_name)
    )
    await asyncio.sleep(EXPIRY.total_seconds())
    return made


def _said(type_name: str) -> dict[str, Any]:
    names = {one.name: one for one in installed()[type_name].plain_fields}
    said = {f"summary_{locale}": WORD for locale in LOCALES}
    if "body" in names:
        said |= {f"body_{locale}": f"<p>{WORD}</p>" for locale in LOCALES}
    return said
