"""The menu shows what is there and what somebody may."""

import httpx
from starlette.applications import Starlette

from tests.admin.conftest import log_in
from tests.builders import make_home
from tests.people import give, make_user


async def menu(client: httpx.AsyncClient) -> dict[str, str]:
    found: dict[str, str] = (await client.get("api/links/")).json()
    return found


async def test_an_editor_sees_no_administration(editor: httpx.AsyncClient) -> None:
    assert "./people/" not in (await menu(editor)).values()


async def test_an_administrator_sees_people_first_under_administration(
    stranger: httpx.AsyncClient,
) -> None:
    await log_in(stranger, await make_user("beheer", superuser=True))

    assert "./people/" in (await menu(stranger)).values()

    page = await stranger.get("people/")
    assert '<a href="/admin/people/" aria-current="page">Gebruikers en groepen</a>' in page.text
    assert page.text.index(">Inhoud<") < page.text.index(">Beheer<")


async def test_a_role_on_a_branch_counts(stranger: httpx.AsyncClient) -> None:
    home = await make_home()
    user_id = await make_user("tak")
    await log_in(stranger, user_id)
    assert await menu(stranger) == {}

    await give("reader", user_id=user_id, uid=home)

    assert "./overview/" in (await menu(stranger)).values()


async def test_only_what_routes_lead_to(editor: httpx.AsyncClient, app: Starlette) -> None:
    for address in (await menu(editor)).values():
        answer = await editor.get(address.removeprefix("./"))
        assert answer.status_code == 200, address


async def test_who_may_take_any_step_is_led_to_many_at_once(stranger: httpx.AsyncClient) -> None:
    await log_in(stranger, await make_user("rik", "reviewer"))

    assert "./bulk/" in (await menu(stranger)).values()
    assert 'href="/admin/#/tag/"' in (await stranger.get("overview/")).text
