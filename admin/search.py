"""Search over everything: entries of every type, tags and people, on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.groups import TAGS
from admin.language import TIMEZONE, language_name, panel_locale
from admin.navigation import existing
from admin.pages import page, shown
from cms.access.permissions import may
from cms.access.roles import Permission
from cms.content import LOCALES, State
from cms.content.discovery import installed
from cms.content.values import title_locale, title_of
from cms.database.engine import fetch
from cms.errors import N_
from cms.reading.finding import LONGEST, Found, Hit, Wanted, find
from cms.translation.interface.catalogues import gettext, state_label, type_label, type_plural
from cms.translation.interface.formats import format_datetime

FEW = 8
A_PAGE = 40
MOST_PAGES = 50
NOT_PUBLIC_NOW = N_("not public now")
PEOPLE = N_("People")

_LABELS = ", ".join(f"label_{locale}" for locale in LOCALES)
_TAGS = f"""
SELECT tag.* FROM tag, LATERAL (SELECT lower(unaccent(concat_ws(' ', key, {_LABELS}))) AS words,
    lower(unaccent($1)) AS typed) said
WHERE strpos(words, typed) > 0 OR word_similarity(typed, words) >= 0.6 ORDER BY key LIMIT 20
"""  # noqa: S608 - our own columns

_PEOPLE = """
SELECT id, username FROM piccolo_user
WHERE strpos(lower(unaccent(username)), lower(unaccent($1))) > 0 ORDER BY username LIMIT 20
"""


@dataclass(frozen=True)
class Line:
    """An entry as the page shows it. ``states`` have language, state and its words."""

    uid: str
    title: str
    lang: str
    form: str
    type: str
    above: str
    states: tuple[tuple[str, str, str], ...]
    changed: str
    by: str


@dataclass(frozen=True)
class Group:
    """The hits of one type."""

    name: str
    label: str
    total: int
    lines: tuple[Line, ...]


async def search(request: Request) -> Response:
    """What fits the words in ``q``, of one ``type``, ``state`` or ``language`` if the reader says so."""
    asked, locale = request.query_params, panel_locale(request)
    wanted = _wanted(request)
    number = _page_number(asked.get("page", ""))
    chosen = bool(wanted.types)
    first, offset = (A_PAGE, (number - 1) * A_PAGE) if chosen else (FEW, 0)
    found = await find(await actor_of(request), wanted, first=first, offset=offset)
    return shown(
        request,
        "search.html",
        wanted=wanted,
        groups=_groups(found, locale),
        alike=found.alike,
        others=[] if chosen or wanted.state else await _others(request, wanted.text, locale),
        total=sum(found.totals.values()),
        chosen=chosen,
        number=number,
        is_more=chosen and any(offset + A_PAGE < one for one in found.totals.values()),
        tree=any(place.folder == "tree" for place in existing(request.app.routes)),
        longest=LONGEST,
        **_choices(locale),
    )


def _wanted(request: Request) -> Wanted:
    asked = request.query_params
    return Wanted(
        asked.get("q", "").replace("\x00", "").strip()[:LONGEST],
        (asked["type"],) if asked.get("type") in installed() else (),
        asked["state"] if asked.get("state") in set(State) else "",
        asked["language"] if asked.get("language") in LOCALES else "",
    )


def _page_number(text: str) -> int:
    return min(int(text), MOST_PAGES) if text.isdecimal() and len(text) < 4 and int(text) else 1


def _choices(locale: str) -> dict[str, Any]:
    return {
        "types": [(one.name, type_plural(one, locale)) for one in installed().values()],
        "states": [(one.value, state_label(one.value, locale)) for one in State],
        "locales": [(code, language_name(code, locale)) for code in LOCALES],
    }


def _groups(found: Found, locale: str) -> list[Group]:
    return [
        Group(
            name,
            type_plural(installed()[name], locale),
            found.totals[name],
            tuple(_line(hit, locale) for hit in hits),
        )
        for name, hits in found.hits.items()
    ]


def _line(hit: Hit, locale: str) -> Line:
    return Line(
        uid=hit.uid,
        title=title_of({**hit.titles, "uid": hit.uid}, locale),
        lang=title_locale(hit.titles, locale),
        form=f"#/{hit.content_type}/{hit.uid}/",
        type=type_label(installed()[hit.content_type], locale),
        above=" / ".join(title_of(one, locale) for one in hit.above),
        states=tuple(_state(hit, code, locale) for code in LOCALES),
        changed=format_datetime(hit.changed_at, TIMEZONE, locale),
        by=hit.changed_by,
    )


def _state(hit: Hit, code: str, locale: str) -> tuple[str, str, str]:
    """What is published may be planned, or have ended: then it says so."""
    state = hit.states[code]
    words = state_label(state, locale)
    if state == State.PUBLISHED and code not in hit.public:
        words = f"{words}, {gettext(NOT_PUBLIC_NOW, locale)}"
    return language_name(code, locale), state, words


async def _others(request: Request, text: str, locale: str) -> list[dict[str, Any]]:
    """Tags for whoever manages them, people for whoever administers."""
    actor = await actor_of(request)
    groups = []
    if text and await may(actor, Permission.EDIT):
        tags = await fetch(_TAGS, text)
        groups.append(
            {"label": gettext(TAGS, locale), "lines": [_tag(row, locale) for row in tags]}
        )
    if text and await may(actor, Permission.ADMINISTER):
        people = await fetch(_PEOPLE, text)
        lines = [(f"people/users/{row['id']}/", row["username"], "") for row in people]
        groups.append({"label": gettext(PEOPLE, locale), "lines": lines})
    return [one for one in groups if one["lines"]]


def _tag(row: Mapping[str, Any], locale: str) -> tuple[str, str, str]:
    return f"#/tag/{row['key']}/", row.get(f"label_{locale}") or row["key"], row["key"]


def routes() -> Router:
    """One page."""
    return Router([Route("/", page(search))])
