"""The page of the site's mail: what waits, what left, what could not leave.

Without a mail server, as while developing, it shows the letters themselves. Else nobody reads them
here: links in them open doors.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.pages import form, page, shown
from cms.access import outgoing
from cms.errors import N_
from cms.mail.files import KeptLetter, kept_letter, kept_letters
from cms.mail.watching import Outgoing, Stage
from cms.settings import Settings

MOST = 50
STAGES: Mapping[str, str] = {
    Stage.WAITING: N_("Waiting"),
    Stage.FAILED: N_("Given up"),
    Stage.SENT: N_("Sent"),
}
IN_FILES: Mapping[str, str] = {**STAGES, Stage.SENT: N_("Kept as a file")}
"""The same where no mail server is set up: nothing is sent."""
HEADERS: Mapping[str, str] = {
    "From": N_("Sender"),
    "To": N_("To"),
    "Subject": N_("Subject"),
    "Date": N_("Date"),
}


async def letters(request: Request) -> Response:
    """The spool, by stage, and the files if there are any."""
    stage = request.query_params.get("stage", "")
    stage = stage if stage in STAGES else ""
    found, numbers = await outgoing.letters(
        await actor_of(request), stage, _before(request), MOST + 1
    )
    folder = _folder(request)
    labels = IN_FILES if folder else STAGES
    return shown(
        request,
        "mail.html",
        letters=found[:MOST],
        stage=stage,
        stages=[(one, label, numbers[one]) for one, label in labels.items()],
        labels=labels,
        total=sum(numbers.values()),
        older=_older(found, stage),
        files=await to_thread.run_sync(kept_letters, folder) if folder else None,
    )


async def letter(request: Request) -> Response:
    """A letter that became a file: its headers, its text, and its HTML in a frame of its own."""
    await outgoing.check_may_read(await actor_of(request))
    found = await _kept(request)
    return shown(request, "letter.html", letter=found, names=HEADERS)


async def again(request: Request, sent: FormData) -> str:  # noqa: ARG001 - a form's action
    """Try a letter anew that was given up."""
    await outgoing.send_again(await actor_of(request), request.path_params["id"])
    return "mail/?said=again"


async def _kept(request: Request) -> KeptLetter:
    folder = _folder(request)
    name: str = request.path_params["name"]
    found = await to_thread.run_sync(kept_letter, folder, name) if folder else None
    if found is None:
        raise HTTPException(404)
    return found


def _folder(request: Request) -> Path | None:
    settings: Settings = request.app.state.settings
    return None if settings.smtp_url else settings.var / "mail"


def _before(request: Request) -> datetime | None:
    try:
        found = datetime.fromisoformat(request.query_params.get("before", ""))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _older(found: list[Outgoing], stage: str) -> str:
    if len(found) <= MOST:
        return ""
    asked: dict[str, Any] = {"before": found[MOST - 1].posted_at.isoformat()}
    return urlencode(asked | ({"stage": stage} if stage else {}))


def routes() -> Router:
    """The pages, to be mounted where only people who are logged in come."""
    return Router(
        [
            Route("/", page(letters)),
            Route("/{id:uuid}/again/", form(again, letters), methods=["POST"]),
            Route("/letters/{name}/", page(letter)),
        ]
    )
