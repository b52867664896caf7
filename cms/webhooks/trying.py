"""Trying a webhook: a dry run shows what would be sent, a test sends it now and tells what came of it."""

import time
from dataclasses import dataclass
from uuid import uuid4

from cms.access import audit
from cms.access.actors import Actor
from cms.content import DEFAULT_LOCALE
from cms.database.engine import fetch, writing
from cms.errors import N_, CmsError, InvalidInput, Message, Problem
from cms.http.outgoing import Call, send
from cms.webhooks import hooks
from cms.webhooks.events import TEST
from cms.webhooks.means import Means
from cms.webhooks.requests import Event, body_of, request

_PUBLIC = """
SELECT uid, locale, content_type, path FROM publication
WHERE ($1 = '' OR uid = $1) AND ($2 = '' OR locale = $2) AND valid @> now()
ORDER BY updated_at DESC LIMIT 1
"""
_KNOWN = "SELECT content_type FROM node WHERE uid = $1"
# Ours may be ahead of the database's, by which what is planned becomes public.
_NOW = "SELECT clock_timestamp() AS at"


@dataclass(frozen=True)
class Tried:
    """What a test sent, and what came of it: a status, or why there was none."""

    call: Call
    status: int | None
    taken: bool
    milliseconds: int
    reason: Message | None


async def dry_run(
    asker: Actor, webhook: int, means: Means, *, uid: str, locale: str, event: str
) -> Call:
    """Exactly what would be sent of an entry now; nothing is. The signature counts, as the real one.

    What is not public is null in it. Raises `Denied`, `NotFound`, `InvalidInput`, and what is wrong
    with the document.
    """
    hook = await hooks.webhook(asker, webhook)
    told = await _event(uid.strip(), locale, event)
    body = await body_of(told, hook.document, means.shaping)
    return request(hook.url, await hooks.keys(webhook), told, body, 1)


async def try_now(asker: Actor, webhook: int, means: Means, *, uid: str = "") -> Tried:
    """Send the event `TEST` about an entry, or about what was changed last, and wait for the answer.

    It is not in the log, and not tried again. Raises as `dry_run` does; that nobody took it raises
    nothing. Not inside `writing()`.
    """
    call = await dry_run(asker, webhook, means, uid=uid, locale="", event=TEST)
    async with writing():
        hook = await hooks.webhook(asker, webhook)
        await audit.note(asker.name, "webhook.test", hook.name)
    began, status, taken, reason = time.monotonic(), None, False, None
    try:
        answer = await send(call, means.allowed)
        status, taken = answer.status, answer.taken
    except CmsError as error:
        reason = error.message
    return Tried(call, status, taken, int((time.monotonic() - began) * 1_000), reason)


async def _event(uid: str, locale: str, event: str) -> Event:
    rows = await fetch(_PUBLIC, uid, locale)
    now, id_ = (await fetch(_NOW))[0]["at"], str(uuid4())
    if rows:
        found = rows[0]
        return Event(
            id_, event, found["uid"], found["locale"], found["content_type"], now, found["path"]
        )
    known = await fetch(_KNOWN, uid)
    if not known:
        text = N_("There is no entry with this uid.") if uid else N_("Nothing is public yet.")
        raise InvalidInput([Problem("unknown_entry", Message(text), "uid")])
    return Event(id_, event, uid, locale or DEFAULT_LOCALE, known[0]["content_type"], now)
