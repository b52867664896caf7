"""What can go wrong, said once: a stable code, and a message that is translated at the edge."""

import logging
import secrets
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The number of the request that is being answered; empty outside any."""
logger = logging.getLogger(__name__)


def N_(message: str) -> str:  # noqa: N802 - the name every gettext tool looks for
    """Mark a message for translation. It is translated where it is shown, in the reader's language."""
    return message


@dataclass(frozen=True)
class Message:
    """An English text with named parameters, translated only when it is shown.

    ``text`` is the msgid; ``{name}`` in it is filled from ``params`` after translation. A parameter
    may be a message too. ``context`` tells apart equal texts that other languages word differently.
    """

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)
    context: str | None = None

    def __str__(self) -> str:
        return self.text.format_map(self.params) if self.params else self.text


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with one field.

    ``field`` is the column's or row list's name as the declaration spells it (``title_nl``,
    ``statements.2.text_nl``), or ``None`` for the entry as a whole.
    """

    code: str
    message: Message
    field: str | None = None


class CmsError(Exception):
    """Base of everything we raise on purpose. ``code`` is stable; ``status`` is the HTTP status."""

    code = "error"
    status = 400

    def __init__(self, text: str, **params: Any) -> None:
        self.message = Message(text, params)
        super().__init__(str(self.message))


class InvalidInput(CmsError):
    """Values that break a rule; ``problems`` names each field."""

    code = "invalid_input"
    status = 422

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(N_("Some fields need attention."))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        listed = "; ".join(f"{p.field or '-'}: {p.message} [{p.code}]" for p in self.problems)
        return f"{self.message} {listed}"


class NotFound(CmsError):
    """There is no such thing, or it may not be seen: the two are told alike."""

    code = "not_found"
    status = 404


class Conflict(CmsError):
    """Somebody else saved first: the revision the form was opened with is not the newest."""

    code = "conflict"
    status = 409

    def __init__(self, opened: int, current: int) -> None:
        super().__init__(
            N_(
                "Someone saved this entry while you were editing (you opened revision {opened}, "
                "the newest is {current}). Nothing was overwritten."
            ),
            opened=opened,
            current=current,
        )
        self.opened = opened
        self.current = current


class CannotWrite(CmsError):
    """A file or a folder cannot be written where it was asked for."""

    code = "cannot_write"


@contextmanager
def writing_to(target: Path) -> Iterator[None]:
    """Writing what somebody asked for at ``target``: raises `CannotWrite` when the disk will not."""
    try:
        yield
    except (ConnectionError, TimeoutError):
        raise  # not of the disk: a server that is read from does not answer
    except OSError as error:
        text = N_("{file} cannot be written: {reason}.")
        raise CannotWrite(text, file=target, reason=error.strerror or error) from error


class Unexpected(CmsError):
    """An error that nobody foresaw: noted in the log under its request's number, and nothing of it told.

    The log has where it happened and of what kind it is. Its text is left out: drivers put values
    in it, and those are the client's.
    """

    code = "internal"
    status = 500

    def __init__(self, error: BaseException, where: object = "-") -> None:
        number = REQUEST.get() or secrets.token_hex(6)
        super().__init__(N_("Something went wrong. Mention {id} if you report it."), id=number)
        frames = "".join(traceback.format_tb(error.__traceback__))
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        logger.error("%s at %s: %s\n%s", number, where, kind, frames)
