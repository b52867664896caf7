"""What an editor does, in a real browser."""

import pytest
from playwright.async_api import Dialog, Locator, Page, expect

from cms.access.tables import RoleGrant
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.publishing.publishing import retract
from tests.browser.conftest import Watch
from tests.browser.forms import open_entry, open_tab, save, stored
from tests.builders import make, make_home, make_published

pytestmark = [pytest.mark.browser, pytest.mark.core]


async def public(uid: str) -> dict[str, str]:
    rows = await fetch(
        "SELECT locale, title FROM publication WHERE uid = $1 AND valid @> statement_timestamp()",
        uid,
    )
    return {row["locale"]: row["title"] for row in rows}


async def test_the_editors_round_trip(page: Page) -> None:
    saved = await make_published("page", "Oud")
    await page.goto("#/page/")
    await page.click("text=Oud nl")
    await page.wait_for_selector(".cms-standing")
    dutch = page.locator(".cms-standing[data-locale=nl]")
    english = page.locator(".cms-standing[data-locale=en]")

    await page.fill("input[name=title_nl]", "Nieuw")
    await expect(page.locator(".cms-note")).to_contain_text("Sla eerst op")
    await save(page)
    assert await public(saved.uid) == {"nl": "Oud nl", "en": "Oud en"}
    await expect(dutch).to_contain_text("Sindsdien gewijzigd: Titel")
    await expect(english).to_contain_text("Bezoekers lezen wat je hier ziet.")

    await dutch.locator(".cms-publish").click()
    await expect(page.locator(".cms-done")).to_contain_text("gepubliceerd op /nl/oud-nl")
    assert await public(saved.uid) == {"nl": "Nieuw", "en": "Oud en"}

    page.on("dialog", lambda dialog: dialog.accept())
    await dutch.locator(".cms-retire").click()
    await expect(dutch.locator(".cms-state")).to_have_text("Ingetrokken")
    assert await public(saved.uid) == {"en": "Oud en"}
    assert await page.input_value("input[name=title_nl]") == "Nieuw"


async def test_a_second_save_needs_no_reload(page: Page) -> None:
    saved = await make("page")
    await open_entry(page, "page", saved.uid)

    for title in ("Eerste", "Tweede", "Derde"):
        await page.fill("input[name=title_nl]", title)
        await save(page)

    values = await stored("page", saved.uid)
    assert (values["title_nl"], values["revision"]) == ("Derde", 4)


async def test_publishing_keeps_what_was_typed(page: Page) -> None:
    saved = await make_published(
        "page", "Klaar", locales=(), body_nl="<p>Tekst</p>", body_en="<p>Text</p>"
    )
    await open_entry(page, "page", saved.uid)

    await page.click(".cms-standing[data-locale=nl] .cms-publish")
    await page.wait_for_selector(".cms-failed, .cms-done")
    await page.fill("input[name=title_en]", "Typed after publishing")
    await save(page)

    assert (await stored("page", saved.uid))["title_en"] == "Typed after publishing"


async def test_the_second_of_two_tabs_is_told(page: Page, watch: Watch) -> None:
    saved = await make("page")
    other = await page.context.new_page()
    watch.follow(other)
    for tab in (page, other):
        await open_entry(tab, "page", saved.uid)
        await tab.fill("input[name=title_nl]", "Van mij")
    await save(page)

    await other.click("[data-uitest=save_button]")

    await expect(other.locator(".errors")).to_contain_text("Er is niets overschreven")
    assert (await stored("page", saved.uid))["revision"] == 2
    await watch.provoked("409")


@pytest.mark.parametrize("text", ["null", "Null"])
async def test_the_text_null_is_a_text(page: Page, text: str) -> None:
    saved = await make("page")
    await open_entry(page, "page", saved.uid)

    await page.fill("input[name=title_nl]", text)
    await save(page)

    assert (await stored("page", saved.uid))["title_nl"] == text


async def test_a_new_entry_gets_a_page_of_its_own(page: Page) -> None:
    await make_home()
    await page.goto("#/event/")
    await page.click(".title_bar a[href$='/add/']")
    await page.wait_for_selector(".cms-tabs")

    await page.fill("input[name=title_nl]", "Open Koffie")
    await open_tab(page, "details")
    await page.select_option("select[name=kind]", "course")
    await page.click("[data-uitest=create_button]")
    await page.wait_for_selector(".cms-standing")

    uid = page.url.rstrip("/").rpartition("/")[2]
    values = await stored("event", uid)
    assert (values["title_nl"], values["kind"], values["starts_at"]) == (
        "Open Koffie", "course", None,
    )  # fmt: skip
    await expect(page.locator(".cms-standing[data-locale=en]")).to_contain_text("Nog niet klaar")


