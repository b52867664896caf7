"""The panel speaks Dutch and English, down to what piccolo-admin says in English only."""

import httpx
import pytest
from babel.messages.pofile import read_po
from piccolo_admin.translations.data import ENGLISH
from piccolo_admin.version import __VERSION__

from admin import assets, phrases
from admin.panel import STATIC, dictionary
from cms.translation.interface.catalogues import folder

NOT_FOR_READERS = {
    "-", "123456", "Invalid date", "Maximum allowed index exceeded", "NULL", "Piccolo Admin", "Vuex",
    "Vuex Actions", "Vuex Mutations", "default", "namespaced", "page", "parent", "quill-container",
    "string", "text", "values",
}  # fmt: skip
"""Literals of the libraries inside the script, examples and names."""


def test_the_edits_were_made_for_the_installed_version() -> None:
    assert __VERSION__ == "1.14.0"
    assert "cmsText(" in assets.script()


def test_every_text_of_the_installed_panel_is_known() -> None:
    keys = set(ENGLISH.translations)
    shown = set(assets.texts_shown(assets.original())) - NOT_FOR_READERS

    assert keys - set(phrases.PICCOLO_ADMIN) == set()
    assert shown - set(phrases.HARD_CODED) == set()


def test_nothing_known_has_left_the_panel() -> None:
    shown = set(assets.texts_shown(assets.original()))

    assert set(phrases.PICCOLO_ADMIN) - set(ENGLISH.translations) == set()
    assert set(phrases.HARD_CODED) - shown == set()


def test_no_fixed_english_is_left_in_the_served_script() -> None:
    assert set(assets.texts_shown(assets.script())) - NOT_FOR_READERS == set()


def test_a_changed_panel_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assets.script.cache_clear()
    monkeypatch.setattr(assets, "original", lambda: "nothing that we know")

    with pytest.raises(assets.UnknownPanel):
        assets.script()

    assets.script.cache_clear()


def test_every_text_of_our_scripts_is_known() -> None:
    known = set(phrases.everything())
    pattern = assets.re.compile(r'(?<![\w.])(?:text|cmsText)\(\s*"([^"]+)"')
    for path in STATIC.glob("*.js"):
        assert set(pattern.findall(path.read_text(encoding="utf-8"))) - known == set(), path.name
    keys = (STATIC / "shortcuts.js").read_text(encoding="utf-8")
    assert set(assets.re.findall(r'(?:words|group): "([^"]+)"', keys)) - known == set()


def test_every_text_has_a_dutch_translation() -> None:
    with (folder() / "nl" / "LC_MESSAGES" / "admin.po").open("rb") as file:
        catalogue = read_po(file, locale="nl")
    translated = {one.id for one in catalogue if one.id and one.string and not one.fuzzy}

    assert set(phrases.worded(phrases.everything()).values()) - translated == set()
    assert set(phrases.OUR_WORDS) <= set(phrases.everything())


def test_dutch_is_not_english() -> None:
    same = {text for text, dutch in dictionary("nl").items() if text == dutch}

    assert same <= {"Code", "Filter", "In “{parent}”", "Later", "Link", "Links", "Menu", "Tablet"}


@pytest.mark.parametrize(
    ("header", "locale"),
    [("en-GB,en;q=0.9,nl;q=0.8", "en"), ("en;q=0.3, nl-BE;q=0.7", "nl"), ("fr", "nl")],
)
async def test_a_browser_that_chose_nothing_is_answered_as_it_asks(
    stranger: httpx.AsyncClient, header: str, locale: str
) -> None:
    asked = {"accept-language": header}
    page = await stranger.get("", headers=asked)
    listed = (await stranger.get("public/translations/", headers=asked)).json()
    await stranger.get("public/translations/nl/")
    chosen = await stranger.get("", headers=asked)

    assert f'<html lang="{locale}"' in page.text
    assert listed["default_language_code"] == locale
    assert '<html lang="nl"' in chosen.text


async def test_dutch_is_the_default_and_english_a_choice(stranger: httpx.AsyncClient) -> None:
    page = await stranger.get("")
    listed = (await stranger.get("public/translations/")).json()
    english = await stranger.get("public/translations/en/")
    after = await stranger.get("")
    unknown = await stranger.get("public/translations/fr/")

    assert '<html lang="nl"' in page.text
    assert listed["default_language_code"] == "nl"
    assert [one["language_code"] for one in listed["translations"]] == ["nl", "en"]
    assert english.json()["translations"]["Save"] == "Save"
    assert "cms_lang=en" in english.headers["set-cookie"]
    assert unknown.json()["translations"]["Save"] == "Opslaan"
    assert '<html lang="en"' in after.text
