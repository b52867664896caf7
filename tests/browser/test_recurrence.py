"""The recurrence editor: a rule from choices, single dates, and what only experts write."""

import asyncio
import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.forms import open_entry, open_tab, save, stored
from tests.browser.test_accessibility import violations
from tests.builders import make

pytestmark = pytest.mark.browser

KOFFIE = {"starts_at": "2026-01-12T08:00:00Z", "ends_at": "2026-01-12T09:00:00Z"}
MONDAYS = KOFFIE | {"rrule": "FREQ=MONTHLY;BYDAY=2MO,4MO"}


async def opened(page: Page, **values: object) -> str:
    saved = await make("event", "Open Koffie", **values)
    await open_entry(page, "event", saved.uid)
    await open_tab(page, "details")
    await expect(page.locator(".cms-said-so")).to_be_visible()
    return saved.uid


async def test_second_and_fourth_mondays_from_choices(page: Page) -> None:
    uid = await opened(page, **KOFFIE)
    said, dates = page.locator(".cms-said-so"), page.locator(".cms-next > li")

    await page.locator("[data-part=repeat]").select_option("monthly_by_weekday")
    await expect(said).to_contain_text("elke tweede maandag van de maand")
    await page.locator("[data-part=ordinals-4]").focus()
    await page.keyboard.press("Space")
    await expect(said).to_contain_text("elke tweede en vierde maandag van de maand, 09:00–10:00")
    await expect(page.locator(".cms-also")).to_contain_text("every second and fourth Monday")
    await expect(dates).to_have_count(10)
    await expect(page.locator("[data-part=ordinals-4]")).to_be_focused()
    await page.locator("[data-part=end]").select_option("count")
    await expect(page.locator("[data-part=count]")).to_have_value("10")
    await expect(said).to_contain_text("10 keer")
    await save(page)

    assert (await stored("event", uid))["rrule"] == "FREQ=MONTHLY;BYDAY=2MO,4MO;COUNT=10"


async def test_single_dates_are_changed_where_they_are_listed(page: Page) -> None:
    uid = await opened(page, **MONDAYS)
    dates, badges = page.locator(".cms-next > li"), page.locator(".cms-badge")
    await page.locator(".cms-next-head input").fill("2030-03-01")
    await expect(dates.first).to_contain_text("11 maart 2030")

    await dates.nth(0).locator(".cms-change").click()
    await page.locator(".cms-small .cms-tick input").check()
    await page.locator(".cms-small input[type=text]").nth(-2).fill("Het water staat hoog")
    await page.keyboard.press("Enter")
    await expect(badges).to_have_text(["Gaat niet door"])
    await expect(dates.first).to_contain_text("Het water staat hoog")
    await dates.nth(1).locator(".cms-leave-out").click()
    await expect(dates.nth(1).locator(".cms-put-back")).to_be_focused()
    await page.click(".cms-add-variation")
    assert await violations(page, "recurrence") == []
    await page.locator("[data-part=number]").select_option("4")
    await page.locator(".cms-varying input[type=text]").first.fill("BZK")
    await page.click(".cms-varying .cms-apply")
    await expect(dates.nth(3)).to_contain_text("BZK")
    await save(page)

    values = await stored("event", uid)
    (override,), (exclusion,) = values["overrides"], values["exclusions"]
    assert (override["cancelled"], override["note_nl"]) == (True, "Het water staat hoog")
    assert override["recurrence_id"].isoformat() == "2030-03-11T08:00:00+00:00"
    assert exclusion["starts_at"].isoformat() == "2030-03-25T08:00:00+00:00"
    assert [row["rrule"] for row in values["variations"]] == ["FREQ=MONTHLY;BYDAY=4MO"]


async def test_a_rule_that_says_more_is_kept_as_it_was_written(page: Page) -> None:
    rule = "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1"
    uid = await opened(page, starts_at="2026-02-02T08:00:00Z", rrule=rule)

    await expect(page.locator(".cms-recurrence-rule")).to_contain_text("blijft zoals")
    await expect(page.locator("input[name=rrule]")).to_have_value(rule)
    await page.click(".cms-add-date")
    await page.locator(".cms-adding input").first.fill("2026-02-12T20:00")
    await page.click(".cms-adding .cms-apply")
    await expect(page.locator("textarea[name=additions]")).to_have_value(re.compile("T19:00:00Z"))
    await save(page)

    values = await stored("event", uid)
    assert (values["rrule"], len(values["additions"])) == (rule, 1)


async def test_a_first_date_beside_the_rule_is_mended(page: Page) -> None:
    uid = await opened(page, **KOFFIE)
    await page.locator("[data-part=repeat]").select_option("weekly")
    await page.locator("[data-part=weekdays-2]").check()
    await page.locator("[data-part=weekdays-0]").uncheck()
    await expect(page.locator(".cms-recurrence-wrong .cms-error")).to_be_visible()

    await page.click(".cms-mend")
    await expect(page.locator(".cms-said-so")).to_contain_text("elke woensdag, 09:00–10:00")
    await save(page)

    values = await stored("event", uid)
    assert values["starts_at"].isoformat() == "2026-01-14T08:00:00+00:00"
    assert values["ends_at"].isoformat() == "2026-01-14T09:00:00+00:00"


async def test_another_way_to_repeat_begins_with_the_start_as_typed(page: Page) -> None:
    await opened(page, starts_at=KOFFIE["starts_at"])

    await page.locator("[data-name=starts_at] input").first.fill("2026-12-15T09:00")
    await page.locator("[data-part=repeat]").select_option("monthly_by_weekday")

    await expect(page.locator(".cms-said-so")).to_contain_text("elke derde dinsdag van de maand")


async def test_a_choice_is_kept_while_a_date_is_typed_and_the_answer_is_late(page: Page) -> None:
    await opened(page, **KOFFIE)
    late = asyncio.Event()

    async def answer(route: Route) -> None:
        if "choices" in (route.request.post_data or ""):
            await late.wait()
        await route.continue_()

    await page.route("**/recurrence/event/", answer)
    async with page.expect_request("**/recurrence/event/"):
        await page.locator("[data-part=repeat]").select_option("weekly")
    typed = page.locator("[data-name=starts_at] input").first
    await typed.fill("2026-12-15T09:00")
    await page.wait_for_timeout(400)  # longer than the panel waits before it asks what was typed
    late.set()

    await expect(
        page.locator("[data-name=rrule] input, [data-name=rrule] textarea").first
    ).to_have_value(re.compile("FREQ=WEEKLY"))
    await expect(page.locator("[data-part=repeat]")).to_have_value("weekly")


async def test_nothing_is_wrong_before_anything_is_typed(page: Page) -> None:
    await page.goto("#/event/add/")
    await open_tab(page, "details")
    await expect(page.locator("[data-part=repeat]")).to_be_visible()
    await expect(page.locator(".cms-recurrence-wrong")).to_be_empty()

    await page.locator("[data-part=repeat]").select_option("weekly")
    await expect(page.locator(".cms-recurrence-wrong .cms-error").first).to_be_visible()
