"""The explorer in a real browser: its examples are answered, and nothing comes from elsewhere."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, Response, expect

from cms.schema.http.endpoint import graphql_app
from cms.settings import Settings
from tests.browser.conftest import WIDE, Watch, served
from tests.demo_site import stand_demo

pytestmark = pytest.mark.browser


@pytest.fixture
async def address(database: None) -> AsyncIterator[str]:
    await stand_demo()
    async with served(graphql_app(Settings())) as found:
        yield found


async def execute(page: Page) -> None:
    """Have the query that is shown answered, without errors, and the answer shown."""

    def is_answer(answer: Response) -> bool:
        return "IntrospectionQuery" not in (answer.request.post_data or "Introspection")

    async with page.expect_response(is_answer) as coming:
        await page.get_by_role("button", name="Execute query").click()
    answer = await (await coming.value).json()
    assert "errors" not in answer, answer["errors"]
    assert all(answer["data"].values()), answer
    await expect(page.locator(".result-window")).to_contain_text(next(iter(answer["data"])))


@pytest.mark.parametrize("language", ["nl-NL", "en-GB"])
async def test_each_example_is_answered(browser: Browser, address: str, language: str) -> None:
    watch = Watch(address)
    context = await browser.new_context(locale=language, viewport=WIDE)  # type: ignore[arg-type]
    page = await context.new_page()
    watch.follow(page)
    await page.goto(f"{address}/graphql")
    await expect(page.get_by_role("button", name="Execute query")).to_be_visible()

    tabs = page.locator(".graphiql-tab-button")
    for number in range(await tabs.count()):
        await tabs.nth(number).click()
        await page.wait_for_timeout(500)  # only then GraphiQL has read what the operation is called
        await execute(page)
    if not await tabs.count():
        await execute(page)

    await context.close()
    assert watch.foreign == []
    assert watch.errors == []
