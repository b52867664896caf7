"""A webhook as somebody typed it: what it says in the spelling that is kept, and what is wrong with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cms.content import LOCALES
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.errors import N_, CmsError, Message, Problem
from cms.http.outgoing import check_literal
from cms.http.targets import read_target
from cms.webhooks.events import EVENTS
from cms.webhooks.means import Means

LONGEST_NAME = 80
LONGEST_DOCUMENT = 20_000


@dataclass(frozen=True)
class Typed:
    """What a form or a file says of a webhook; of ``types`` and ``locales`` none means all."""

    name: str
    url: str
    events: Sequence[str] = tuple(EVENTS)
    types: Sequence[str] = ()
    locales: Sequence[str] = ()
    branch: str = ""
    document: str = ""
    active: bool = True


async def read_webhook(typed: Typed, means: Means, *, taken: bool) -> tuple[Typed, list[Problem]]:
    """It as it is kept, and all that is wrong with it; ``taken`` says that another one has its name."""
    wanted = replace(
        typed,
        name=typed.name.strip(),
        url=typed.url.strip(),
        branch=typed.branch.strip(),
        document=typed.document.replace("\r\n", "\n").strip(),
    )
    problems = [
        *_of_name(wanted, taken=taken),
        *_of_address(wanted, means),
        *_of_choices(wanted),
        *_of_document(wanted, means),
    ]
    if wanted.branch and not await fetch("SELECT FROM node WHERE uid = $1", wanted.branch):
        problems.append(_problem("unknown_entry", N_("There is no entry with this uid."), "branch"))
    return wanted, problems


def _of_name(wanted: Typed, *, taken: bool) -> Iterator[Problem]:
    if not wanted.name or len(wanted.name) > LONGEST_NAME or not wanted.name.isprintable():
        text = N_("A name has at most {most} characters.")
        yield Problem("bad_name", Message(text, {"most": LONGEST_NAME}), "name")
    elif taken:
        yield _problem("taken", N_("Another webhook has this name."), "name")


def _of_choices(wanted: Typed) -> Iterator[Problem]:
    if not wanted.events:
        yield _problem("required", N_("Choose what is told."), "events")
    for name, values, known in (
        ("events", wanted.events, set(EVENTS)),
        ("types", wanted.types, set(installed())),
        ("locales", wanted.locales, set(LOCALES)),
    ):
        if not set(values) <= known:
            yield _problem("unknown_choice", N_("This is none of the choices."), name)


def _of_document(wanted: Typed, means: Means) -> Iterator[Problem]:
    if len(wanted.document) > LONGEST_DOCUMENT:
        text = N_("A document has at most {most} characters.")
        yield Problem("too_long", Message(text, {"most": LONGEST_DOCUMENT}), "document")
    elif wanted.document:
        try:
            means.shaping.check(wanted.document)
        except CmsError as error:
            yield Problem(error.code, error.message, "document")


def _of_address(wanted: Typed, means: Means) -> Iterator[Problem]:
    """What can be known beforehand. Names are resolved when they are called, and not while this waits."""
    try:
        check_literal(read_target(wanted.url), means.allowed)
    except CmsError as error:
        yield Problem(error.code, error.message, "url")


def _problem(code: str, text: str, where: str) -> Problem:
    return Problem(code, Message(text), where)
