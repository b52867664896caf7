"""The steps of the workflow, one language at a time, with what each would do said beforehand."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin import standing, titles
from admin.acting import actor_of
from admin.answers import answering, concerns, described
from admin.entry_input import body_of, revision_of
from admin.home import home
from admin.language import language_name, panel_locale
from admin.moments import in_words, read_moment
from admin.ordering import may_order
from admin.refusals import refusals
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content import LOCALES, ContentType, State, Values, localised
from cms.content.locales import known_locale
from cms.content.values import title_of
from cms.database.engine import writing
from cms.editing import undo, working_copy
from cms.errors import N_, Conflict, Message
from cms.publishing import publishing, reissuing, workflow
from cms.publishing.advice.advising import advice
from cms.publishing.authorised import How
from cms.publishing.comparison import changed_since
from cms.publishing.links.links import WouldBreakLinks, would_break
from cms.publishing.plans import one_at_a_time
from cms.publishing.publishing import Effect
from cms.publishing.standings import NOWHERE, standings
from cms.publishing.undoing import since
from cms.publishing.workflow import Option, Taken
from cms.translation.interface.catalogues import gettext, label, render, state_label, type_label

PUBLISHED = N_("{language} is published at {path}.")
MOVED = N_("{language} is published at {path}. The old address {old} leads there.")
PLANNED = N_("{language} will be public at {path} from {moment}.")
SAME = N_("It is like that already: nothing changed.")
ENDING = N_("{language} is public until {moment}.")
SAID: Mapping[str, str] = {
    "submit": N_("{language} waits for a review now."),
    "withdraw": N_("{language} no longer waits for a review."),
    "reject": N_("{language} is sent back."),
    "retire": N_("{language} is no longer public. Its address answers that it is gone."),
    "reopen": N_("{language} is a draft again."),
    "unschedule": N_("Nothing is planned for {language} any more."),
}
MOST_NAMED = 5
MOST_TITLES = 500


def routes() -> Router:
    """The bar above the form: GET what is and what would be, POST a step of the workflow."""
    return Router(
        [
            Route("/", answering(home)),
            Route("/titles/", answering(named)),
            Route("/states/", answering(states)),
            Route("/{uid}/", answering(status)),
            Route("/{uid}/{step}/{locale}/", answering(step), methods=["POST"]),
        ]
    )


def _asked_for(request: Request) -> list[str]:
    return [uid for uid in request.query_params.getlist("uid")[:MOST_TITLES] if uid.isalnum()]


async def named(request: Request) -> Response:
    """The titles of the entries with these uids."""
    return JSONResponse(
        await titles.titles_of(await actor_of(request), _asked_for(request), panel_locale(request))
    )


async def states(request: Request) -> Response:
    """Where the entries with these uids stand in each language."""
    actor, panel = await actor_of(request), panel_locale(request)
    found = await standing.badges(actor, _asked_for(request), panel)
    return JSONResponse(
        {uid: {one: vars(badge) for one, badge in of.items()} for uid, of in found.items()}
    )


async def status(request: Request) -> Response:
    """Where the entry stands in each language."""
    return await _status(request, None)


async def step(request: Request) -> Response:
    """Take a step of the workflow, of the entry as it was when the form was opened or saved."""
    actor, uid, name = await actor_of(request), request.path_params["uid"], _step(request)
    await require(actor, Permission.VIEW, uid)
    content_type = await working_copy.content_type_of(uid)
    concerns(request, content_type)
    locale, body = known_locale(request.path_params["locale"]), await body_of(request)
    how = How(
        body.get("comment", ""),
        read_moment(body.get("at"), "at"),
        read_moment(body.get("until"), "until"),
        break_links=body.get("break_links") is True,
    )
    async with writing():
        await one_at_a_time()
        if name == "publish":
            await require(actor, Permission.PUBLISH, uid, locale)
            await _check_seen(content_type, uid, revision_of(body))
        before = await reissuing.public(uid, locale)
        taken = await workflow.transition(actor, uid, locale, name, how)
        token = await undo.offer(actor, await since(uid, before))
    return await _status(request, _said(request, taken, how), token)


def _step(request: Request) -> str:
    name: str = request.path_params["step"]
    if name not in workflow.TRANSITIONS:
        raise HTTPException(404)
    return name


async def _check_seen(content_type: ContentType, uid: str, revision: int) -> None:
    values = await working_copy.load(content_type, uid, lock=True)
    if values["revision"] != revision:
        raise Conflict(opened=revision, current=values["revision"])


def _said(request: Request, taken: Taken, how: How) -> Message:
    panel = panel_locale(request)
    said: dict[str, Any] = {"language": _name(request, taken.locale)}
    if not taken.changed:
        return Message(SAME)
    made = taken.published
    if made:
        said |= {"path": made.path, "old": made.moved_from}
        if how.at and made.since > datetime.now(UTC):
            return Message(PLANNED, said | {"moment": in_words(made.since, panel)})
        return Message(MOVED if made.moved_from else PUBLISHED, said)
    if taken.name == "retire" and taken.after != State.RETIRED and how.at:
        return Message(ENDING, said | {"moment": in_words(how.at, panel)})
    return Message(SAID[taken.name], said)


def _name(request: Request, locale: str) -> str:
    name = language_name(locale, panel_locale(request))
    return name[:1].upper() + name[1:]


async def _status(request: Request, said: Message | None, token: str | None = None) -> Response:
    uid, panel = request.path_params["uid"], panel_locale(request)
    actor = await actor_of(request)
    await require(actor, Permission.VIEW, uid)
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid)
    return JSONResponse(
        {
            "uid": uid,
            "type": content_type.name,
            "type_label": type_label(content_type, panel),
            "title": title_of(values, panel),
            "revision": values["revision"],
            "message": render(said, panel) if said else "",
            "undo": token,
            "orders": await may_order(actor, uid),
            "access": await refusals(actor, uid, values["source_locale"], panel),
            "languages": [await _language(request, content_type, values, one) for one in LOCALES],
        }
    )


async def _language(
    request: Request, content_type: ContentType, values: Values, locale: str
) -> dict[str, Any]:
    panel, uid = panel_locale(request), values["uid"]
    effect = await publishing.effect_of_publishing(content_type, values, locale)
    changed = await changed_since(content_type, values, locale)
    behind, without = await standing.lagging(content_type, values, locale)
    stand = (await standings([uid])).get(uid, {}).get(locale, NOWHERE)
    state = values[localised("state", locale)]
    badge = standing.badge(state, stand, changed=bool(changed), locale=panel)
    word, comment = await standing.last_word(uid, locale, panel)
    return {
        "locale": locale,
        "source": locale == values["source_locale"],
        "name": _name(request, locale),
        "state": state,
        "state_label": state_label(state, panel),
        "badge": {"key": badge.key, "label": badge.label},
        "dates": standing.dates(state, stand, panel),
        "word": word,
        "comment": comment,
        "live_path": stand.path,
        "planned": stand.begins is not None or stand.changes is not None,
        "path": effect.path,
        "changed": None if changed is None else _named(content_type, changed, panel),
        "breaks": await _breaks(request, uid, locale) if stand.path else "",
        "notes": [render(one, panel) for one in effect.notes],
        "behind": _named(content_type, behind, panel),
        "without": _named(content_type, without, panel),
        "moves": _moves(effect),
        "problems": [described(content_type, one, panel) for one in effect.problems],
        "advice": [
            described(content_type, one, panel) for one in await advice(content_type, values, locale)
        ],
        "steps": [
            _option(one, panel) for one in await workflow.options(
                await actor_of(request), uid, locale)
        ],
    }  # fmt: skip


async def _breaks(request: Request, uid: str, locale: str) -> str:
    """Which links would lead nowhere if the entry were retracted; empty if none would."""
    breaking = await would_break(await actor_of(request), [uid], locale)
    return render(WouldBreakLinks(breaking).message, panel_locale(request)) if breaking else ""


def _moves(effect: Effect) -> dict[str, Any] | None:
    if not effect.live or not effect.path or effect.live.path == effect.path:
        return None
    below = [one.standing.path for one in effect.moves]
    return {"number": len(below), "paths": below[:MOST_NAMED]}


def _option(option: Option, panel: str) -> dict[str, Any]:
    return {
        "name": option.transition.name,
        "label": gettext(option.transition.label, panel),
        "allowed": option.allowed,
        "code": option.code,
        "why": render(option.why, panel) if option.why else "",
    }


def _named(content_type: ContentType, names: tuple[str, ...], locale: str) -> list[str]:
    declared = {one.name: one for one in content_type.all_fields}
    return [label(content_type, declared[one], locale) for one in names]
