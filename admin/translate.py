"""The translate page: an entry's texts beside their translations, one after another."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from admin import translate_view
from admin.acting import actor_of
from admin.answers import answering
from admin.authentication import ROOT
from admin.entry_input import body_of
from admin.language import language_name, panel_locale
from admin.locks import editing
from admin.pages import MOST_FIELDS, Done, form, page, shown, templates, text, texts
from admin.panel import static_version
from admin.stages import Bar, bar, of_work
from admin.titles import titles_of
from admin.translate_aid import aid
from admin.translate_choice import (
    A_PAGE,
    address,
    asked_start,
    asked_state,
    chosen,
    number_of,
    page_with,
    paged,
    tabs,
)
from admin.translate_saving import Kept, Overtaken, Typed, keep, part_of
from admin.translate_view import Group, Reader
from cms.access.permissions import decide, require
from cms.access.roles import Permission
from cms.content import LOCALES, Values
from cms.content.locales import known_locale
from cms.content.values import title_locale, title_of
from cms.editing import undo, working_copy
from cms.editing.saving import Saved
from cms.errors import N_, CmsError, Conflict, NotFound
from cms.publishing import reissuing, workflow
from cms.publishing.plans import one_at_a_time
from cms.publishing.undoing import since
from cms.translation.desk import adapting, translating
from cms.translation.desk.translating import Part
from cms.translation.interface.catalogues import gettext, ngettext, render, type_plural
from cms.translation.rules.stages import Stage

KEPT_AS: Mapping[str, str] = {
    "ready": N_("Saved, ready."),
    "draft": N_("Kept as a draft, to be checked."),
}
NOT_READY = N_("Kept as a draft: it is not ready while this is wrong.")
ASIDE = N_("This cannot be kept as a translation. It stands here, and among the earlier texts.")
STEPS = ("submit", "withdraw", "publish")


def routes() -> list[Route]:
    """The page of an entry in one language, and what its scripts ask."""
    here = "/{uid}/{locale}/"
    return [
        Route("/{uid}/", page(choice)),
        Route(here, page(desk)),
        Route(here, save_form, methods=["POST"]),
        Route(here + "save/", answering(save), methods=["POST"]),
        Route(here + "check/", answering(check), methods=["POST"]),
        Route(here + "aid/", answering(aid)),
        Route(here + "adapt/", form(set_free, desk), methods=["POST"]),
        Route(here + "fits/", form(still_fits, desk), methods=["POST"]),
        Route(here + "follow/", form(follow_source, desk), methods=["POST"]),
        Route(here + "step/{step}/", form(step, desk), methods=["POST"]),
    ]


async def choice(request: Request) -> Response:
    """To the language that has the most to do, of those that the entry was not written in."""
    uid, actor = request.path_params["uid"], await actor_of(request)
    await require(actor, Permission.VIEW, uid)
    values = await working_copy.load(await working_copy.content_type_of(uid), uid)
    into = [one for one in LOCALES if one != values["source_locale"]]
    work = {one: of_work(_counts(await translating.parts_of(actor, uid, one))) for one in into}
    locale = max(into, key=lambda one: work[one], default=values["source_locale"])
    return RedirectResponse(f"{ROOT}translations/{uid}/{locale}/", status_code=303)


def _counts(parts: Sequence[Part]) -> Counter[Stage]:
    return translate_view.counted(parts)[0]


async def desk(request: Request) -> Response:
    """All texts, or those that are asked for, a page at a time."""
    uid, locale, reader = _asked(request)
    actor = await actor_of(request)
    parts = await translating.parts_of(actor, uid, locale)
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid)
    found = await _groups(request, parts, content_type)
    wanted, left = asked_state(request), getattr(request.state, "left", None)
    listed = chosen(found, wanted)
    start = page_with(listed, left.key) if left else asked_start(request)
    holder = (await editing(actor, [uid], reader)).get(uid, "")
    return shown(
        request,
        "translate.html",
        uid=uid,
        of=locale,
        source=values["source_locale"],
        named=partial(language_name, locale=reader),
        title=title_of(values, reader),
        title_lang=title_locale(values, reader),
        kind=type_plural(content_type, reader),
        form=f"#/{content_type.name}/{uid}/",
        groups=paged(listed, start),
        tabs=tabs(_counts(parts), wanted, reader),
        show=wanted,
        progress_bar=_progress(parts, reader),
        others=[code for code in LOCALES if code not in (locale, values["source_locale"])],
        able=await _able(request, values),
        same=locale == values["source_locale"],
        holder=holder,
        steps=await _steps(request, uid, locale),
        revision=values["revision"],
        static_version=static_version(),
        before=address(wanted, max(0, start - A_PAGE)) if start else "",
        next=address(wanted, start + A_PAGE) if start + A_PAGE < number_of(listed) else "",
        kept_as={name: gettext(said, reader) for name, said in KEPT_AS.items()},
        left=left,
        overtaken=isinstance(getattr(request.state, "error", None), Overtaken),
    )


def _asked(request: Request) -> tuple[str, str, str]:
    """Which entry, into which language, and the reader's own."""
    parts = request.path_params
    return parts["uid"], known_locale(parts["locale"]), panel_locale(request)


