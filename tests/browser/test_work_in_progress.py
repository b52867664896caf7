"""Nothing that was typed is lost, in real browsers: conflicts, autosave, who is editing, undo."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Dialog, Page, expect

from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import saving
from cms.editing.working_copy import load
from tests.browser.conftest import WIDE, Watch
from tests.browser.forms import open_entry, save
from tests.builders import make, make_home, make_published
from tests.people import PASSWORD, make_user

pytestmark = pytest.mark.browser
PAGE = installed()["page"]
TITLE = "input[name=title_nl]"
SAVE = "[data-uitest=save_button]"


async def theirs(uid: str, revision: int, **values: Any) -> None:
    async with writing():
        await saving.save(PAGE, uid, values, revision=revision, actor="bas")


async def log_in(page: Page, name: str) -> None:
    await page.goto("")
    await page.fill("input[name=username]", name)
    await page.fill("input[name=password]", PASSWORD)
    await page.click("[data-uitest=login_button]")
    await page.wait_for_selector(".welcome")


@pytest.fixture
async def colleague(
    page: Page, browser: Browser, base_url: str, watch: Watch
) -> AsyncIterator[Page]:
    """Somebody else, in a browser of their own."""
    await make_user("bas", "editor", "reviewer")
    context = await browser.new_context(
        locale="nl-NL", viewport=WIDE, base_url=f"{base_url}/admin/"
    )  # type: ignore[arg-type]
    tab = await context.new_page()
    watch.follow(tab)
    await log_in(tab, "bas")
    yield tab
    await context.close()


async def accept(dialog: Dialog) -> None:
    await dialog.accept()


async def typed(page: Page, value: str) -> None:
    """Type a title, and wait until it is kept."""
    await page.fill(TITLE, value)
    await expect(page.locator(".cms-kept")).to_contain_text("bewaard")


async def test_choosing_between_two_sides_with_the_keyboard(page: Page, watch: Watch) -> None:
    saved = await make("page", "Klok", summary_nl="Oud", body_nl="<p>Een tekst</p>")
    await open_entry(page, "page", saved.uid)
    await page.fill(TITLE, "Mijn titel")
    await page.fill("textarea[name=summary_nl]", "Mijn samenvatting")
    await theirs(
        saved.uid, 1, title_nl="Haar titel", summary_nl="Haar samenvatting", title_en="Her title"
    )

    await page.click(SAVE)
    dialog = page.locator("dialog.cms-conflict")
    await expect(dialog).to_contain_text("bas heeft dit opgeslagen")
    await expect(dialog).to_contain_text("Overgenomen, want jij veranderde het niet: Titel (EN)")
    await expect(dialog.locator("fieldset")).to_have_count(2)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")  # the title: theirs
    await page.keyboard.press("Enter")
    await expect(dialog.locator("[role=alert]")).to_contain_text("Samenvatting (NL)")
    await page.keyboard.press("ArrowDown")  # the focus is on theirs; down is mine
    await page.keyboard.press("Enter")

    await expect(dialog).to_have_count(0)
    await expect(page.locator("#message_popup")).to_contain_text("Opgeslagen")
    values = await load(PAGE, saved.uid)
    assert (values["title_nl"], values["summary_nl"]) == ("Haar titel", "Mijn samenvatting")
    assert (values["title_en"], values["body_nl"]) == ("Her title", "<p>Een tekst</p>")
    assert values["revision"] == 3
    assert await page.input_value(TITLE) == "Haar titel"
    await watch.provoked("409")


async def test_editing_on_after_a_conflict(page: Page, watch: Watch) -> None:
    saved = await make("page", "Klok")
    await open_entry(page, "page", saved.uid)
    await page.fill(TITLE, "Mijn titel")
    await theirs(saved.uid, 1, title_nl="Haar titel", body_nl="<p>Haar tekst</p>")
    await page.click(SAVE)

    await expect(page.locator("dialog.cms-conflict")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog.cms-conflict")).to_have_count(0)
    assert await page.input_value(TITLE) == "Mijn titel"
    await page.click(SAVE)
    await page.click(".cms-conflict-edit")
    await expect(page.locator("[data-name=body_nl] .ProseMirror")).to_contain_text("Haar tekst")
    assert await page.input_value(TITLE) == "Mijn titel"
    await expect(page.locator(".cms-note")).to_contain_text("Sla eerst op")
    await page.fill(TITLE, "Onze titel")
    await save(page)

    values = await load(PAGE, saved.uid)
    assert (values["title_nl"], values["body_nl"]) == ("Onze titel", "<p>Haar tekst</p>")
    await watch.provoked("409")


async def test_rows_of_both_come_together(page: Page, watch: Watch) -> None:
    saved = await make("mission_text", statements=[{"text_nl": "Een"}, {"text_nl": "Twee"}])
    await open_entry(page, "mission_text", saved.uid)
    rows = page.locator("[data-name=statements] .cms-row")
    await rows.nth(0).locator("textarea").first.fill("Mijn een")
    first, second = saved.values["statements"]
    async with writing():
        changed = {"statements": [first, second | {"text_nl": "Haar twee"}]}
        await saving.save(installed()["mission_text"], saved.uid, changed, revision=1, actor="bas")

    await page.click(SAVE)
    await expect(page.locator("dialog.cms-conflict")).to_contain_text("valt niets te kiezen")
    await page.click(".cms-conflict-save")

    await expect(page.locator("#message_popup")).to_contain_text("Opgeslagen")
    values = await load(installed()["mission_text"], saved.uid)
    assert [row["text_nl"] for row in values["statements"]] == ["Mijn een", "Haar twee"]
    await watch.provoked("409")


async def test_what_was_typed_is_there_again(page: Page) -> None:
    saved = await make("page", "Klok", body_nl="<p>Oud</p>")
    await open_entry(page, "page", saved.uid)
    await page.click("[data-name=body_nl] .ProseMirror")
    await page.keyboard.type("Nieuw ")
    await typed(page, "Getypt")
    page.on("dialog", accept)
    await page.reload()

    await expect(page.locator(".cms-offer")).to_contain_text("Titel (NL)")
    await page.click(".cms-offer summary")
    await expect(page.locator(".cms-offer ins").first).to_contain_text("Getypt")
    await page.click(".cms-continue")
    await expect(page.locator(TITLE)).to_have_value("Getypt")
    await expect(page.locator("[data-name=body_nl] .ProseMirror")).to_contain_text("Nieuw")
    await save(page)

    values = await load(PAGE, saved.uid)
    assert values["title_nl"] == "Getypt"
    assert "Nieuw" in values["body_nl"]
    await page.reload()
    await page.wait_for_selector(".cms-standing")
    await expect(page.locator(".cms-offer")).to_have_count(0)
    assert await fetch("SELECT FROM autosave") == []


async def test_what_was_typed_meets_what_others_saved_meanwhile(page: Page, watch: Watch) -> None:
    saved = await make("page", "Klok")
    await open_entry(page, "page", saved.uid)
    await typed(page, "Getypt")
    page.on("dialog", accept)
    await page.goto("about:blank")
    await theirs(saved.uid, 1, summary_nl="Van haar")

    await page.goto(f"#/page/{saved.uid}/")
    await page.click(".cms-continue")
    await expect(page.locator(TITLE)).to_have_value("Getypt")
    await page.click(SAVE)
    await page.click(".cms-conflict-save")

    await expect(page.locator("#message_popup")).to_contain_text("Opgeslagen")
    values = await load(PAGE, saved.uid)
    assert (values["title_nl"], values["summary_nl"]) == ("Getypt", "Van haar")
    await watch.provoked("409")


async def test_a_new_entry_is_there_again(page: Page) -> None:
    await make_home()
    await page.goto("#/page/add/")
    await page.wait_for_selector(".cms-tabs")
    await typed(page, "Nooit opgeslagen")
    page.on("dialog", accept)
    await page.goto("#/book/")
    await page.wait_for_selector(".title_bar")

    await page.goto("#/page/add/")
    await page.click(".cms-continue")
    await expect(page.locator(TITLE)).to_have_value("Nooit opgeslagen")
    await expect(page.locator(".cms-offer")).to_have_count(0)
    await page.click("[data-uitest=create_button]")
    await page.wait_for_selector(".cms-standing")
    [made] = await fetch("SELECT noindex FROM page WHERE title_nl = 'Nooit opgeslagen'")
    assert made["noindex"] is False

    await page.goto("#/page/add/")
    await page.wait_for_selector(".cms-tabs")
    await expect(page.locator(".cms-offer")).to_have_count(0)
    assert await fetch("SELECT FROM autosave") == []


async def test_deleting_from_the_form_is_undone(page: Page) -> None:
    saved = await make("page", "Klok")
    await open_entry(page, "page", saved.uid)
    page.on("dialog", accept)
    await page.click(".header svg[data-icon^=ellipsis]")
    await page.get_by_text("Verwijderen", exact=True).click()
    await page.wait_for_selector(".title_bar")
    await expect(page.locator("#message_popup.error")).to_have_count(0)
    assert len(await fetch("SELECT FROM binned_branch")) == 1

    await page.click(".cms-undo-button")
    await expect(page.locator("td", has_text="Klok nl")).to_be_visible()


async def test_throwing_away(page: Page) -> None:
    saved = await make("page", "Klok")
    await open_entry(page, "page", saved.uid)
    await typed(page, "Getypt")
    page.on("dialog", accept)
    await page.reload()
    await page.click(".cms-throw")
    await expect(page.locator(".cms-offer")).to_have_count(0)
    assert await fetch("SELECT FROM autosave") == []


async def test_without_the_server_the_browser_keeps_it(page: Page, watch: Watch) -> None:
    saved = await make("page", "Klok")
    await open_entry(page, "page", saved.uid)
    await page.route("**/autosave/**", lambda route: route.abort())
    await page.fill(TITLE, "Getypt")
    await expect(page.locator(".cms-kept")).to_contain_text("in deze browser")
    await page.unroute("**/autosave/**")
    page.on("dialog", accept)
    await page.reload()

    await page.click(".cms-continue")
    await expect(page.locator(TITLE)).to_have_value("Getypt")
    [row] = await fetch("SELECT typed ->> 'title_nl' AS title FROM autosave")
    assert row["title"] == "Getypt"
    await watch.provoked("ERR_FAILED")


async def test_logged_out_in_between(page: Page, watch: Watch) -> None:
    saved = await make("page", "Klok")
    await open_entry(page, "page", saved.uid)
    await execute("DELETE FROM login_session")
    await page.fill(TITLE, "Getypt")
    await expect(page.locator(".cms-kept")).to_contain_text("in deze browser")
    page.on("dialog", accept)

    await page.goto("about:blank")
    await log_in(page, "eva")
    await page.goto(f"#/page/{saved.uid}/")
    await page.click(".cms-continue")
    await expect(page.locator(TITLE)).to_have_value("Getypt")
    await watch.provoked("401")


async def test_leaving_is_warned_of(page: Page) -> None:
    saved = await make("page", "Klok")
    await open_entry(page, "page", saved.uid)
    await page.click(TITLE)
    await page.keyboard.type("Getypt ")
    asked: list[str] = []

    async def refuse(dialog: Dialog) -> None:
        asked.append(f"{dialog.type}: {dialog.message}")
        await dialog.dismiss()

    page.on("dialog", refuse)
    await page.evaluate("location.hash = '#/book/'")
    await page.wait_for_timeout(300)
    await page.evaluate("setTimeout(() => location.reload())")
    await page.wait_for_timeout(500)

    assert len(asked) == 2
    assert "Toch weggaan?" in asked[0]
    assert asked[1].startswith("beforeunload")
    assert "Getypt" in await page.input_value(TITLE)


async def test_the_second_reads_along_until_the_first_leaves(page: Page, colleague: Page) -> None:
    saved = await make("page", "Klok")
    await open_entry(page, "page", saved.uid)
    await expect(page.locator(TITLE)).to_be_enabled()
    await page.wait_for_timeout(300)
    await colleague.clock.install()
    await open_entry(colleague, "page", saved.uid)

    await expect(colleague.locator(".cms-lock")).to_contain_text("eva is hiermee bezig sinds")
    await expect(colleague.locator(TITLE)).to_be_disabled()
    await expect(colleague.locator(SAVE)).to_be_disabled()
    await page.fill(TITLE, "Van Eva")
    await save(page)
    async with page.expect_request(lambda request: "release" in request.url):
        await page.goto("#/page/")
    await colleague.clock.fast_forward(31_000)

    await expect(colleague.locator(".cms-lock")).to_contain_text("Je kunt dit nu bewerken")
    await expect(colleague.locator(TITLE)).to_be_enabled()
    await expect(colleague.locator(TITLE)).to_have_value("Van Eva")


async def test_taking_over(page: Page, colleague: Page, watch: Watch) -> None:
    saved = await make("page", "Klok")
    await page.clock.install()
    await open_entry(page, "page", saved.uid)
    await page.fill(TITLE, "Van Eva")
    await open_entry(colleague, "page", saved.uid)
    colleague.on("dialog", accept)

    await colleague.click(".cms-take-over")
    await expect(colleague.locator(TITLE)).to_be_enabled()
    await expect(colleague.locator(".cms-lock")).to_contain_text("Je kunt dit nu bewerken")
    await page.clock.fast_forward(31_000)
    await expect(page.locator(".cms-lock")).to_contain_text("bas heeft dit om")
    await expect(page.locator(".cms-lock")).to_contain_text("Wat je typte, staat er nog")
    await expect(page.locator(TITLE)).to_be_enabled()

    await colleague.fill("textarea[name=summary_nl]", "Van Bas")
    await save(colleague)
    await page.click(SAVE)
    await page.click(".cms-conflict-save")
    await expect(page.locator("#message_popup")).to_contain_text("Opgeslagen")
    values = await load(PAGE, saved.uid)
    assert (values["title_nl"], values["summary_nl"]) == ("Van Eva", "Van Bas")
    assert len(await fetch("SELECT FROM audit WHERE act = 'lock.steal'")) == 1
    await watch.provoked("409")


async def test_the_list_says_who_is_editing(page: Page, colleague: Page) -> None:
    saved = await make("page", "Klok")
    async with page.expect_response(lambda answer: "/take/" in answer.url):
        await open_entry(page, "page", saved.uid)

    await colleague.goto("#/page/")

    busy = colleague.locator("td a[data-editing]")
    await expect(busy).to_have_count(1)
    assert "eva" in (await busy.get_attribute("data-editing") or "")


async def test_undoing_a_save_and_a_publication(page: Page) -> None:
    saved = await make_published("page", "Klok", locales=())
    await open_entry(page, "page", saved.uid)
    await page.fill(TITLE, "Uurwerk")
    await save(page)

    await expect(page.locator(".cms-undo")).to_contain_text("Opgeslagen.")
    await page.locator(".cms-undo-button").focus()
    async with page.expect_response(lambda answer: f"/entries/{saved.uid}/" in answer.url):
        await page.keyboard.press("Enter")
    await expect(page.locator(".cms-undo")).to_contain_text("Ongedaan gemaakt")
    await expect(page.locator(TITLE)).to_have_value("Klok nl")

    dutch = page.locator(".cms-standing[data-locale=nl]")
    await dutch.locator(".cms-publish").click()
    await expect(page.locator(".cms-undo")).to_contain_text("gepubliceerd op")
    await page.click(".cms-undo-button")
    await expect(dutch.locator(".cms-state")).to_have_text("Niet openbaar")
    assert (await load(PAGE, saved.uid))["revision"] == 3
