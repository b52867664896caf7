"""Logs: a line an event on standard error, each with the number of the request it belongs to.

As text for people or as JSON for programs. What clients send is in neither: no bodies, no query
strings, no parts of addresses that open doors.
"""

import logging
import re
import sys
import time
import traceback
from typing import Any

import orjson

from cms.errors import REQUEST
from cms.settings import Settings

FIELDS = "fields"
"""Where a record has what is to be its own field in JSON."""
_OPENS_DOORS = re.compile(r"(?<=/)[A-Za-z0-9_~.-]{20,}(?=/|$)")
_PERSONAL = ("/admin/", "/forms/")


def configure(settings: Settings) -> None:
    """Have this process log as the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJSON() if settings.log == "json" else AsText())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("cms", "admin"):
        logging.getLogger(ours).setLevel(logging.INFO)


def shown_path(path: str) -> str:
    """A path without what in it opens doors, as links in letters do."""
    return _OPENS_DOORS.sub("…", path) if path.startswith(_PERSONAL) else path


def _at(record: logging.LogRecord) -> str:
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return f"{seconds}.{int(record.msecs):03d}Z"


def _trace(record: logging.LogRecord) -> str:
    """Where an error happened and of what kind it is. Not what it says: drivers quote values."""
    if not record.exc_info or not record.exc_info[1]:
        return ""
    error = record.exc_info[1]
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{frames}{type(error).__module__}.{type(error).__qualname__}"


class AsText(logging.Formatter):
    """For people: when, how bad, whose request, who says it, what."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and below it where an error happened."""
        number = getattr(record, FIELDS, {}).get("request") or REQUEST.get() or "-"
        said = record.getMessage()
        line = f"{_at(record)} {record.levelname.lower()} {number} {record.name}: {said}"
        return "\n".join(filter(None, (line, _trace(record).rstrip())))


class AsJSON(logging.Formatter):
    """For programs: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told: dict[str, Any] = {
            "at": _at(record),
            "level": record.levelname.lower(),
            "request": REQUEST.get() or None,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
            "error": _trace(record) or None,
            **getattr(record, FIELDS, {}),
        }
        kept = {name: value for name, value in told.items() if value is not None}
        return orjson.dumps(kept, default=str).decode()
