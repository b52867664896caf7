"""The media library in a real browser: uploading, describing, pointing out, choosing."""

from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from cms.access.actors import system
from cms.content import Values
from cms.publishing.library import authorised as library
from cms.publishing.library.finding import Wanted
from tests.browser.conftest import Watch
from tests.browser.forms import open_entry, save, stored
from tests.browser.test_accessibility import look, violations
from tests.builders import make
from tests.media.files import picture, put
from tests.publishing.library.conftest import _no_files

__all__ = ["_no_files"]

pytestmark = pytest.mark.browser
SYSTEM = system("test")
DROP = """async ([name, bytes]) => {
  const held = new DataTransfer();
  held.items.add(new File([new Uint8Array(bytes)], name, { type: "image/jpeg" }));
  const over = { dataTransfer: held, bubbles: true, cancelable: true };
  const target = document.querySelector("h1");
  for (const kind of ["dragenter", "dragover", "drop"]) target.dispatchEvent(new DragEvent(kind, over));
}"""

CHOOSE_AGAIN = """(bytes) => {
  const key = Object.keys(localStorage).find((one) => one.startsWith("cms-upload:"));
  const [name, , lastModified] = JSON.parse(key.slice("cms-upload:".length));
  const held = new DataTransfer();
  held.items.add(new File([new Uint8Array(bytes)], name, { type: "image/jpeg", lastModified }));
  const input = document.querySelector(".library-upload input[type=file]");
  input.files = held.files;
  input.dispatchEvent(new Event("change"));
}"""


async def add(at: Path, name: str = "haven.jpg", **said: object) -> str:
    sent = put(at, picture(size=(400, 200)))
    return str((await library.receive(sent, name, said, actor=SYSTEM))["uid"])


async def only() -> Values:
    (found,) = (await library.listing(SYSTEM, Wanted(), first=2)).assets
    return found


async def test_a_dropped_picture_is_uploaded_and_described(page: Page, watch: Watch) -> None:
    await page.goto("library/?folder=events")
    await page.wait_for_selector(".file-button")
    await page.evaluate(DROP, ["één haven.png", list(picture(size=(400, 200)))])

    await expect(page.locator(".upload")).to_contain_text("Geüpload")
    await expect(page.locator(".library-card")).to_contain_text("één haven.jpg")
    await page.set_input_files("input[type=file]", {
        "name": "kwaad.jpg", "mimeType": "image/jpeg", "buffer": b"<html><script>1</script>",
    })  # fmt: skip
    await expect(page.locator(".upload[data-state=failed]")).to_contain_text("kwaad.jpg")
    await watch.provoked("422")
    await page.click("text=Beschrijf het")
    await expect(page.locator(".alt-said[data-level=none]")).to_have_count(2)
    await page.fill("[name=alt_nl]", "De haven bij avond")
    await expect(page.locator("#alt-said-nl")).to_have_text("18 van hoogstens 400 tekens")
    await page.fill("[name=tags]", "water, avond")
    await page.click("text=Opslaan")

    await expect(page.locator(".done")).to_contain_text("Opgeslagen")
    made = await only()
    assert (made["alt_nl"], made["tags"], made["folder"]) == (
        "De haven bij avond", ["water", "avond"], "events",
    )  # fmt: skip


async def test_the_focal_point_by_click_and_by_keys_then_another_picture(
    page: Page, tmp_path: Path
) -> None:
    uid = await add(tmp_path)
    await page.goto(f"library/files/{uid}/")
    point, shown = page.locator(".focus-point"), page.locator(".focus-picture")
    square = page.locator(".crop img").first
    await expect(point).to_have_attribute(
        "aria-label", "Focuspunt: 50 % vanaf links, 50 % vanaf boven"
    )
    before = await square.evaluate("one => one.style.left")

    box = await shown.bounding_box()
    assert box
    await page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.5)
    assert await square.evaluate("one => one.style.left") != before
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown"):
        await point.press(key)
    await expect(point).to_have_attribute(
        "aria-label", "Focuspunt: 27 % vanaf links, 60 % vanaf boven"
    )
    await page.click("text=Opslaan")

    await expect(page.locator(".done")).to_contain_text("Opgeslagen")
    made = await library.load(uid, SYSTEM)
    assert (round(made["focus_x"], 2), round(made["focus_y"], 2)) == (0.27, 0.6)
    other = {"name": "kade.jpg", "mimeType": "image/jpeg", "buffer": picture(colour="red")}
    await page.set_input_files(".library-replace input", other)
    await expect(page.locator(".library-history")).to_contain_text("Vervangen")
    assert (await library.load(uid, SYSTEM))["digest"] != made["digest"]


