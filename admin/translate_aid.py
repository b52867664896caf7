"""What helps with one text: proposals of the memory, terms of the glossary, and what stood there earlier."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin.acting import actor_of
from admin.language import TIMEZONE, panel_locale
from admin.pages import templates
from cms.content.locales import known_locale
from cms.editing.comparison import Run
from cms.editing.comparison.words import compare_text
from cms.errors import N_, NotFound
from cms.translation.desk.machine import machine, suggestions
from cms.translation.desk.past import Past, history
from cms.translation.desk.proposals import Proposal, proposals
from cms.translation.desk.translating import Part, parts_of
from cms.translation.interface.catalogues import gettext
from cms.translation.interface.formats import format_datetime
from cms.translation.rules.glossary import Term, terms

MOST_PAST = 5
WHY: Mapping[str, str] = {
    "replaced": N_("replaced"),
    "refused": N_("not taken"),
    "conflict": N_("in conflict"),
    "settled": N_("not chosen"),
    "cleared": N_("cleared"),
}


@dataclass(frozen=True)
class Offered:
    """A proposal as it is shown; ``changes`` say how its source differs from this one."""

    text: str
    origin: str
    percent: int
    title: str
    changes: tuple[Run, ...]


@dataclass(frozen=True)
class Spoken:
    """A term of the glossary, and the words for it here."""

    term: str
    words: str
    note: str


@dataclass(frozen=True)
class Earlier:
    """A text that stood here, or was meant to."""

    text: str
    why: str
    who: str
    when: str


async def aid(request: Request) -> Response:
    """All of it as a part of the page; nothing if there is nothing."""
    uid, locale = request.path_params["uid"], known_locale(request.path_params["locale"])
    actor, reader = await actor_of(request), panel_locale(request)
    key = request.query_params.get("key", "")
    part = next((one for one in await parts_of(actor, uid, locale) if one.key == key), None)
    if part is None:
        raise NotFound(N_("There is no such place in the content."))
    offered = (await proposals(actor, uid, locale, [key])).get(key, [])
    if request.query_params.get("machine") == "yes":
        suggested = (await suggestions(actor, uid, locale, [key])).get(key)
        if suggested is None:
            return _answer(request, locale, {})
        # What the page shows already has the heading, and the key that takes the first.
        said = {"offered": [_offered(suggested, part)], "further": bool(offered)}
        return _answer(request, locale, said)
    values: dict[str, object] = {
        "offered": [_offered(one, part) for one in offered],
        "terms": [_spoken(one, locale) for one in terms(part.source.text, locale)],
        "earlier": list(_earlier(await history(actor, uid, locale, key), part, reader)),
    }
    values["machine"] = machine() is not None
    return _answer(request, locale, values)


def _answer(request: Request, locale: str, values: Mapping[str, object]) -> Response:
    reader = panel_locale(request)
    if not any(values.values()):
        return JSONResponse({"html": ""})
    html = templates.get_template("translate_aid.html").render(
        _=partial(gettext, locale=reader), of=locale, **values
    )
    return JSONResponse({"html": html})


def _offered(one: Proposal, part: Part) -> Offered:
    same = one.origin != "near"
    changes = () if same else compare_text(one.source_text, part.source.text).runs
    return Offered(one.text, one.origin, int(one.likeness * 100), one.from_title or "", changes)


def _spoken(one: Term, locale: str) -> Spoken:
    return Spoken(one.term, one.said_in(locale), one.note)


def _earlier(found: list[Past], part: Part, reader: str) -> Iterator[Earlier]:
    shown = {*part.arrived, part.shown.text if part.shown else ""}
    kept = (one for one in reversed(found) if one.text not in shown and one.why in WHY)
    different = {one.text: one for one in kept}
    for one in list(different.values())[::-1][:MOST_PAST]:
        when = format_datetime(one.at, TIMEZONE, reader)
        yield Earlier(one.text, gettext(WHY[one.why], reader), one.actor, when)