async def test_a_moment_is_typed_in_dutch_time(page: Page) -> None:
    saved = await make("event")
    await open_entry(page, "event", saved.uid)
    await open_tab(page, "details")

    field = page.locator("[data-name=ends_at]")
    await field.locator("input[type=datetime-local]").fill("2009-12-04T17:30")
    await save(page)

    ends = (await stored("event", saved.uid))["ends_at"]
    assert ends.isoformat() == "2009-12-04T16:30:00+00:00"
    await expect(field.locator("input[type=datetime-local]")).to_have_value("2009-12-04T17:30")


async def test_rich_text_is_written_and_kept(page: Page) -> None:
    saved = await make("page", body_nl="<p>Eerst</p>")
    await open_entry(page, "page", saved.uid)
    editor = page.locator("[data-name=body_nl] .ProseMirror")
    await expect(editor).to_contain_text("Eerst")

    await editor.click()
    await page.keyboard.press("Control+End")
    await page.keyboard.type(" en later")
    await save(page)

    assert (await stored("page", saved.uid))["body_nl"] == "<p>Eerst en later</p>"


async def test_tags_menus_and_the_parent_are_chosen(page: Page) -> None:
    await fetch("INSERT INTO tag (key, label_nl, label_en) VALUES ('web', 'Het web', 'The web')")
    above = await make("page", "Boven")
    saved = await make("page", "Onder")
    await open_entry(page, "page", saved.uid)
    await open_tab(page, "placement")

    await page.click("label.cms-choice:has-text('Het web')")
    await page.click("label.cms-choice:has-text('Hoofdmenu')")
    await page.fill("[data-name=parent] [role=combobox]", "boven")
    await page.click("[data-name=parent] [role=option]:has-text('Boven nl')")
    await save(page)

    values = await stored("page", saved.uid)
    assert (values["tags"], values["menus"], values["parent"]) == (["web"], ["main"], above.uid)


async def test_problems_stand_at_their_fields(page: Page, watch: Watch) -> None:
    saved = await make("book", links=[{"label_nl": "Lees", "url": "https://example.org"}])
    await open_entry(page, "book", saved.uid)
    await open_tab(page, "details")
    await page.locator("[data-name=links] .cms-cell input").last.fill("javascript:alert(1)")
    await page.fill("input[name=isbn]", "978-0-00-000000-0")
    await open_tab(page, "seo")

    await page.click("[data-uitest=save_button]")

    await expect(page.locator("[data-name=isbn] .cms-error")).to_be_visible()
    await expect(page.locator("[data-name=links] .cms-cell .cms-error")).to_contain_text("https://")
    await expect(page.locator(".errors")).to_contain_text("ISBN: ")
    assert (await stored("book", saved.uid))["revision"] == 1
    await watch.provoked("422")


async def test_unsaved_changes_are_not_lost_by_accident(page: Page) -> None:
    saved = await make("page")
    await open_entry(page, "page", saved.uid)
    await page.fill("input[name=title_nl]", "Bijna kwijt")
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await dialog.dismiss()

    page.on("dialog", stay)
    await page.click("#nav h1 a")

    await expect(page.locator("input[name=title_nl]")).to_have_value("Bijna kwijt")
    assert asked == ["Er zijn wijzigingen die niet zijn opgeslagen. Toch weggaan?"]


async def test_the_panel_switches_to_english_and_stays_so(page: Page) -> None:
    saved = await make("page")
    await page.click("#nav a[title]:has(svg)")
    async with page.expect_event("load"):
        await page.click("#nav >> text=English")
    await open_entry(page, "page", saved.uid)

    await expect(page.locator(".cms-tabs [data-tab=content]")).to_have_text("Content")
    await expect(page.locator("label[for=cms-title_nl]")).to_contain_text("Title (NL)")
    await expect(page.locator("[data-uitest=save_button]")).to_have_text("Save")
    assert await page.get_attribute("html", "lang") == "en"


async def test_what_a_deletion_comes_to_is_asked_first(page: Page, watch: Watch) -> None:
    saved = await make_published("page", "Weg")
    await make("page", "Onder", parent=saved.uid)
    await make_published("page", "Wijzer", body_nl=f'<p><a href="uid:{saved.uid}">x</a></p>')
    answers = [False, True]
    asked: list[str] = []

    async def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await (dialog.accept() if answers.pop(0) else dialog.dismiss())

    page.on("dialog", answer)
    for left in (1, 0):
        await page.goto("#/page/")
        await page.reload()
        row = page.locator("tbody tr", has_text="Weg nl")
        await row.locator("td:last-child a").first.click()
        async with page.expect_event("dialog"):
            await row.locator("a.delete").click()
        await expect(page.locator("tbody tr", has_text="Weg nl")).to_have_count(left)
        assert len(await fetch("SELECT FROM binned_branch")) == 1 - left
    assert asked[0] == asked[1]
    assert "2 items gaan naar de prullenbak" in asked[0]
    assert "“Wijzer nl”" in asked[0]


