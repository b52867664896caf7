"""What the public sent and somebody decides on: lists by what waits and what is decided, in pages."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request

from cms.errors import N_

A_PAGE = 30
NEWEST = 2**31 - 1
TABS: Mapping[str, str] = {"waiting": N_("To do"), "ended": N_("Done")}


def before(request: Request) -> int:
    """From before which number on the page lists."""
    typed = request.query_params.get("before", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else NEWEST


def tab(request: Request) -> str:
    """Which of the two lists is asked for."""
    return "ended" if request.query_params.get("show") == "ended" else "waiting"


async def a_page(
    request: Request,
    listed: Callable[[int, int], Awaitable[Sequence[Any]]],
) -> dict[str, Any]:
    """The rows of the page, and where the next one begins."""
    found = await listed(before(request), A_PAGE + 1)
    rows = found[:A_PAGE]
    return {
        "rows": rows,
        "next": rows[-1].id if len(found) > A_PAGE else None,
        "show": tab(request),
        "tabs": TABS,
        "first": before(request) == NEWEST,
    }