async def _able(request: Request, values: Values) -> bool:
    """Whether the reader may translate here, and there is something to translate into."""
    facts = await require(await actor_of(request), Permission.VIEW, values["uid"])
    actor, locale = await actor_of(request), _asked(request)[1]
    return locale != values["source_locale"] and (
        decide(actor, Permission.EDIT, facts).allowed
        or decide(actor, Permission.TRANSLATE, facts, locale).allowed
    )


async def _groups(request: Request, parts: Sequence[Part], content_type: Any) -> list[Group]:
    return list(translate_view.groups(content_type, parts, await _reader(request, parts)))


async def _reader(request: Request, parts: Sequence[Part]) -> Reader:
    locale = panel_locale(request)
    linked = translate_view.linked(parts)
    titles = await titles_of(await actor_of(request), linked, locale) if linked else {}
    return Reader(locale, _asked(request)[1], titles)


def _progress(parts: Sequence[Part], locale: str) -> Bar:
    return bar(*translate_view.counted(parts), locale)


async def _steps(request: Request, uid: str, locale: str) -> list[tuple[str, str]]:
    """What the reader may do next with this language."""
    found = await workflow.options(await actor_of(request), uid, locale)
    return [
        (one.transition.name, gettext(one.transition.label, panel_locale(request)))
        for one in found
        if one.allowed and one.transition.name in STEPS
    ]


# Saving


async def save(request: Request) -> Response:
    """Keep one text; answers how it was kept, and how its place looks now."""
    body = await body_of(request)
    key, typed_text, source, seen = (
        str(body.get(name, "")) for name in ("key", "text", "source", "seen")
    )
    settles = tuple(one for one in body.get("settles") or () if isinstance(one, str))
    typed = Typed(key, typed_text, source, seen, body.get("ready") is True, settles)
    uid, locale, _ = _asked(request)
    try:
        kept = await keep(await actor_of(request), uid, locale, typed)
    except Overtaken as error:
        return await _overtaken(request, error)
    return JSONResponse(await _answer(request, typed, kept))


async def _overtaken(request: Request, error: Overtaken) -> Response:
    said = {
        "code": error.code,
        "now": error.now,
        "detail": render(error.message, panel_locale(request)),
    }
    return JSONResponse(said, status_code=error.status)


async def _answer(request: Request, typed: Typed, kept: Kept) -> dict[str, Any]:
    uid, locale, reader = _asked(request)
    parts = await translating.parts_of(await actor_of(request), uid, locale)
    part = next(one for one in parts if one.key == typed.key)
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid)
    said = _said(kept)
    shown_piece = translate_view.piece(part, await _reader(request, [part]))
    return {
        "standing": kept.standing,
        "message": gettext(said, reader),
        "problems": [vars(one) for one in translate_view.refused(kept.refusal, reader)],
        "piece": _macro(request, "piece", shown_piece, values["source_locale"]),
        "progress": _macro(request, "progress", _progress(parts, reader)),
        "tabs": _macro(request, "tabs", tabs(_counts(parts), asked_state(request), reader)),
        "ending": _macro(request, "ending", await _steps(request, uid, locale)),
        "revision": kept.revision,
        "undo": kept.undo,
    }


def _said(kept: Kept) -> str:
    if kept.standing == "aside":
        return ASIDE
    return NOT_READY if kept.refusal else KEPT_AS[kept.standing]