async def test_why_something_cannot_be_deleted_is_shown(page: Page, watch: Watch) -> None:
    saved = await make_published("page", "Blijft")
    await RoleGrant.delete().where(RoleGrant.role == "reviewer")
    asked: list[str] = []

    async def accept(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await dialog.accept()

    page.on("dialog", accept)
    await page.goto("#/page/")
    row = page.locator("tbody tr", has_text="Blijft nl")
    await row.locator("td:last-child a").first.click()
    await row.locator("a.delete").click()

    await expect(page.locator("#message_popup")).to_contain_text("publiceren")
    assert asked == []
    assert (await stored("page", saved.uid))["uid"] == saved.uid
    await watch.provoked("403")


@pytest.mark.parametrize("name", [*installed(), "tag"])
async def test_every_list_filter_and_empty_form_opens(page: Page, name: str) -> None:
    if name != "tag":
        await make(name)
    await page.goto(f"#/{name}/")
    await page.wait_for_selector(".table_wrapper")
    await page.click("[data-uitest=filter_button]")
    await page.wait_for_selector("[data-uitest=submit_filter_button]")
    await page.click("[data-uitest=submit_filter_button]")
    await expect(page.locator("#message_popup")).to_contain_text("Filter toegepast")
    await page.click(".title_bar a[href$='/add/']")

    await expect(page.locator("[data-uitest=create_button]")).to_have_text("Aanmaken")
    await expect(page.locator(".inner h1").first).to_contain_text("Nieuw: ")


async def test_states_have_one_colour_in_the_list_and_the_form(page: Page) -> None:
    await make_published("page", "Klad", locales=("en",))
    gone = await make_published("page", "Weg")
    async with writing():
        await retract(installed()["page"], gone.uid, "nl", actor="eva")

    await page.goto("#/page/")
    await page.wait_for_selector("td[data-state=published]")
    listed = {
        state: await colour(page.locator(f"td[data-state={state}] > span").first)
        for state in ("private", "retired", "published")
    }
    await page.click("text=Klad nl")
    await page.click(".cms-standing[data-locale=nl] .cms-publish")
    await expect(page.locator(".cms-standing .cms-state[data-state=published]")).to_have_count(2)
    bar = await colour(page.locator(".cms-standing .cms-state").first)
    await page.goto("#/page/")
    pills = page.locator("tr", has_text="Klad nl").locator("td[data-state=published] > span")
    await expect(pills).to_have_count(2)

    assert len(set(listed.values())) == 3
    assert {listed["published"], await colour(pills.first)} == {bar}


async def colour(shown: Locator) -> str:
    return str(await shown.evaluate("one => getComputedStyle(one).backgroundColor"))


async def test_another_type_opens_on_its_first_tab(page: Page) -> None:
    one, other, book = await make("page", "Een"), await make("page", "Twee"), await make("book")
    shown = page.locator(".cms-tabs [aria-selected=true]")

    await open_entry(page, "page", one.uid)
    await open_tab(page, "placement")
    await open_entry(page, "page", other.uid)
    await expect(page.locator("input[name=title_nl]")).to_have_value("Twee nl")
    await expect(shown).to_have_attribute("data-tab", "placement")
    await open_entry(page, "book", book.uid)

    await expect(page.locator("input[name=isbn]")).to_be_attached()
    await expect(shown).to_have_attribute("data-tab", "content")


async def test_typing_in_a_relation_without_choosing_changes_nothing(page: Page) -> None:
    saved = await make("page", "Onder")
    await open_entry(page, "page", saved.uid)
    await open_tab(page, "placement")
    parent = page.locator("[data-name=parent] [role=combobox]")

    await parent.fill("iets anders")
    await page.keyboard.press("Escape")

    await expect(parent).to_have_value("Home nl")
    await expect(page.locator("[data-name=parent] [role=listbox]")).to_be_hidden()


async def test_a_message_is_not_taken_away_with_the_one_before(page: Page) -> None:
    tell = """words => document.querySelector("#app").__vue_app__.config.globalProperties
        .$store.commit("updateApiResponseMessage", {contents: words, type: "success"})"""
    await page.clock.install()
    await page.evaluate(tell, "Eerst")
    await page.clock.run_for(2500)
    await page.evaluate(tell, "Daarna")
    await page.clock.run_for(2500)
    await expect(page.locator("#message_popup")).to_contain_text("Daarna")
    await page.clock.run_for(600)

    await expect(page.locator("#message_popup")).to_have_count(0)


async def test_an_expired_session_does_not_cost_what_was_typed(page: Page, watch: Watch) -> None:
    saved = await make("page", "Blijft")
    await open_entry(page, "page", saved.uid)
    await page.fill("input[name=title_nl]", "Getypt")
    await page.context.clear_cookies(name="id")

    await page.click("[data-uitest=save_button]")

    await expect(page.locator("#message_popup")).to_contain_text("Je bent uitgelogd")
    await expect(page.locator("input[name=title_nl]")).to_have_value("Getypt")
    await watch.provoked("401")
