"""The page of the jobs: what waits, what failed for good and why; try it anew, or discard it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.language import panel_locale
from admin.pages import form, page, shown
from cms.access import dead_letters
from cms.errors import N_
from cms.jobs.watching import Seen, Stage
from cms.translation.interface.catalogues import render
from cms.webhooks.naming import named

MOST = 50
LARGEST = 2**63 - 1
STAGES: Mapping[str, str] = {
    Stage.DEAD: N_("Failed"),
    Stage.RUNNING: N_("Under way"),
    Stage.WAITING: N_("Waiting"),
}


async def jobs(request: Request) -> Response:
    """The queue, by stage."""
    stage = request.query_params.get("stage", "")
    stage = stage if stage in STAGES else ""
    found, numbers = await dead_letters.jobs(
        await actor_of(request), stage, _number(request.query_params.get("before", "")), MOST + 1
    )
    locale = panel_locale(request)
    return shown(
        request,
        "jobs.html",
        jobs=found[:MOST],
        titles=request.app.state.titles,
        webhooks=await named(found),
        reasons={one.id: render(one.reason, locale) for one in found if one.reason},
        stage=stage,
        stages=[(one, label, numbers[one]) for one, label in STAGES.items()],
        labels=STAGES,
        total=sum(numbers.values()),
        dead=numbers[Stage.DEAD],
        older=_older(found, stage),
    )


async def retry(request: Request, sent: FormData) -> str:  # noqa: ARG001 - a form's action
    """Try a job anew that failed for good."""
    await dead_letters.retry(await actor_of(request), _id(request))
    return "jobs/?said=again"


async def retry_all(request: Request, sent: FormData) -> str:  # noqa: ARG001
    """Try all of them anew."""
    tried = await dead_letters.retry(await actor_of(request), None)
    return f"jobs/?said=again&number={tried}"


async def discard(request: Request, sent: FormData) -> str:  # noqa: ARG001
    """Forget a job that failed for good."""
    await dead_letters.discard(await actor_of(request), _id(request))
    return "jobs/?said=deleted"


def _id(request: Request) -> int:
    return _number(str(request.path_params["id"])) or 0


def _number(text: str) -> int | None:
    whole = text.isascii() and text.isdigit() and len(text) < len(str(LARGEST))
    return int(text) if whole else None


def _older(found: list[Seen], stage: str) -> str:
    if len(found) <= MOST:
        return ""
    return urlencode({"before": found[MOST - 1].id} | ({"stage": stage} if stage else {}))


def routes() -> Router:
    """The pages, to be mounted where only people who are logged in come."""
    return Router(
        [
            Route("/", page(jobs)),
            Route("/retry/", form(retry_all, jobs), methods=["POST"]),
            Route("/{id:int}/retry/", form(retry, jobs), methods=["POST"]),
            Route("/{id:int}/discard/", form(discard, jobs), methods=["POST"]),
        ]
    )
