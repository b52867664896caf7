"""`cms doctor`."""

import asyncio
import sys

import orjson

from cms.commands.databases import database
from cms.commands.terminal import say
from cms.database.ownership import DatabaseUnavailable
from cms.doctor.examining import examine, examine_here, no_database
from cms.doctor.findings import NAMES, Finding, State
from cms.settings import Settings
from cms.translation.interface.catalogues import gettext, render

_STATES = {State.OK: "✓", State.WARNING: "!", State.FAILED: "✗"}


def run_doctor(settings: Settings, *, as_json: bool, locale: str) -> int:
    """Look at everything, and say what to do. 1 if something does not work."""
    if not as_json:
        say(gettext("Looking…", locale))
    try:
        with database(settings):
            found = asyncio.run(examine(settings))
    except DatabaseUnavailable as error:
        found = [*asyncio.run(examine_here(settings)), no_database(error)]
    write = _as_json if as_json else _as_text
    sys.stdout.write(write(found, locale))
    return int(any(one.state is State.FAILED for one in found))


def _as_text(found: list[Finding], locale: str) -> str:
    lines = []
    for one in found:
        lines.append(
            f"{_STATES[one.state]} {gettext(NAMES[one.check], locale)}: {render(one.message, locale)}"
        )
        if one.advice:
            lines.append(f"  → {render(one.advice, locale)}")
    return "\n".join(lines) + "\n"


def _as_json(found: list[Finding], locale: str) -> str:
    told = [
        {
            "check": one.check,
            "state": one.state,
            "message": render(one.message, locale),
            "advice": render(one.advice, locale) if one.advice else None,
        }
        for one in found
    ]
    return orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n"
