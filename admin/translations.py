"""The translation board: how far the public texts are in each language, and what needs work."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.language import language_name, panel_locale
from admin.pages import page, shown
from cms.content.discovery import installed
from cms.errors import N_, Message
from cms.translation.catalogues import gettext, render, type_plural
from cms.translation.content_files import ContentFile, content_files
from cms.translation.formats import format_number
from cms.translation.statistics import (
    STAGES,
    Coverage,
    EntryCoverage,
    Stage,
    coverage,
    coverage_of,
)

A_PAGE = 50
PAIR = N_("From {source} into {target}")
STAGE_NAMES: Mapping[Stage, str] = {
    "ready": N_("Current"),
    "review": N_("To check"),
    "stale": N_("Stale"),
    "missing": N_("Missing"),
}


@dataclass(frozen=True)
class Row:
    """One type in one pair of languages; ``path`` leads to what needs work."""

    label: str
    path: str
    messages: tuple[str, ...]
    entries: int
    percent: int


@dataclass(frozen=True)
class Line:
    """An entry that needs work."""

    title: str
    lang: str
    form: str
    path: str
    messages: tuple[str, ...]


async def board(request: Request) -> Response:
    """For each pair of languages the public texts of each type by stage."""
    locale = panel_locale(request)
    found = await coverage(await actor_of(request))
    pairs = [
        (_pair(files[0].file, locale), [_row(one, locale) for one in files])
        for files in _by_pair(found)
    ]
    return shown(request, "translations.html", pairs=pairs, stages=_stages(locale))


def _by_pair(found: list[Coverage]) -> list[list[Coverage]]:
    return [
        list(some) for _, some in groupby(found, lambda one: (one.file.target, one.file.source))
    ]


def _pair(file: ContentFile, locale: str) -> str:
    languages = {"source": language_name(file.source, locale),
                 "target": language_name(file.target, locale)}  # fmt: skip
    return render(Message(PAIR, languages), locale)


def _stages(locale: str) -> list[str]:
    return [gettext(words, locale) for words in STAGE_NAMES.values()]


def _row(one: Coverage, locale: str) -> Row:
    total = one.messages.total()
    return Row(
        label=type_plural(installed()[one.file.type_name], locale),
        path=f"translations/{one.file.name}/",
        messages=tuple(format_number(one.messages[stage], locale) for stage in STAGES),
        entries=sum(1 for entry in one.entries if entry.work),
        percent=one.messages["ready"] * 100 // total if total else 100,
    )


async def work(request: Request) -> Response:
    """The entries of one type that need work in one language, a page at a time."""
    file, locale = _file(request), panel_locale(request)
    counted = await coverage_of(file, await actor_of(request))
    entries = [entry for entry in counted.entries if entry.work]
    asked = request.query_params.get("from", "")
    start = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
    return shown(
        request,
        "translation_work.html",
        title=type_plural(installed()[file.type_name], locale),
        pair=_pair(file, locale),
        path=f"translations/{file.name}/",
        lines=[_line(entry, file) for entry in entries[start : start + A_PAGE]],
        stages=_stages(locale),
        total=len(entries),
        before=max(0, start - A_PAGE) if start else None,
        next=start + A_PAGE if start + A_PAGE < len(entries) else None,
    )


def _file(request: Request) -> ContentFile:
    parts = request.path_params
    asked = ContentFile(parts["target"], parts["source"], parts["type"])
    if asked not in set(content_files()):
        raise HTTPException(404)
    return asked


def _line(entry: EntryCoverage, file: ContentFile) -> Line:
    return Line(
        title=entry.title,
        lang=file.source,
        form=f"#/{file.type_name}/{entry.uid}/",
        path=entry.path,
        messages=tuple(str(entry.messages[stage]) for stage in STAGES),
    )


def routes() -> Router:
    """The board, and the work behind each of its rows."""
    return Router(
        [Route("/", page(board)), Route("/{target}/{source}/{type}/", page(work))],
    )
