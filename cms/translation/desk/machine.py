"""A machine's suggestions, if the site has a machine: drafts that somebody must look at.

The machine is slow and may fail. It is asked outside every transaction, in a thread of its own and
with a time limit; without an answer there are no suggestions, and everything else goes on.
"""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any, Protocol

from cms.access.actors import Actor
from cms.database.engine import writing
from cms.editing import working_copy
from cms.editing.saving import Saved
from cms.settings import settings
from cms.translation.desk.parts import Part, parts_of
from cms.translation.desk.proposals import Proposal
from cms.translation.desk.translating import Translated, findings, require_translator, translate
from cms.translation.rules.stages import Stage

SECONDS = 20.0
MOST = 100
"""Segments of one entry that a machine is asked about at once."""

log = logging.getLogger(__name__)
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="machine-translator")


class Suggest(Protocol):
    """What a site's machine is: a function that answers a translation, or nothing, for each text.

    The texts are inline Markdown; what stands in braces, such as ``{1}``, must come back as it is.
    """

    def __call__(
        self, texts: Sequence[str], source: str, target: str, /
    ) -> Sequence[str | None]: ...


def machine(name: str | None = None) -> Suggest | None:
    """The site's own, or the one of that name (``package.module:function``); none if it has none."""
    module, _, function = (settings.machine_translator if name is None else name).partition(":")
    if not module:
        return None
    try:
        found: Suggest = getattr(import_module(module), function)
    except Exception:
        log.exception("The machine translator %s:%s cannot be loaded", module, function)
        return None
    return found


async def suggestions(
    actor: Actor,
    uid: str,
    locale: str,
    keys: Collection[str] | None = None,
    *,
    suggest: Suggest | None = None,
    seconds: float = SECONDS,
) -> dict[str, Proposal]:
    """A machine's translations of segments of a working copy, as far as nothing is wrong with them.

    Without ``keys``, of those that have no text. Nothing is written. Ask for it apart from what
    somebody waits for. Takes `translate`, since the texts leave the house. Raises `NotFound`, `Denied`.
    """
    await require_translator(actor, uid, locale)
    parts = await parts_of(actor, uid, locale)
    chosen = [
        one
        for one in parts
        if (one.key in keys if keys is not None else one.stage is Stage.MISSING)
    ]
    ask, source = suggest or machine(), await _source(uid)
    if ask is None or source == locale or not chosen[:MOST]:
        return {}
    texts = await _answers(ask, [one.source.text for one in chosen[:MOST]], source, locale, seconds)
    return {
        part.key: Proposal(text, "machine", 0.0, part.source.text)
        for part, text in zip(chosen, texts, strict=False)
        if isinstance(text, str) and _is_sound(part, text, locale)
    }


async def draft(
    actor: Actor, uid: str, locale: str, *, suggest: Suggest | None = None, seconds: float = SECONDS
) -> Saved | None:
    """Store the machine's translations of what has no text, as drafts to be looked at.

    It opens its own transaction once the machine has answered. Raises what `translate` raises;
    `Conflict` if somebody saved meanwhile. Without suggestions nothing is done.
    """
    revision = (await _values(uid))["revision"]
    found = await suggestions(actor, uid, locale, suggest=suggest, seconds=seconds)
    if not found:
        return None
    given = [
        Translated(key, one.text, one.source_text, draft=True, origin="mt")
        for key, one in found.items()
    ]
    async with writing():
        return await translate(actor, uid, locale, given, revision=revision)


def _is_sound(part: Part, text: str, locale: str) -> bool:
    return bool(text.strip()) and not any(one.refuses for one in findings(part, text, locale))


async def _answers(
    ask: Suggest, texts: Sequence[str], source: str, target: str, seconds: float
) -> Sequence[Any]:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            found = await loop.run_in_executor(_threads, ask, texts, source, target)
        if len(found) == len(texts):
            return found
        log.error("The machine translator answered %s texts for %s", len(found), len(texts))
    except TimeoutError:
        log.error("The machine translator did not answer within %s seconds", seconds)
    except Exception:
        log.exception("The machine translator failed")
    return []


async def _source(uid: str) -> str:
    return str((await _values(uid))["source_locale"])


async def _values(uid: str) -> Mapping[str, Any]:
    return await working_copy.load(await working_copy.content_type_of(uid), uid)
