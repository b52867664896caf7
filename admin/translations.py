"""The translation board: how far the texts are in each language, and what to go on with."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import translate
from admin.acting import actor_of
from admin.language import language_name, panel_locale
from admin.pages import page, shown
from admin.stages import Bar, bar, named, of_work
from admin.titles import titles_of
from cms.content import LOCALES
from cms.content.discovery import installed
from cms.errors import N_, Message
from cms.translation.desk.workload import A_PAGE, Entry, Tally, Wanted, workload
from cms.translation.interface.catalogues import render, type_label, type_plural
from cms.translation.interface.formats import format_number
from cms.translation.rules.stages import WORK, Stage

PAIR = N_("From {source} into {target}")


@dataclass(frozen=True)
class Row:
    """One part of the work: ``path`` leads to the board of it alone, if that is another board."""

    label: str
    path: str
    bar: Bar
    key: str = ""


@dataclass(frozen=True)
class Line:
    """An entry in which something is to be done; ``path`` leads to the first such text."""

    title: str
    lang: str
    path: str
    type: str
    language: str
    stages: tuple[tuple[str, str, str, str], ...]
    words: int


async def board(request: Request) -> Response:
    """The texts that one may translate by stage, and the entries in which something is to be done."""
    actor, locale = await actor_of(request), panel_locale(request)
    wanted, start = _wanted(request), _start(request)
    found = await workload(actor, wanted, start)
    counted = found.types
    branches = {one.branch for one in found.branches} | {wanted.branch} - {""}
    titles = await titles_of(actor, branches, locale)
    return shown(
        request,
        "translations.html",
        wanted=wanted,
        pairs=_rows(counted, lambda one: f"{one.source} {one.locale}", _pair(locale), locale),
        types=_types(counted, wanted, locale),
        branches=_branches(found.branches, wanted, titles, locale),
        branch=titles.get(wanted.branch, ""),
        tabs=_tabs(counted, wanted, locale),
        lines=[_line(one, wanted, locale) for one in found.entries],
        total=found.total,
        spoken=[(one, language_name(one, locale)) for one in LOCALES],
        kinds=[(one.name, type_plural(one, locale)) for one in installed().values()],
        before=_address(wanted, max(0, start - A_PAGE)) if start else "",
        next=_address(wanted, start + A_PAGE) if start + A_PAGE < found.total else "",
        everything=_address(Wanted()),
        with_drafts=_address(replace(wanted, drafts=True)),
        anything=bool(counted),
    )


def _wanted(request: Request) -> Wanted:
    """What the address asks for; what it makes up is as if it were not there."""
    asked = request.query_params
    language, kind, stage = (asked.get(one, "") for one in ("language", "type", "stage"))
    branch = asked.get("branch", "")
    return Wanted(
        language if language in LOCALES else "",
        kind if kind in installed() else "",
        branch if branch.isascii() and branch.isalnum() and len(branch) <= 16 else "",
        Stage(stage) if stage in WORK else None,
        asked.get("drafts") == "yes",
    )


def _start(request: Request) -> int:
    asked = request.query_params.get("from", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0


def _address(wanted: Wanted, start: int = 0) -> str:
    """The board of something, below the panel's folder."""
    asked = {
        "language": wanted.locale,
        "type": wanted.type_name,
        "branch": wanted.branch,
        "stage": wanted.stage or "",
        "drafts": "yes" if wanted.drafts else "",
        "from": str(start or ""),
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return "translations/" + (f"?{query}" if query else "")


def _rows(
    counted: Iterable[Tally],
    key: Callable[[Tally], str],
    row: Callable[[str, Bar], Row],
    locale: str,
) -> list[Row]:
    messages: dict[str, Counter[Stage]] = {}
    words: dict[str, Counter[Stage]] = {}
    for one in counted:
        messages.setdefault(key(one), Counter())[one.stage] += one.messages
        words.setdefault(key(one), Counter())[one.stage] += one.words
    return [row(name, bar(messages[name], words[name], locale)) for name in messages]


def _pair(locale: str) -> Callable[[str, Bar], Row]:
    def row(name: str, counts: Bar) -> Row:
        source, target = name.split()
        params = {
            "source": language_name(source, locale),
            "target": language_name(target, locale),
        }
        return Row(render(Message(PAIR, params), locale), "", counts, target)

    return row


def _types(counted: Sequence[Tally], wanted: Wanted, locale: str) -> list[Row]:
    def row(name: str, counts: Bar) -> Row:
        path = _address(replace(wanted, type_name=name)) if name != wanted.type_name else ""
        return Row(type_plural(installed()[name], locale), path, counts)

    return _most_first(_rows(counted, lambda one: one.type_name, row, locale))


def _branches(
    counted: Sequence[Tally], wanted: Wanted, titles: dict[str, str], locale: str
) -> list[Row]:
    def row(uid: str, counts: Bar) -> Row:
        path = _address(replace(wanted, branch=uid)) if uid != wanted.branch else ""
        return Row(titles.get(uid, uid), path, counts)

    return _most_first(_rows(counted, lambda one: one.branch, row, locale))


def _most_first(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-row.bar.work, row.label))


def _tabs(
    counted: Sequence[Tally], wanted: Wanted, locale: str
) -> list[tuple[str, str, str, str, bool]]:
    """The stages to choose from: address, sign, name, number, and whether it is shown now."""
    numbers: Counter[Stage] = Counter()
    for one in counted:
        numbers[one.stage] += one.messages
    every = (_address(replace(wanted, stage=None)), "", "", of_work(numbers), wanted.stage is None)
    some = [
        (_address(replace(wanted, stage=Stage(value))), sign, name, numbers[Stage(value)],
         wanted.stage == value)
        for value, sign, name in named(WORK, locale)
        if numbers[Stage(value)] or wanted.stage == value
    ]  # fmt: skip
    return [
        (path, sign, name, format_number(number, locale), chosen)
        for path, sign, name, number, chosen in [every, *some]
    ]


def _line(entry: Entry, wanted: Wanted, locale: str) -> Line:
    only = [wanted.stage] if wanted.stage else WORK
    show = wanted.stage or "unfinished"
    return Line(
        title=entry.title or entry.uid,
        lang=entry.source,
        path=f"translations/{entry.uid}/{entry.locale}/?show={show}#todo",
        type=type_label(installed()[entry.type_name], locale),
        language=language_name(entry.locale, locale),
        stages=tuple(
            (value, sign, name, format_number(entry.messages[Stage(value)], locale))
            for value, sign, name in named(only, locale)
            if entry.messages[Stage(value)]
        ),
        words=entry.words,
    )


def routes() -> Router:
    """The board, and the page to translate an entry on."""
    return Router([Route("/", page(board)), *translate.routes()])
