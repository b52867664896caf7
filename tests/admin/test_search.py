"""The search page: groups, tags, people, and what it never shows."""

import httpx
import pytest

from cms.database.engine import execute
from tests.admin.conftest import log_in
from tests.builders import make, make_published
from tests.people import make_user


async def test_a_result_tells_where_it_is_and_how_it_stands(editor: httpx.AsyncClient) -> None:
    above = await make("page", title_nl="Imkerij")
    await make("page", title_nl="Honing <b>", parent=above.uid)

    found = (await editor.get("search/", params={"q": "honing"})).text

    assert "Honing &lt;b&gt;" in found
    assert "Imkerij" in found
    assert "Nederlands: " in found
    assert "1 gevonden." in found


async def test_people_only_for_whoever_administers(
    editor: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    user_id = await make_user("honingbij")
    assert "honingbij</a>" not in (await editor.get("search/?q=honing")).text

    await log_in(stranger, await make_user("baas", superuser=True))

    found = (await stranger.get("search/?q=honing")).text
    assert f"people/users/{user_id}/" in found


async def test_tags_also_with_a_typing_error(editor: httpx.AsyncClient) -> None:
    await editor.post(
        "api/tables/tag/", json={"key": "bijen", "label_nl": "Bijenteelt", "label_en": "Bees"}
    )

    for text in ("bijent", "bijnteelt"):
        assert "#/tag/bijen/" in (await editor.get("search/", params={"q": text})).text


async def test_further_pages_of_one_type(
    editor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admin.search.A_PAGE", 2)
    for number in range(3):
        await make("page", title_nl=f"Raat {number}")

    first = (await editor.get("search/?q=raat&type=page")).text
    second = (await editor.get("search/?q=raat&type=page&page=2")).text

    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second
    assert second.count('<a href="/admin/#/page/') == 1 + 1  # the result, and the list at the side


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=a&type=nope&state=nope&language=nope&page=-1", "q=a&page=99999999", "page=²"],
)
async def test_made_up_queries(editor: httpx.AsyncClient, query: str) -> None:
    assert (await editor.get(f"search/?{query}")).status_code == 200


async def test_a_planned_entry_is_said_not_to_be_public(editor: httpx.AsyncClient) -> None:
    saved = await make_published("page", title_nl="Zwerm")
    await execute(
        "UPDATE publication SET valid = tstzrange(now() + interval '1 day', NULL) WHERE uid = $1",
        saved.uid,
    )

    assert "nu niet openbaar" in (await editor.get("search/?q=zwerm")).text
