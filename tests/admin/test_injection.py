"""What attackers type: nothing of it becomes part of a page, whoever looks at it."""

import re
from urllib.parse import quote

import httpx
import pytest

from cms.access import sharing
from cms.access.actors import load_actor
from cms.access.roles import read_given
from cms.access.sharing import Principal
from cms.database.engine import writing
from cms.reading import previews
from tests.admin.conftest import log_in
from tests.builders import change, make, make_published, remove
from tests.people import make_group, make_user

EVIL = '"><img src=x onerror=alert(1)>'
TYPED = quote(EVIL)
BORN = re.compile("<img")


@pytest.fixture
async def evil(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """An administrator with a name like that, who gave everything such a name."""
    user_id = await make_user(EVIL, superuser=True)
    await make_user(f"zoe{EVIL}")
    await make_group(EVIL, user_id)
    await log_in(stranger, user_id)
    return stranger


async def filled() -> tuple[str, str]:
    """A published entry that was changed, and a draft under it; another is in the bin."""
    page = await make_published("page", EVIL, summary_nl=EVIL)
    await change("page", page.uid, title_nl=f"{EVIL}2", body_nl="<p>&lt;img src=x&gt;</p>")
    draft = await make("page", EVIL, parent=page.uid)
    await remove((await make("book", EVIL)).uid)
    actor = await load_actor(EVIL)
    async with writing():
        whom = Principal(user=f"zoe{EVIL}")
        await sharing.share(actor, page.uid, whom, [read_given("editor")])
        await previews.make(actor, branch=page.uid)
    return page.uid, draft.uid


async def test_no_page_shows_a_title_name_or_question_as_html(evil: httpx.AsyncClient) -> None:
    page, draft = await filled()
    await evil.post(f"entries/{page}/submit/nl/", json={"comment": EVIL})
    token = {"token_name": EVIL, "scope": "view", "expires": "2027-01-01", "csrftoken": "token"}
    await evil.post("account/tokens/", data=token)
    paths = [
        "account/", "access/", f"access/?user={TYPED}&entry={TYPED}", f"access/?user={TYPED}&entry={page}",
        f"aliases/?q={TYPED}&after={TYPED}", "audit/", f"audit/?actor={TYPED}&subject={TYPED}",
        f"audit/?since={TYPED}", "bin/", "bulk/", f"bulk/?title={TYPED}&type={TYPED}",
        f"history/{page}/", f"history/{page}/compare/?from=0&to=2&view=side", f"history/{page}/revert/1/",
        f"history/{TYPED}/", "links/", "overview/", f"overview/recent/?after={TYPED}", "people/",
        "people/users/1/", f"people/groups/{TYPED}/", f"people/groups/x{TYPED}/", f"preview/{page}/nl/",
        f"preview/{draft}/nl/?at={TYPED}", "previews/", f"search/?q={TYPED}", f"sharing/{page}/",
        f"sharing/{draft}/", "translations/", "tree/", f"password/choose/?token={TYPED}",
        "account/second-factor/",
    ]  # fmt: skip

    shown = {path: await evil.get(path) for path in paths}

    assert {path for path, one in shown.items() if BORN.search(one.text)} == set()
    assert {one.status_code for one in shown.values()} <= {200, 400, 404, 410, 422}
    assert sum("&lt;img src=x" in one.text for one in shown.values()) > 15


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("people/users/", {"name": EVIL, "password": EVIL}),
        ("people/groups/", {"group_name": f"{EVIL}/"}),
        ("people/invites/", {"invited": EVIL, "email": EVIL, "role": EVIL}),
        ("aliases/", {"path": EVIL, "target": EVIL, "status": EVIL}),
        ("aliases/import/", {"csv": EVIL, "step": "look"}),
        ("bulk/", {"title": EVIL, "comment": EVIL, "step": EVIL, "uid": EVIL, "do": "look"}),
        ("password/choose/", {"token": EVIL, "password": EVIL, "again": EVIL}),
        ("password/forgot/", {"email": EVIL}),
        ("undo/here/", {"token": EVIL, "back": EVIL}),
    ],
)
async def test_no_form_comes_back_as_html(
    evil: httpx.AsyncClient, path: str, fields: dict[str, str]
) -> None:
    answer = await evil.post(path, data={"csrftoken": "token"} | fields)

    assert answer.status_code < 500
    assert not BORN.search(answer.text)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\t=1"])
async def test_no_cell_of_the_audit_log_is_a_formula(
    stranger: httpx.AsyncClient, name: str
) -> None:
    if name.isprintable():
        await make_user(name, superuser=True)
        await log_in(stranger, (await load_actor(name)).user_id or 0)
        made = await stranger.post("people/groups/", data={"group_name": name})
        assert made.status_code == 303

    table = await stranger.post("audit/export.csv")

    cells = re.findall(r'(?:^|,)"?([^",]*)', table.text, re.MULTILINE)
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t")] == []
