"""The addresses of calendars."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.routing import Route

from cms.delivery.calendars import choosing
from cms.delivery.calendars.choosing import Chosen, instant_in
from cms.delivery.calendars.differing import Years, occurrence_at
from cms.delivery.calendars.gathering import appointments
from cms.delivery.calendars.writing import recurs, written, written_once
from cms.delivery.files import File, Make, NoFile, serving
from cms.http.addresses import CALENDARS, MEDIA_TYPES
from cms.reading.surrogates import Reads

Choose = Callable[[Request, Reads], Awaitable[Chosen]]


def calendar_routes(url: str) -> list[Route]:
    """The routes of all calendars of the site at ``url``."""
    choices: dict[str, Choose] = {
        "/all": choosing.everything,
        "/branch/{name}": choosing.of_branch,
        "/tag/{name}": choosing.of_tag,
        "/speaker/{name}": choosing.of_speaker,
        "/entry/{name}": choosing.of_entry,
        "/{name}": choosing.of_type,
    }
    once = f"{CALENDARS}/{{locale}}/entry/{{name}}/{{instant}}.ics"
    return [
        Route(once, serving(_one_of(url))),
        *(
            Route(f"{CALENDARS}/{{locale}}{path}.ics", serving(_all_of(choose, url)))
            for path, choose in choices.items()
        ),
    ]


def _all_of(choose: Choose, url: str) -> Make:
    async def make(request: Request, reads: Reads) -> File:
        chosen = await choose(request, reads)
        told = await appointments(chosen.found, url, reads)
        years = Years.around(datetime.now(UTC))
        if any(one.schedule.variations for one in told):
            reads.true_until(years.over)
        here = url + request.url.path
        body = await asyncio.to_thread(written, chosen.title, chosen.locale, here, told, years)
        return _file(body, chosen, request)

    return make


def _one_of(url: str) -> Make:
    async def make(request: Request, reads: Reads) -> File:
        instant = instant_in(request)
        chosen = await choosing.of_entry(request, reads)
        (one,) = await appointments(chosen.found, url, reads)
        found = occurrence_at(one.schedule, instant)
        if found is None or found.recurrence_id != instant or not recurs(one.schedule):
            raise NoFile
        body = await asyncio.to_thread(written_once, one, url + request.url.path, found)
        return _file(body, chosen, request)

    return make


def _file(body: bytes, chosen: Chosen, request: Request) -> File:
    name = request.path_params.get("name", "all")
    return File(body, MEDIA_TYPES["ics"], chosen.locale, f"{name}.ics")
