"""One step of the workflow for many entries: choose, see what would happen, do it, read what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import standing
from admin.acting import actor_of
from admin.language import TIMEZONE, language_name, panel_locale
from admin.moments import read_moment
from admin.pages import page, shown, text, texts
from admin.standing import Badge
from cms.access.actors import Actor
from cms.access.permissions import visible_filter
from cms.content import LOCALES, State, localised
from cms.content.discovery import installed
from cms.content.locales import known_locale
from cms.content.values import title_of
from cms.database.engine import fetch, rehearsing, writing
from cms.editing import undo
from cms.editing.siblings import IN_ORDER
from cms.editing.undo import Inverse
from cms.errors import N_, CmsError, InvalidInput, Message, Problem
from cms.publishing.authorised import How
from cms.publishing.bulk import MOST, Report, done, transition_all
from cms.publishing.plans import one_at_a_time
from cms.publishing.reissuing import publics
from cms.publishing.undoing import of_steps, since_each
from cms.publishing.workflow import TRANSITIONS
from cms.translation.interface.catalogues import (
    gettext,
    render,
    state_label,
    type_label,
    type_plural,
)

MOST_LISTED = 200
OUTCOMES: Mapping[str, str] = {
    "done": N_("Done"),
    "already": N_("Was so already"),
    "refused": N_("Refused"),
}
REHEARSED: Mapping[str, str] = {**OUTCOMES, "done": N_("Will be done")}

_TITLES = ", ".join(localised("title", one) for one in LOCALES)
_ANY_TITLE = " OR ".join(f"{localised('title', one)} ILIKE $3" for one in LOCALES)
_ANY_STATE = " OR ".join(f"{localised('state', one)} = $4" for one in LOCALES)
_CHOICES = f"""
WITH RECURSIVE place AS (
    SELECT uid, 0 AS depth, ARRAY[]::bigint[] AS above FROM node WHERE parent IS NULL
    UNION ALL
    SELECT n.uid, p.depth + 1, p.above || n.place
    FROM (SELECT uid, parent, row_number() OVER (PARTITION BY parent ORDER BY {IN_ORDER}) AS place
        FROM node) n JOIN place p ON n.parent = p.uid)
SELECT node.uid, content_type, depth, {_TITLES} FROM node JOIN place ON place.uid = node.uid
WHERE content_type = ANY($1) AND ($2 = '' OR content_type = $2) AND ({_ANY_TITLE})
    AND ($4 = '' OR {_ANY_STATE}) AND {{seen}} ORDER BY above LIMIT $5
