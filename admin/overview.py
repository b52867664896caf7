"""The dashboard: what waits for whoever looks, and each of its lists as a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.language import TIMEZONE, language_name, panel_locale
from admin.pages import page, shown
from cms.access.permissions import able_somewhere
from cms.access.roles import Permission
from cms.community.waiting import waiting
from cms.content import LOCALES, localised
from cms.content.discovery import installed
from cms.content.values import title_locale, title_of
from cms.errors import N_, Message
from cms.publishing.advice import columns
from cms.publishing.library import authorised as library
from cms.publishing.library.finding import Wanted
from cms.reading.worklists import Listed, Waiting, Worklist, worklist
from cms.translation.interface.catalogues import gettext, render, type_label
from cms.translation.interface.formats import format_date, format_datetime

A_PAGE = 50


@dataclass(frozen=True)
class Words:
    """What a list is called, what it says when nothing is in it, and what its moment means."""

    title: str
    none: str
    when: str


LISTS: Mapping[Worklist, Words] = {
    Worklist.REVIEW: Words(
        N_("To review"), N_("Nothing waits for a review."), N_("Handed in {when} by {who}")
    ),
    Worklist.MINE: Words(
        N_("My drafts"),
        N_("You have no drafts. Choose a type at the side and add something."),
        N_("Changed {when} by {who}"),
    ),
    Worklist.CHANGED: Words(
        N_("Changed since publication"),
        N_("The public reads everything as it is here."),
        N_("Changed {when} by {who}"),
    ),
    Worklist.SCHEDULED: Words(
        N_("Scheduled"), N_("Nothing is planned."), N_("Public from {when}, planned by {who}")
    ),
    Worklist.EXPIRING: Words(
        N_("Ends within 30 days"), N_("Nothing ends soon."), N_("Public until {when}, set by {who}")
    ),
    Worklist.EXPIRED: Words(
        N_("Ended"), N_("Nothing has ended by its date."), N_("Ended {when}, set by {who}")
    ),
    Worklist.UNTRANSLATED: Words(
        N_("Not public yet in {language}"),
        N_("All that is public is public in this language too."),
        N_("Public {when} by {who}"),
    ),
    Worklist.STALE: Words(
        N_("Behind its source in {language}"),
        N_("Every public translation is up to date."),
        N_("Published {when} by {who}"),
    ),
    Worklist.RECENT: Words(
        N_("Changed lately"), N_("Nothing was made yet."), N_("Changed {when} by {who}")
    ),
}
PER_LANGUAGE = frozenset({Worklist.UNTRANSLATED, Worklist.STALE})
ALL_LANGUAGES = N_("all languages")
GROUPS: Mapping[str, tuple[Worklist, ...]] = {
    N_("Your work"): (Worklist.REVIEW, Worklist.MINE, Worklist.CHANGED),
    N_("Calendar"): (Worklist.SCHEDULED, Worklist.EXPIRING, Worklist.EXPIRED),
    N_("Translation"): (Worklist.UNTRANSLATED, Worklist.STALE),
    N_("The whole site"): (Worklist.RECENT,),
}


OUTSIDE: Mapping[str, tuple[str, str]] = {
    "comments": ("comments/", N_("Comments")),
    "reports": ("reports/", N_("Reports")),
    "requests": ("speaker-requests/", N_("Speaker requests")),
    "offers": ("speaker-offers/", N_("Offers to speak")),
    "proposals": ("proposals/", N_("Proposals")),
}
"""What visitors send: the page where it is decided on, and what it is called."""


@dataclass(frozen=True)
class Line:
    """An entry of a list in words."""

    title: str
    lang: str
    form: str
    type: str
    languages: tuple[str, ...]
    when: str
    at: str
    who: str
    note: str


@dataclass(frozen=True)
class Card:
    """One list as the dashboard shows it; ``more`` is the address of all of it."""

    id: str
    title: str
    none: str
    lines: list[Line]
    total: int
    more: str


async def overview(request: Request) -> Response:
    """The first few of every list that is for the reader."""
    able = await able_somewhere(await actor_of(request))
    skipped = () if Permission.REVIEW in able else (Worklist.REVIEW,)
    locale = panel_locale(request)
    groups = [
        (gettext(label, locale), [card for one in lists if one not in skipped
                                  for card in await _cards(request, one)])
        for label, lists in GROUPS.items()
    ]  # fmt: skip
    overdue = await _overdue(locale) if Permission.EDIT in able else ""
    return shown(
        request,
        "overview.html",
        groups=groups,
        roleless=not able,
        overdue=overdue,
        outside=await _from_outside(request),
        undescribed=await _undescribed(request) if Permission.EDIT in able else 0,
    )


async def _undescribed(request: Request) -> int:
    """How many pictures some visitors know nothing of."""
    wanted = Wanted(without_alt=True)
    return await library.number(await actor_of(request), wanted)


async def _from_outside(request: Request) -> list[tuple[str, str, int]]:
    """What visitors sent that waits for the reader: its page, what it is called, and how many."""
    found = await waiting(await actor_of(request))
    locale = panel_locale(request)
    return [
        (path, gettext(label, locale), found[name])
        for name, (path, label) in OUTSIDE.items()
        if name in found
    ]


async def _overdue(locale: str) -> str:
    """That it is time for another column, if it is."""
    last = await columns.overdue(datetime.now(ZoneInfo(TIMEZONE)).date())
    if last is None:
        return ""
    text = N_("The last column appeared on {day}: the newspaper asks for one every three weeks.")
    return render(Message(text, {"day": format_date(last, locale)}), locale)


async def _cards(request: Request, which: Worklist) -> list[Card]:
    locales = LOCALES if which in PER_LANGUAGE else (None,)
    return [await _card(request, which, locale) for locale in locales]


async def _card(request: Request, which: Worklist, of: str | None) -> Card:
    locale = panel_locale(request)
    found = await worklist(await actor_of(request), which, locale=of)
    return Card(
        id=f"{which}-{of}" if of else which,
        title=_title(which, of, locale),
        none=gettext(LISTS[which].none, locale),
        lines=_lines(which, found, locale),
        total=found.total,
        more=f"overview/{which}/" + (f"?language={of}" if of else ""),
    )


async def whole_list(request: Request) -> Response:
    """All of one list, a page at a time."""
    which = _known(request.path_params["which"])
    asked, locale = request.query_params.get("language"), panel_locale(request)
    of = asked if asked in LOCALES else None
    after = request.query_params.get("after", "")
    found = await worklist(await actor_of(request), which, locale=of, first=A_PAGE, after=after)
    return shown(
        request,
        "worklist.html",
        which=which,
        title=_title(which, of, locale),
        none=gettext(LISTS[which].none, locale),
        lines=_lines(which, found, locale),
        total=found.total,
        next=found.next,
        after=after,
        of=of,
        choices=[(code, language_name(code, locale)) for code in LOCALES],
    )


def _known(name: str) -> Worklist:
    if name not in set(Worklist):
        raise HTTPException(404)
    return Worklist(name)


def _title(which: Worklist, of: str | None, locale: str) -> str:
    named = language_name(of, locale) if of else Message(ALL_LANGUAGES)
    return render(Message(LISTS[which].title, {"language": named}), locale)


def _lines(which: Worklist, found: Listed, locale: str) -> list[Line]:
    return [_line(which, one, locale) for one in found.items]


def _line(which: Worklist, one: Waiting, locale: str) -> Line:
    named = {localised("title", code): title for code, title in one.titles.items()}
    when, who = format_datetime(one.at, TIMEZONE, locale), one.who
    return Line(
        title=title_of({**named, "uid": one.uid}, locale),
        lang=title_locale(named, locale),
        form=_path(which, one),
        type=type_label(installed()[one.content_type], locale),
        languages=tuple(language_name(code, locale) for code in one.locales)
        if which not in PER_LANGUAGE
        else (),
        when=when,
        at=one.at.isoformat(),
        who=who,
        note=render(Message(LISTS[which].when, {"when": when, "who": who}), locale),
    )


def _path(which: Worklist, one: Waiting) -> str:
    """Where one goes on with it: what must be translated, on the page for that."""
    if which in PER_LANGUAGE and one.locales:
        return f"translations/{one.uid}/{one.locales[0]}/?show=unfinished#todo"
    return f"#/{one.content_type}/{one.uid}/"


def routes() -> Router:
    """The dashboard and its lists."""
    return Router([Route("/", page(overview)), Route("/{which}/", page(whole_list))])
