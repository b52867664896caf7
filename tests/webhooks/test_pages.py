"""The pages of webhooks: what an administrator sees, tries and does again."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from admin.app import admin_app
from cms.database.engine import execute, fetch
from cms.settings import Settings
from cms.webhooks.means import Pace
from cms.webhooks.sending import send_due
from tests.admin.conftest import a_client, log_in
from tests.builders import make, make_published
from tests.people import make_user
from tests.receivers import BROKEN, receiving
from tests.webhooks.means import MEANS, add, told
from tests.webhooks.test_delivering import deliver, matched, once_again

FORM = {"name": "Site", "events": ["published", "changed"], "active": "yes", "document": ""}


@pytest.fixture(scope="module")
def site() -> Starlette:
    """The panel of a site that lets loopback be called."""
    settings = Settings(outgoing_allow=("127.0.0.1",))
    return Starlette(routes=[Mount("/admin", admin_app(settings, MEANS.shaping))])


@pytest.fixture
async def panel(database: None, site: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """With an administrator at it."""
    async with a_client(site) as client:
        client.cookies.set("cms_lang", "en")
        await log_in(client, await make_user("ada", superuser=True))
        yield client


async def submit(panel: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    return await panel.post(path, data={"csrftoken": "token", **fields})


async def test_a_secret_is_shown_once_and_stands_nowhere_else(panel: httpx.AsyncClient) -> None:
    added = await submit(panel, "webhooks/new/", **FORM, url="https://example.org/hook")
    secret = re.search(r"whsec_[\w-]{43}", added.text)
    assert secret
    [row] = await fetch("SELECT id, secret FROM webhook")
    rotated = await submit(panel, f"webhooks/{row['id']}/secret/")
    new = re.search(r"whsec_[\w-]{43}", rotated.text)
    assert new
    assert new[0] != secret[0]
    pages = [
        await panel.get(path)
        for path in ("webhooks/", f"webhooks/{row['id']}/", f"webhooks/{row['id']}/log/", "audit/")
    ]
    assert all(page.status_code == 200 and "whsec_" not in page.text for page in pages)
    assert "Two secrets count" in pages[1].text


REFUSED: tuple[tuple[dict[str, object], str], ...] = (
    ({"url": "http://127.0.0.2/"}, "not public"),
    ({"url": "http://2130706433/"}, "four numbers"),
    ({"url": "ftp://example.org/"}, "https://"),
    ({"name": ""}, "A name has at most"),
    ({"events": []}, "Choose what is told"),
    ({"branch": "nergens"}, "no entry with this uid"),
    (
        {"document": "query { nothing }"},
        "Line 1 of the document: Query has no field “nothing”.",
    ),
    ({"document": "query {"}, "cannot be read"),
    ({"document": 'mutation { undo(token: "x") { __typename } }'}, "a webhook only reads"),
    ({"document": "query($uid: Int!) { entry(uid: $uid) { uid } }"}, "Line 1"),
    ({"document": "query($other: ID!) { entry(uid: $other) { uid } }"}, "Line 1"),
)


async def test_what_cannot_be_is_refused(panel: httpx.AsyncClient) -> None:
    for fields, said in REFUSED:
        typed = FORM | {"url": "https://example.org/"} | fields
        answer = await submit(panel, "webhooks/new/", **typed)
        assert answer.status_code == 422, fields
        assert said in answer.text.replace("&#39;", "’"), fields
    assert not await fetch("SELECT FROM webhook")


async def test_a_dry_run_shows_what_would_be_sent_and_sends_nothing(
    panel: httpx.AsyncClient,
) -> None:
    async with receiving() as receiver:
        webhook, _ = await add(receiver.url)
        uid = (await make_published("page", title_nl="Honing", locales=("nl",))).uid
        shown = await panel.get(f"webhooks/{webhook}/try/?uid={uid}&locale=nl&event=changed")
        draft = (await make("page", "Geheim")).uid
        hidden = await panel.get(f"webhooks/{webhook}/try/?uid={draft}&event=published")
        assert not receiver.connected
    assert "Honing" in shown.text
    assert "Klankbord-Signature" in shown.text
    assert "Geheim" not in hidden.text
    assert "&#34;entry&#34;: null" in hidden.text


async def test_the_test_button_sends_an_event_and_shows_the_status(
    panel: httpx.AsyncClient,
) -> None:
    answers = [b"HTTP/1.1 201 Made\r\nContent-Length: 6\r\n\r\nsecret", BROKEN]
    async with receiving(lambda _one: answers.pop(0)) as receiver:
        webhook, _ = await add(receiver.url)
        await make_published("page")
        taken = await submit(panel, f"webhooks/{webhook}/try/")
        refused = await submit(panel, f"webhooks/{webhook}/try/")
    gone = await submit(panel, f"webhooks/{webhook}/try/")
    assert "It was taken: the answer was 201." in taken.text
    assert "It was not taken: the answer was 500." in refused.text
    assert "There was no connection" in gone.text
    assert ">secret<" not in taken.text
    assert told(receiver.received[0])["event"] == "test"
    assert not await fetch("SELECT FROM webhook_delivery")


async def test_the_log_tells_each_attempt_and_what_ended_is_delivered_anew(
    panel: httpx.AsyncClient,
) -> None:
    answers = [BROKEN]
    async with receiving(
        lambda _one: answers.pop() if answers else b"HTTP/1.1 204 OK\r\n\r\n"
    ) as receiver:
        webhook, _ = await add(receiver.url, types=["page"], locales=["nl"])
        await make_published("page", "Een", locales=("nl",))
        await matched()
        await deliver(webhook)
        number = len(receiver.received)
        ids = [told(one)["id"] for one in receiver.received]
        log = await panel.get(f"webhooks/{webhook}/log/?state=delivered")
        one = await panel.get(f"webhooks/{webhook}/log/{ids[0]}/")
        again = await submit(panel, f"webhooks/{webhook}/log/{ids[0]}/again/")
        await deliver(webhook)
        every = await submit(panel, f"webhooks/{webhook}/log/replay/", since="2020-01-01T00:00")
        await deliver(webhook)
        late = await submit(panel, f"webhooks/{webhook}/log/replay/", since="")
    assert "tried 2 times" in log.text
    assert "<code>500</code>" in one.text
    assert "<code>204</code>" in one.text
    said = await panel.get(every.headers["location"].removeprefix("/admin/"))
    assert (again.status_code, every.status_code, late.status_code) == (303, 303, 422)
    assert f"{len({*ids})} are tried anew." in said.text
    assert told(receiver.received[number])["id"] == ids[0]
    # Of several entries, which do not wait for each other.
    assert sorted(told(one)["id"] for one in receiver.received[number + 1 :]) == sorted({*ids})


async def test_who_turns_it_off_is_told_nothing(panel: httpx.AsyncClient) -> None:
    async with receiving() as receiver:
        webhook, _ = await add(receiver.url)
        await make_published("page", locales=("nl",))
        await matched()
        off = await submit(panel, f"webhooks/{webhook}/", **FORM | {"active": ""}, url=receiver.url)
        assert off.status_code == 303
        assert await send_due(webhook, MEANS) is None
        assert not receiver.connected


OPENED = '<details class="erase">'


async def test_deleting_is_asked_first_with_what_goes_along(panel: httpx.AsyncClient) -> None:
    webhook, _ = await add("http://127.0.0.1:1/", types=["page"], locales=["nl"])
    bare = await panel.get(f"webhooks/{webhook}/")
    await make_published("page", locales=("nl",))
    await matched()
    await execute("UPDATE webhook_delivery SET state = 'dead', ended_at = now()")
    await make_published("page", locales=("nl",))
    await matched()
    [row] = await fetch("SELECT count(*) AS n FROM webhook_delivery")
    page = await panel.get(f"webhooks/{webhook}/")
    asked = page.text[page.text.index(OPENED) : page.text.rindex("</details>")]
    assert page.text.count(f"webhooks/{webhook}/delete/") == 1
    assert f"webhooks/{webhook}/delete/" in asked, "the button is within what one opens first"
    assert f"{row['n']} deliveries go too." in asked
    assert "of those still wait" in asked
    assert "deliveries" not in bare.text[bare.text.index(OPENED) :]
    assert (await submit(panel, f"webhooks/{webhook}/delete/")).status_code == 303
    assert not await fetch("SELECT FROM webhook_delivery")


async def test_the_log_tells_apart_how_deliveries_stand(panel: httpx.AsyncClient) -> None:
    webhook, _ = await add("http://127.0.0.1:1/", types=["page"], locales=["nl"])
    uid = (await make_published("page", locales=("nl",))).uid
    await once_again(uid, 1)
    await matched()
    untried = await panel.get(f"webhooks/{webhook}/log/")
    await send_due(webhook, replace(MEANS, pace=Pace(first=3_600)))
    failed = await panel.get(f"webhooks/{webhook}/log/")
    assert "Not tried yet" in untried.text
    assert "next attempt: at once" in untried.text
    assert "Waits for the one before of this entry" in untried.text
    assert "Failed, and is tried again" in failed.text
    assert "Waits for the one before of this entry" in failed.text
    assert failed.text.count("next attempt: ") == failed.text.count("is tried again</span>")


async def test_the_page_and_the_log_tell_one_moment_and_short_waits_in_seconds(
    panel: httpx.AsyncClient,
) -> None:
    webhook, _ = await add("http://127.0.0.1:1/", types=["page"], locales=["nl"])
    await make_published("page", locales=("nl",))
    await matched()
    await execute("UPDATE webhook_delivery SET due_at = '2100-01-01 12:06+00', attempts = 1")
    await execute("UPDATE webhook SET failures = 9, resting_until = '2100-01-01 12:03+00'")
    pages = [await panel.get(f"webhooks/{webhook}/{rest}") for rest in ("", "log/")]
    assert all("1 January 2100" in one.text and "06" in one.text for one in pages)
    assert not any("12:03" in one.text or "13:03" in one.text for one in pages)
    await execute("UPDATE webhook SET resting_until = '2100-01-01 12:09+00'")
    rested = [await panel.get(f"webhooks/{webhook}/{rest}") for rest in ("", "log/")]
    assert all("13:09" in one.text for one in rested)
    await execute("UPDATE webhook SET resting_until = now() + interval '40 seconds'")
    await execute("UPDATE webhook_delivery SET due_at = now()")
    soon = [await panel.get(f"webhooks/{webhook}/{rest}") for rest in ("", "log/")]
    assert all(re.search(r"ext attempt: in [34]\d seconds", one.text) for one in soon)