"""  # noqa: S608 - our own columns


@dataclass(frozen=True)
class Choice:
    """An entry that can be chosen, as deep as it stands in the tree."""

    uid: str
    title: str
    type: str
    depth: int
    badges: Mapping[str, Badge]


@dataclass(frozen=True)
class Line:
    """What comes, or came, of one entry in one language; or of ``others`` too, for the same reason."""

    title: str
    form: str
    language: str
    outcome: str
    said: str
    why: tuple[str, ...]
    path: str
    others: tuple[str, ...] = ()


async def choose(request: Request) -> Response:
    """The entries to choose from, and the steps."""
    return await _choosing(request, request.query_params)


async def _choosing(request: Request, asked: QueryParams | FormData) -> Response:
    panel = panel_locale(request)
    kind, state, title = (str(asked.get(one) or "") for one in ("type", "state", "title"))
    found = await _choices(await actor_of(request), (kind, state, title), panel)
    return shown(
        request,
        "bulk.html",
        entries=found[:MOST_LISTED],
        more=len(found) > MOST_LISTED,
        filters={"type": kind, "state": state, "title": title},
        types=[(one.name, type_plural(one, panel)) for one in installed().values()],
        states=[(one.value, state_label(one.value, panel)) for one in State],
        steps=[(one.name, gettext(one.label, panel)) for one in TRANSITIONS.values()],
        codes=[(one, language_name(one, panel)) for one in LOCALES],
        chosen=_chosen(asked),
        zone=TIMEZONE,
    )


def _chosen(asked: QueryParams | FormData) -> dict[str, Any]:
    return {
        "uids": asked.getlist("uid"),
        "locales": asked.getlist("locale") if "step" in asked else list(LOCALES),
        **{one: str(asked.get(one) or "") for one in ("step", "at", "until", "comment", "break_links")},
    }  # fmt: skip


async def _choices(actor: Actor, filters: tuple[str, str, str], panel: str) -> list[Choice]:
    kind, state, title = filters
    seen = visible_filter(actor, "node.uid")
    escaped = title.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = await fetch(
        _CHOICES.format(seen=seen.numbered(6)),
        list(installed()),
        kind,
        f"%{escaped}%",
        state,
        MOST_LISTED + 1,
        *seen.values,
    )
    badges = await standing.badges(actor, [row["uid"] for row in rows], panel)
    return [
        Choice(
            row["uid"],
            title_of(row, panel),
            type_label(installed()[row["content_type"]], panel),
            row["depth"],
            badges.get(row["uid"], {}),
        )
        for row in rows
    ]


async def run(request: Request) -> Response:
    """Rehearse the step, or take it; without a choice, or with a wrong date, choose again."""
    async with request.form(max_files=0, max_fields=MOST + 50) as sent:
        doing = text(sent, "do") == "do"
        try:
            async with writing() if doing else rehearsing():
                reports, inverse = await _reports(request, sent)
                token = await undo.offer(await actor_of(request), inverse) if doing else None
        except CmsError as error:
            request.state.error = error
            return await _choosing(request, sent)
        return _told(request, sent, reports, doing=doing, token=token)


async def _reports(request: Request, sent: FormData) -> tuple[tuple[Report, ...], Inverse | None]:
    """What comes of each, and the way back from all of it."""
    uids, locales, step = texts(sent, "uid"), texts(sent, "locale"), text(sent, "step")
    _check_chosen(uids, locales, step)
    how = How(
        text(sent, "comment"),
        read_moment(text(sent, "at"), "at"),
        read_moment(text(sent, "until"), "until"),
        break_links=bool(text(sent, "break_links")),
    )
    if step == "retire":
        how = How(how.comment, how.until, break_links=how.break_links)
    await one_at_a_time()  # nobody may publish between what was read and the step
    before = await publics(product(uids, map(known_locale, locales)))
    reports = await transition_all(await actor_of(request), uids, step, locales, how)
    return reports, of_steps(await since_each(before, done(reports)))


def _check_chosen(uids: list[str], locales: list[str], step: str) -> None:
    problems = []
    if not uids:
        problems.append(Problem("required", Message(N_("Choose at least one entry.")), "uid"))
    if not locales:
        problems.append(Problem("required", Message(N_("Choose at least one language.")), "locale"))
    if step not in TRANSITIONS:
        problems.append(Problem("required", Message(N_("Choose a step.")), "step"))
    if problems:
        raise InvalidInput(problems)


def _told(
    request: Request,
    sent: FormData,
    reports: tuple[Report, ...],
    *,
    doing: bool,
    token: str | None,
) -> Response:
    panel = panel_locale(request)
    lines = [_line(one, panel, OUTCOMES if doing else REHEARSED) for one in reports]
    counts = {name: sum(one.outcome == name for one in reports) for name in OUTCOMES}
    return shown(
        request,
        "bulk_report.html",
        lines=_gathered(lines),
        counts=counts,
        doing=doing,
        way_back=token,
        step=gettext(TRANSITIONS[text(sent, "step")].label, panel),
        chosen=_chosen(sent),
    )


def _gathered(lines: list[Line]) -> list[Line]:
    """Refusals for the same reason are one line, with all that they concern."""
    found: dict[object, Line] = {}
    for number, one in enumerate(lines):
        key = (one.language, one.why) if one.outcome == "refused" else number
        first = found.setdefault(key, one)
        if first is not one:
            found[key] = replace(first, others=(*first.others, one.title))
    return list(found.values())


def _line(one: Report, panel: str, words: Mapping[str, str]) -> Line:
    said = [one.message, *(problem.message for problem in one.problems)]
    why = tuple(dict.fromkeys(render(message, panel) for message in said if message))
    return Line(
        one.title,
        f"uid/{one.uid}",
        language_name(one.locale, panel),
        one.outcome,
        gettext(words[one.outcome], panel),
        why,
        one.path or "",
    )


def routes() -> Router:
    """The page, and what its form sends."""
    return Router(
        [
            Route("/", page(choose), methods=["GET"]),
            Route("/", page(run), methods=["POST"]),
        ]
    )
