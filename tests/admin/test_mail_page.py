"""The page of the site's mail: for administrators, and without what letters say once there is a server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from admin.app import admin_app
from cms.database.engine import execute, fetch, writing
from cms.mail import Letter, post
from cms.mail.spool import send_due
from cms.settings import Settings
from tests.admin.conftest import a_client, log_in
from tests.admin.test_people import send as submit
from tests.mailbox import FROM
from tests.people import make_user

SERVER = Settings(smtp_url="smtp://127.0.0.1:1", mail_from=FROM)


@asynccontextmanager
async def panel_of(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """The panel of a site with these settings, with an administrator at it."""
    app = Starlette(routes=[Mount("/admin", admin_app(settings))])
    async with a_client(app) as client:
        client.cookies.set("cms_lang", "en")
        await log_in(client, await make_user("ada", superuser=True))
        yield client


@pytest.fixture
async def panel(database: None) -> AsyncIterator[httpx.AsyncClient]:
    async with panel_of(SERVER) as client:
        yield client


async def posted() -> None:
    async with writing():
        await post(
            Letter("eva@example.org", "Your <b>seat</b>", "Go [in](http://127.0.0.1:8000/).")
        )


async def test_what_failed_is_told_and_tried_again(panel: httpx.AsyncClient) -> None:
    await posted()
    await send_due(SERVER)
    waiting = await panel.get("mail/?stage=waiting")
    await execute("UPDATE mail SET failed_at = now()")
    failed, sent = await panel.get("mail/?stage=failed"), await panel.get("mail/?stage=sent")
    [row] = await fetch("SELECT id FROM mail")

    assert "tried once" in waiting.text
    assert "next attempt: " in waiting.text
    assert "Your &lt;b&gt;seat&lt;/b&gt;" in failed.text
    assert "ConnectionRefusedError" in failed.text
    assert "Nothing here" in sent.text
    assert "Letters in files" not in failed.text

    answer = await submit(panel, f"mail/{row['id']}/again/")
    assert answer.status_code == 303
    assert await fetch("SELECT FROM mail WHERE failed_at IS NULL AND due_at <= now()")
    assert await fetch("SELECT FROM audit WHERE act = 'mail.again'")
    assert (await submit(panel, f"mail/{row['id']}/again/")).status_code == 404


async def test_without_a_server_the_letters_are_shown(database: None, tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    await posted()
    await send_due(settings)
    [kept] = (tmp_path / "mail").glob("*.eml")
    (tmp_path / "secret.eml").write_text("Subject: no\n\n")

    async with panel_of(settings) as panel:
        listed = await panel.get("mail/")
        shown = await panel.get(f"mail/letters/{kept.name}/")
        for name in ("secret.eml", "..%2Fsecret.eml", f"{kept.name}x", "%00"):
            assert (await panel.get(f"mail/letters/{name}/")).status_code == 404

    assert f"mail/letters/{kept.name}/" in listed.text
    assert "Kept as a file" in listed.text
    assert ">Sent" not in listed.text
    assert "eva@example.org" in shown.text
    assert "<iframe sandbox " in shown.text
    assert "<b>seat" not in shown.text


async def test_with_a_server_no_letter_is_shown(panel: httpx.AsyncClient) -> None:
    assert (await panel.get("mail/letters/20260101T000000-00000000.eml/")).status_code == 404


async def test_only_administrators_see_it(stranger: httpx.AsyncClient) -> None:
    await log_in(stranger, await make_user("eva", "editor", "reviewer"))

    for path in ("mail/", "mail/letters/20260101T000000-00000000.eml/"):
        assert (await stranger.get(path)).status_code == 403
