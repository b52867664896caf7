"""`cms webhooks`: what is set up, trying one, delivering anew."""

import json
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from cms.access.actors import system
from cms.commands.databases import done_on
from cms.commands.terminal import say, show
from cms.database.engine import writing
from cms.errors import N_, CmsError, NotFound
from cms.outside import means_of
from cms.settings import Settings
from cms.translation.interface.catalogues import gettext, ngettext, render
from cms.webhooks import deliveries, hooks, trying
from cms.webhooks.hooks import Webhook
from cms.webhooks.trying import Tried

ACTOR = system("cms webhooks")


class BadMoment(CmsError):
    """A moment that cannot be read."""

    code = "bad_moment"


def run_list(settings: Settings, *, as_json: bool, locale: str) -> int:
    """Every webhook and how it is doing; never its secret."""
    found = done_on(settings, lambda: hooks.webhooks(ACTOR))
    if as_json:
        print(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=2))  # noqa: T201
        return 0
    show(_line(one, locale) for one in found)
    return 0


def run_test(settings: Settings, name: str, uid: str, *, as_json: bool, locale: str) -> int:
    """Send a test now; status 1 if nobody took it."""

    async def work() -> Tried:
        hook = await _named(name)
        return await trying.try_now(ACTOR, hook.id, means_of(settings), uid=uid)

    tried = done_on(settings, work)
    reason = render(tried.reason, locale) if tried.reason else ""
    if as_json:
        told = {"taken": tried.taken, "status": tried.status, "milliseconds": tried.milliseconds}
        print(json.dumps({**told, "reason": reason or None}, ensure_ascii=False))  # noqa: T201
    elif tried.taken:
        text = gettext("{name} took the test: {status}.", locale)
        say(text.format(name=name, status=tried.status))
    else:
        answered = gettext("It answered {status}.", locale).format(status=tried.status)
        text = gettext("{name} did not take the test: {reason}", locale)
        say(text.format(name=name, reason=reason or answered))
    return 0 if tried.taken else 1


def run_replay(
    settings: Settings, name: str, since: str | None, id_: str | None, *, as_json: bool, locale: str
) -> int:
    """Deliver anew: one delivery, or all since a moment."""
    moment = _moment(since, settings) if since else None

    async def work() -> int:
        hook = await _named(name)
        async with writing():
            return await deliveries.replay(ACTOR, hook.id, id_=_uuid(id_), since=moment)

    number = done_on(settings, work)
    if as_json:
        print(json.dumps({"deliveries": number}))  # noqa: T201 - for a program
        return 0
    text = ngettext(
        "{number} delivery begins anew.", "{number} deliveries begin anew.", number, locale
    )
    say(text.format(number=number))
    return 0


async def _named(name: str) -> Webhook:
    for one in await hooks.webhooks(ACTOR):
        if one.name == name:
            return one
    raise NotFound(N_("There is no webhook with this name."))


def _moment(text: str, settings: Settings) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadMoment(N_("Write a moment such as 2026-11-22T20:00.")) from None
    local = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(settings.timezone))
    return local.astimezone(UTC)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound(N_("There is no such delivery.")) from None


def _line(one: Webhook, locale: str) -> str:
    state = gettext("on", locale) if one.active else gettext("off", locale)
    waits = ngettext("{number} waits", "{number} wait", one.waiting, locale)
    dead = ngettext("{number} given up", "{number} given up", one.dead, locale)
    numbers = f"{waits.format(number=one.waiting)}, {dead.format(number=one.dead)}"
    return f"{one.name}  {one.url}  {state}  {numbers}"


def _as_json(one: Webhook) -> dict[str, object]:
    return {
        "name": one.name,
        "url": one.url,
        "events": list(one.events),
        "types": list(one.types),
        "locales": list(one.locales),
        "branch": one.branch or None,
        "active": one.active,
        "failures": one.failures,
        "waiting": one.waiting,
        "dead": one.dead,
    }