def _macro(request: Request, name: str, one: Any, source: str = "") -> str:
    uid, of, locale = _asked(request)
    made: str = templates.get_template("translate_part.html").render(
        _=partial(gettext, locale=locale),
        ngettext=partial(ngettext, locale=locale),
        locale=locale,
        root=ROOT,
        name=name,
        one=one,
        uid=uid,
        of=of,
        source=source,
        named=partial(language_name, locale=locale),
        token=request.scope.get("csrftoken", ""),
        able=True,
    )
    return made


async def save_form(request: Request) -> Response:
    """The same as a form, where no script runs."""
    uid, locale, _ = _asked(request)
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as sent:
        key, typed_text, source, seen = (
            _unix(text(sent, name)) for name in ("key", "text", "source", "seen")
        )
        settles = tuple(map(_unix, texts(sent, "settles")))
        typed = Typed(key, typed_text, source, seen, text(sent, "act") == "ready", settles)
    try:
        kept = await keep(await actor_of(request), uid, locale, typed)
    except CmsError as error:
        request.state.error, request.state.left = error, typed
        return await page(desk)(request)
    if kept.refusal:
        request.state.error, request.state.left = kept.refusal, typed
        return await page(desk)(request)
    said = urlencode({"show": asked_state(request), "said": "saved"})
    return RedirectResponse(f"{ROOT}translations/{uid}/{locale}/?{said}#todo", status_code=303)


def _unix(typed: str) -> str:
    """A form's lines end otherwise than those that are stored: it would be another text."""
    return typed.replace("\r\n", "\n")


async def check(request: Request) -> Response:
    """What would be wrong with a text: nothing is kept."""
    uid, locale, reader = _asked(request)
    body = await body_of(request)
    part = await part_of(await actor_of(request), uid, locale, str(body.get("key", "")))
    if part is None:
        raise NotFound(N_("There is no such place in the content."))
    found = translate_view.told(part, str(body.get("text", "")), Reader(reader, locale, {}))
    return JSONResponse({"told": [vars(one) for one in found]})


async def step(request: Request, sent: FormData) -> Done:
    """Hand the language in, or publish it, as the page showed it."""
    uid, locale, _ = _asked(request)
    name, actor = request.path_params["step"], await actor_of(request)
    if name not in STEPS:
        raise NotFound(N_("There is no such step."))
    await one_at_a_time()
    content_type = await working_copy.content_type_of(uid)
    await require(actor, Permission.VIEW, uid)
    values = await working_copy.load(content_type, uid, lock=True)
    opened = text(sent, "revision")
    if name == "publish" and opened != str(values["revision"]):
        number = int(opened) if opened.isdecimal() and len(opened) < 10 else 0
        raise Conflict(opened=number, current=values["revision"])
    before = await reissuing.public(uid, locale)
    await workflow.transition(actor, uid, locale, name)
    token = await undo.offer(actor, await since(uid, before))
    return Done(f"translations/{uid}/{locale}/?said={name}", token)


async def set_free(request: Request, sent: FormData) -> Done:
    """Give a field a shape of its own in this language; it is written in the form from now on."""
    saved = await _reshape(request, sent, adapting.adapt)
    content_type = await working_copy.content_type_of(saved.uid)
    token = await undo.offer(await actor_of(request), undo.of_save(saved))
    return Done(f"#/{content_type.name}/{saved.uid}/", token)


async def follow_source(request: Request, sent: FormData) -> Done:
    """Let a field follow its source again, text by text."""
    uid, locale, _ = _asked(request)
    saved = await _reshape(request, sent, adapting.follow)
    token = await undo.offer(await actor_of(request), undo.of_save(saved))
    return Done(f"translations/{uid}/{locale}/?said=saved", token)


async def still_fits(request: Request, sent: FormData) -> Done:
    """Say that a field with a shape of its own is right, whatever changed in its source."""
    uid, locale, _ = _asked(request)
    await _reshape(request, sent, adapting.confirm)
    return Done(f"translations/{uid}/{locale}/?said=saved")


async def _reshape(request: Request, sent: FormData, act: Callable[..., Awaitable[Saved]]) -> Saved:
    uid, locale, _ = _asked(request)
    actor = await actor_of(request)
    await require(actor, Permission.VIEW, uid)
    field, _, item = text(sent, "place").partition(".")
    values = await working_copy.load(await working_copy.content_type_of(uid), uid, lock=True)
    return await act(actor, uid, locale, field, item, revision=values["revision"])
