"""Which texts of an entry the translate page shows: those in a state, a page at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request

from admin.stages import NAMES, SIGNS, of_work
from admin.translate_view import Group, Piece
from cms.errors import N_
from cms.translation.interface.catalogues import gettext
from cms.translation.rules.stages import WORK, Stage

A_PAGE = 100
EVERYTHING, UNFINISHED = "", "unfinished"
ALL_TEXTS, NOT_FINISHED = N_("All texts"), N_("Unfinished")

Tab = tuple[str, str, str, int, bool]


def asked_state(request: Request) -> str:
    """The state that the address asks for; what it makes up is as if it were not there."""
    asked = request.query_params.get("show", "")
    return asked if asked in (UNFINISHED, *WORK) else ""


def asked_start(request: Request) -> int:
    """How many texts come before this page."""
    asked = request.query_params.get("from", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0


def address(show: str, start: int = 0) -> str:
    """The query of a page."""
    asked = {"show": show, "from": str(start or "")}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def chosen(found: Sequence[Group], show: str) -> list[Group]:
    """The groups with those of their texts that are in a state."""

    def fits(stage: str) -> bool:
        return not show or stage == show or (show == UNFINISHED and stage in WORK)

    listed = [_with(group, [one for one in group.pieces if fits(one.stage)]) for group in found]
    return [group for group in listed if group.pieces]


def _with(group: Group, pieces: Sequence[Piece]) -> Group:
    return replace(group, pieces=tuple(pieces))


def number_of(found: Sequence[Group]) -> int:
    """How many texts there are in these groups."""
    return sum(len(group.pieces) for group in found)


def paged(found: Sequence[Group], start: int) -> list[Group]:
    """The groups with those of their texts that are on this page."""
    listed, passed = [], 0
    for group in found:
        first, last = max(0, start - passed), max(0, start + A_PAGE - passed)
        if group.pieces[first:last]:
            listed.append(_with(group, group.pieces[first:last]))
        passed += len(group.pieces)
    return listed


def tabs(counts: Counter[Stage], wanted: str, locale: str) -> list[Tab]:
    """What can be shown: query, sign, name, number, and whether it is shown now."""
    some = [
        (EVERYTHING, "", gettext(ALL_TEXTS, locale), counts.total()),
        (UNFINISHED, "", gettext(NOT_FINISHED, locale), of_work(counts)),
        *((one.value, SIGNS[one], gettext(NAMES[one], locale), counts[one]) for one in WORK),
    ]
    return [
        (address(show), sign, name, number, show == wanted)
        for show, sign, name, number in some
        if number or show in (EVERYTHING, UNFINISHED, wanted)
    ]
