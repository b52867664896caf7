"""Who only reads changes nothing: every door by GET, for the public, with a session and with a token."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from admin.app import admin_app
from cms.access import sessions
from cms.app import create_app
from cms.database.engine import fetch
from cms.delivery.forms.app import forms_app
from cms.delivery.media import media
from cms.delivery.open_data.routes import open_data
from cms.schema.payloads import payloads
from cms.settings import Settings
from tests.admin.test_hardening import doors
from tests.builders import make, make_published
from tests.people import EDITOR, make_user
from tests.schema.live.serving import token_of

SITE = Settings()
NOTED = {
    "api_token",  # when it was last used
    "audit",  # that the panel made itself a preview
    "draft",  # an index of working copies, brought up to date by who reads it
    "login_session",  # when it was last used
    "preview",  # the panel's own, beside the form
    "signing_key",  # made when the first preview is
}
"""Tables that tell of reading, and hold no content."""
ASKED = (
    "/graphql?query={__typename}",
    "/graphql?query={site{title}pages{nodes{title}}}",
    '/graphql?query=mutation{transition(uids:["%(uid)s"],to:RETIRED){__typename}}',
    "/nl",
    "/sitemap.xml",
    "/robots.txt",
    "/feeds/nl/all.atom",
)


async def held() -> dict[str, tuple[int, int]]:
    """Of each table how many rows it has, and the last transaction that wrote one of them."""
    names = [
        row["relname"]
        for row in await fetch(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
    ]
    each = (
        f"SELECT '{name}' AS name, count(*) AS rows, coalesce(max(xmin::text::bigint), 0) AS last"
        f' FROM "{name}"'
        for name in names
    )
    found = await fetch(" UNION ALL ".join(each))
    return {row["name"]: (row["rows"], row["last"]) for row in found}


def every() -> Starlette:
    """What has addresses of its own, without what stands around it."""
    return Starlette(
        routes=[
            Mount("/admin", admin_app(SITE, payloads(SITE))),
            Mount("/forms", forms_app(SITE)),
            Mount("/open-data", open_data(SITE.public_url)),
            Mount("/media", media()),
        ]
    )


@pytest.fixture
async def known(database: None) -> Mapping[str, str]:
    """What stands in the place of what varies in an address."""
    await make("page", "Klok")
    public = await make_published("page", "Uur", slug_nl="uur")
    return {"uid": public.uid, "locale": "nl", "type": "page", "name": "page", "table_name": "page"}


@pytest.mark.slow
async def test_no_reading_writes(known: Mapping[str, str]) -> None:
    app = create_app(SITE)
    found = {path for how, path in doors(every().routes, known=known) if how == "GET"}
    asked = sorted(found) + [one % known if "%(" in one else one for one in ASKED]
    user = await make_user(EDITOR, "editor", "reviewer", "administrator")
    token, session = await token_of("rik", "reviewer"), await sessions.begin(user)
    answers: dict[str, list[int]] = {}
    before = await held()
    for name, headers in {
        "public": {},
        "session": {"cookie": f"id={session}"},
        "token": {"authorization": f"Bearer {token}"},
    }.items():
        answers[name] = [one async for one in statuses(app, asked, headers)]

    after = await held()
    assert len(found) > 100
    assert answers["session"].count(200) > 30
    assert {one for one in after if after[one] != before.get(one)} - NOTED == set()
    assert {"page", "node", "publication", "piccolo_user"} < before.keys() - NOTED
    assert max(map(max, answers.values())) < 500


async def statuses(app: Any, paths: list[str], headers: Mapping[str, str]) -> AsyncIterator[int]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8000", headers=dict(headers)
    ) as client:
        for path in paths:
            yield (await client.get(path)).status_code
