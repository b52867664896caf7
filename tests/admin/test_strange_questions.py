"""Whatever stands behind the ? of an address: an answer in words, never a fault of ours."""

import httpx
import pytest
from starlette.applications import Starlette

from admin.hardening import READING
from tests.admin.conftest import log_in
from tests.admin.test_hardening import doors
from tests.builders import make_published
from tests.people import make_user

NAMES = (
    "q", "after", "from", "to", "view", "at", "before", "since", "until", "actor", "act", "subject", "user",
    "entry", "language", "type", "state", "title", "page", "offset", "limit", "search", "find", "parent",
    "uid", "said", "token", "lang", "__page", "__page_size", "__order", "__visible_fields", "title_nl",
    "title_nl__match", "break_links", "show",
)  # fmt: skip


@pytest.mark.parametrize("typed", ["%00", "%ED%A0%80", "9" * 40, "%D9%A3", "'%22%3B--"])
async def test_no_question_is_a_fault_of_ours(
    app: Starlette, stranger: httpx.AsyncClient, typed: str
) -> None:
    page = await make_published("page")
    await log_in(stranger, await make_user("ada", superuser=True))
    asked = "&".join(f"{name}={typed}" for name in NAMES)
    reading = {path for how, path in doors(app.routes) if how in READING}

    failed = {}
    for path in sorted(reading | {path.replace("/1/", f"/{page.uid}/") for path in reading}):
        one_by_one = [f"{name}={typed}" for name in NAMES if path.endswith("/tables/page/")]
        for question in (asked, *one_by_one):
            answer = await stranger.get(f"{path.removeprefix('/admin/')}?{question}")
            is_script = "javascript" in answer.headers.get("content-type", "")
            told = "" if is_script else answer.text
            if answer.status_code >= 500 or "Traceback" in told or "SELECT" in told:
                failed[path, question[:40]] = answer.status_code

    assert failed == {}