async def test_a_picture_is_uploaded_and_chosen_in_a_form(page: Page, tmp_path: Path) -> None:
    other = await add(tmp_path, "kade.jpg", alt_nl="De kade", alt_en="The quay")
    entry = await make("page", "Honing")
    await open_entry(page, "page", entry.uid)
    field, dialog = page.locator(".media-field"), page.get_by_role("dialog")
    await field.get_by_role("button").click()
    await expect(dialog.get_by_role("searchbox")).to_be_focused()
    await dialog.locator("input[type=file]").set_input_files({
        "name": "haven.jpg", "mimeType": "image/jpeg", "buffer": picture(colour="red"),
    })  # fmt: skip
    await expect(dialog.locator(".media-about")).to_contain_text("haven.jpg")
    await page.keyboard.press("Enter")

    await expect(field).to_contain_text("haven.jpg")
    await expect(field).to_contain_text("nog geen alternatieve tekst (NL, EN)")
    await field.get_by_role("button", name="Andere kiezen").click()
    await dialog.get_by_role("searchbox").fill("quay")
    await expect(dialog.locator(".media-card")).to_have_count(1)
    await dialog.locator(".media-card").dblclick()
    await expect(field).to_contain_text("De kade")
    await save(page)
    assert (await stored("page", entry.uid))["image"] == other
    await field.get_by_role("button", name="Weghalen").click()
    await save(page)
    assert (await stored("page", entry.uid))["image"] is None


async def test_an_upload_that_was_cut_goes_on_after_a_reload(page: Page, watch: Watch) -> None:
    sent = {"name": "haven.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(400, 200))}
    parts: list[str] = []

    async def cut(route: Route) -> None:
        parts.append(route.request.method)
        await (route.abort() if route.request.method == "PATCH" else route.continue_())

    await page.route("**/uploads/*", cut)
    await page.goto("library/")
    async with page.expect_event("requestfailed"):
        await page.set_input_files("input[type=file]", sent)
    await watch.provoked("ERR_FAILED")
    page.on("dialog", lambda dialog: dialog.accept())
    await page.reload()
    await expect(page.locator(".library-interrupted")).to_contain_text("haven.jpg")
    await page.unroute("**/uploads/*")
    begun: list[str] = []
    page.on("request", lambda one: begun.append(one.method) if "/uploads/" in one.url else None)
    await page.evaluate(CHOOSE_AGAIN, list(sent["buffer"]))

    await expect(page.locator(".upload")).to_contain_text("Geüpload")
    assert begun == ["HEAD", "PATCH"]
    assert (await only())["name"] == "haven.jpg"


async def test_no_rule_is_broken(page: Page, tmp_path: Path) -> None:
    uid = await add(tmp_path, folder="events/2009", tags=["water"])
    entry = await make("page", "Honing")
    wide, narrow = ["library/?view=list"], ["library/?folder=events/2009", f"library/files/{uid}/"]
    found = []
    for paths, dark, width in ((wide, False, 1280), (narrow, True, 400)):
        await look(page, dark=dark, width=width)
        for path in paths:
            await page.goto(path)
            await page.wait_for_selector(".file-button")
            found += await violations(page, path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
    await page.goto("")
    await page.reload()
    await open_entry(page, "page", entry.uid)
    await page.locator(".media-field button").click()
    await page.locator(".media-card").click()
    found += await violations(page, "picker")

    assert found == []
