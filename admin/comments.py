"""Comments: what waits to be judged, what was judged, and where one can comment."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import titles
from admin.acting import actor_of
from admin.language import language_name, panel_locale
from admin.pages import form, page, shown, text, texts, were_ticked
from cms.access.actors import Actor
from cms.access.permissions import may, require
from cms.access.roles import Permission
from cms.community.comments import authorised
from cms.community.comments.authorised import Queued, Wanted
from cms.community.comments.comment import CommentState
from cms.community.comments.markup import as_html
from cms.community.comments.rules import NOWHERE, Commenting, commenting, own_rule
from cms.community.comments.withdrawing import AUTHOR
from cms.content import LOCALES
from cms.content.discovery import installed
from cms.errors import N_, InvalidInput, Message, Problem
from cms.translation.interface.catalogues import gettext, type_plural

MOST = 50
ERASE = "erase"
STATES: Mapping[str, str] = {
    CommentState.PENDING: N_("Waiting"),
    CommentState.PUBLISHED: N_("Published"),
    CommentState.REJECTED: N_("Rejected"),
    CommentState.SPAM: N_("Spam"),
    CommentState.WITHDRAWN: N_("Withdrawn"),
}


async def comments(request: Request) -> Response:
    """The comments on what the reader may review, in one state or all, on one entry or all."""
    actor, locale = await actor_of(request), panel_locale(request)
    state, uid = _asked(request)
    if uid:
        await require(actor, Permission.REVIEW, uid)
    found = await authorised.queue(actor, Wanted(state, uid, _before(request)), MOST + 1)
    numbers = await authorised.counts(actor, uid)
    named = await titles.titles_of(actor, {one.uid for one in found} | {uid}, locale)
    return shown(
        request,
        "comments.html",
        comments=[_told(one, named, locale) for one in found[:MOST]],
        state=state,
        entry=uid,
        title=named.get(uid, ""),
        states=[
            (one, gettext(label, locale), numbers.get(one, 0)) for one, label in STATES.items()
        ],
        total=sum(numbers.values()),
        older=_address(state, uid, before=found[MOST - 1].number) if len(found) > MOST else "",
        address=_address(state, uid),
        author=AUTHOR,
        ticked=were_ticked(request, "comment"),
        rule=await _rule(actor, uid, locale) if uid else None,
        codes=[(one, language_name(one, locale)) for one in LOCALES],
        administers=await may(actor, Permission.ADMINISTER),
    )


def _told(one: Queued, named: Mapping[str, str], locale: str) -> dict[str, Any]:
    label = STATES[one.state]
    return {
        "one": one,
        "title": named.get(one.uid, one.uid),
        "state": gettext(label, locale),
        "language": language_name(one.locale, locale),
        "html": Markup(as_html(one.text)),  # noqa: S704 - escaped there
    }


async def judge(request: Request, sent: FormData) -> str:
    """Let the chosen comments be read, or not, or erase them: all of them, or none."""
    actor, to = await actor_of(request), text(sent, "to")
    chosen = texts(sent, "comment")
    if not chosen:
        raise InvalidInput([Problem("required", Message(N_("Choose at least one comment.")))])
    if to not in (*authorised.DECIDED, ERASE):
        raise InvalidInput([Problem("required", Message(N_("Choose what to do with them.")))])
    for one in chosen:
        if to == ERASE:
            await authorised.erase(actor, one)
        else:
            await authorised.moderate(actor, one, CommentState(to))
    return _address(*_asked(request), said="saved")


async def _rule(actor: Actor, uid: str, locale: str) -> dict[str, Any]:
    """What is said of an entry itself, and what holds for it."""
    own = await own_rule(uid=uid)
    (now,) = await commenting([uid])
    above = await titles.titles_of(actor, [now.said_of], locale)
    content_type = installed().get(now.said_of)
    return _fields(own) | {
        "holds": now,
        "from": above.get(now.said_of, type_plural(content_type, locale) if content_type else ""),
        "why": now.why_closed(locale),
    }


def _fields(rule: Commenting | None) -> dict[str, Any]:
    known = rule or NOWHERE
    return {
        "said": "" if rule is None else ("open" if rule.open else "closed"),
        "moderated": known.moderated,
        "below": known.below,
        "reason": {locale: known.reason.get(locale, "") for locale in LOCALES},
    }


async def say_of_entry(request: Request, sent: FormData) -> str:
    """Open or close commenting on an entry, or let it follow what is said above it."""
    uid: str = request.path_params["uid"]
    await authorised.say_of_entry(await actor_of(request), uid, _read_rule(sent))
    return _address("", uid, said="saved")


async def types(request: Request) -> Response:
    """What is said of each content type; administrators alone say it."""
    locale = panel_locale(request)
    await require(await actor_of(request), Permission.ADMINISTER)
    found = [
        (name, type_plural(one, locale), _fields(await own_rule(content_type=name)))
        for name, one in installed().items()
    ]
    languages = [(one, language_name(one, locale)) for one in LOCALES]
    return shown(request, "commenting.html", types=found, codes=languages)


async def say_of_type(request: Request, sent: FormData) -> str:
    """Open or close commenting on a type, as far as nothing nearer is said."""
    name: str = request.path_params["name"]
    await authorised.say_of_type(await actor_of(request), name, _read_rule(sent))
    return "comments/types/?said=saved"


def _read_rule(sent: FormData) -> Commenting | None:
    said = text(sent, "said")
    if said not in ("open", "closed"):
        return None
    return Commenting(
        open=said == "open",
        moderated=bool(text(sent, "moderated")),
        below=bool(text(sent, "below")),
        reason={locale: text(sent, f"reason_{locale}") for locale in LOCALES},
    )


def _asked(request: Request) -> tuple[str, str]:
    """The state and the entry of the address; what waits unless another one is asked for."""
    asked = request.query_params
    uid = request.path_params.get("uid") or asked.get("entry", "").replace("\x00", "")
    state = asked.get("state", "" if uid else CommentState.PENDING.value)
    return (state if state in STATES else ""), uid


def _before(request: Request) -> int | None:
    before = request.query_params.get("before", "")
    return int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None


def _address(state: str, uid: str, **more: Any) -> str:
    asked = {"state": state or "all", **({"entry": uid} if uid else {}), **more}
    return f"comments/?{urlencode(asked)}"


def routes() -> Router:
    """The pages, to be mounted where only people who are logged in come."""
    return Router(
        [
            Route("/", page(comments)),
            Route("/", form(judge, comments), methods=["POST"]),
            Route("/entry/{uid}/", form(say_of_entry, comments), methods=["POST"]),
            Route("/types/", page(types)),
            Route("/types/{name}/", form(say_of_type, types), methods=["POST"]),
        ]
    )
