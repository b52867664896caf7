"""The page of the jobs: for administrators; what failed, why in plain words, and another try."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from cms.database.engine import fetch, writing
from cms.errors import N_, Message
from cms.jobs.queue import defer
from cms.jobs.task import LATER, GiveUp, Job
from cms.settings import settings
from cms.tasks import titles
from cms.webhooks.matching import SEND
from tests.admin.conftest import log_in
from tests.admin.test_mail_page import panel_of
from tests.admin.test_people import send as submit
from tests.jobs.working import task, worked_off
from tests.people import make_user
from tests.webhooks.means import add

REASON = Message(N_("The mail server did not take it: {reason}."), {"reason": "<b>554</b>"})


@pytest.fixture
async def panel(database: None) -> AsyncIterator[httpx.AsyncClient]:
    async with panel_of(settings) as client:
        yield client


async def dead(number: int = 1) -> list[int]:
    async def act(_job: Job) -> None:
        raise GiveUp(REASON)

    async with writing():
        found = [await defer("mail.send", {"letter": str(one)}) for one in range(number)]
    await worked_off(task(act, "mail.send"))
    return found


async def statuses() -> list[str]:
    asked = "SELECT status::text FROM procrastinate_jobs WHERE task_name = 'mail.send' ORDER BY id"
    return [row["status"] for row in await fetch(asked)]


async def test_what_failed_is_told_with_its_reason(panel: httpx.AsyncClient) -> None:
    await dead()
    async with writing():
        await defer("unknown.task", {"name": "eva"})
    everything, failed = await panel.get("jobs/"), await panel.get("jobs/?stage=dead")
    panel.cookies.set("cms_lang", "nl")
    dutch = await panel.get("jobs/?stage=dead")

    assert "unknown.task" in everything.text
    assert "unknown.task" not in failed.text
    assert "The mail server did not take it: &lt;b&gt;554&lt;/b&gt;." in failed.text
    assert "De mailserver nam de brief niet aan" in dutch.text
    assert "eva" not in everything.text, "arguments are not for a page"


async def test_one_is_tried_anew_or_discarded(panel: httpx.AsyncClient) -> None:
    first, second = await dead(2)

    assert (await submit(panel, f"jobs/{first}/retry/")).status_code == 303
    assert await statuses() == ["todo", "failed"]
    assert (await submit(panel, f"jobs/{first}/discard/")).status_code == 404, "it waits again"
    assert (await submit(panel, f"jobs/{second}/discard/")).status_code == 303
    assert await statuses() == ["todo"]
    assert (await submit(panel, "jobs/99999999999999999999/retry/")).status_code == 404
    acts = await fetch("SELECT act, subject FROM audit WHERE act LIKE 'job.%' ORDER BY id")
    assert [tuple(row.values()) for row in acts] == [
        ("job.retry", str(first)),
        ("job.discard", str(second)),
    ]


async def test_all_are_tried_anew_at_once(panel: httpx.AsyncClient) -> None:
    await dead(3)
    assert "Try all again that failed" in (await panel.get("jobs/")).text
    tried = await submit(panel, "jobs/retry/")
    assert tried.status_code == 303
    assert (
        "3 are tried anew."
        in (await panel.get(tried.headers["location"].removeprefix("/admin/"))).text
    )
    assert await statuses() == ["todo"] * 3
    assert (await submit(panel, "jobs/retry/")).status_code == 404


async def test_there_are_pages_of_them(panel: httpx.AsyncClient) -> None:
    async with writing():
        for number in range(52):
            await defer("test", {"n": number})
    newest = await panel.get("jobs/")
    assert newest.text.count("<li>") >= 50
    assert 'rel="next"' in newest.text
    for strange in ("before=x", "before=-1", f"before={'9' * 30}", "stage=<b>"):
        assert (await panel.get(f"jobs/?{strange}")).status_code == 200


async def test_a_delivery_that_is_tried_again_names_its_webhook(panel: httpx.AsyncClient) -> None:
    webhook, _ = await add("http://127.0.0.1:1/", name="Kiosk & co")
    async with writing():
        sent = {"task": SEND, "arguments": {"webhook": webhook}}
        await defer(LATER, sent, at=datetime.now(UTC) + timedelta(days=1))
        await defer(SEND, {"webhook": webhook + 1})
    page = (await panel.get("jobs/")).text
    assert f'<a href="/admin/webhooks/{webhook}/log/">Kiosk &amp; co</a>' in page
    assert f"webhooks/{webhook + 1}/" not in page, "a webhook that is gone has no log"


async def test_only_administrators_see_it(stranger: httpx.AsyncClient) -> None:
    await log_in(stranger, await make_user("eva", "editor", "reviewer"))
    assert (await stranger.get("jobs/")).status_code == 403


def test_each_task_has_a_name_that_people_read() -> None:
    assert all(titles(settings).values())
    assert len(titles(settings)) == len(set(titles(settings).values()))
