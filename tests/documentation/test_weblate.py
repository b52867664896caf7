"""What the page about Weblate has a component read is in the checkout."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/weblate.md").read_text("utf-8")
MASK = re.compile(r"`(locales/\*/[\w/]+\.po)`")
TEMPLATE = re.compile(r"`(locales/[\w/]+\.pot)`")


def languages(mask: str) -> set[str]:
    """The languages that have a file of this mask: what the star stands for."""
    folders = (path.relative_to(ROOT / "locales") for path in ROOT.glob(mask))
    return {path.parts[0] for path in folders}


def test_a_component_finds_its_files() -> None:
    [block] = re.findall(r"```json\n(.*?)```", PAGE, re.S)
    component = json.loads(block)
    found = languages(component["filemask"])

    assert found
    assert {one for one in found if re.search(component["language_regex"], one)} == found
    assert component["source_language"]["code"] not in found
    assert (ROOT / component["new_base"]).is_file()
    for said in (component["filemask"], component["new_base"], component["language_regex"]):
        assert f"`{said}`" in PAGE.partition("```")[0], "the table says something else"


def test_every_mask_and_template_of_the_page_is_that_of_files() -> None:
    masks, templates = set(MASK.findall(PAGE)), set(TEMPLATE.findall(PAGE))

    assert len(masks) == len(templates) == 2
    assert all(map(languages, masks))
    for domain in ("admin", "messages", "schema"):
        assert languages(f"locales/*/LC_MESSAGES/{domain}.po")
        assert (ROOT / f"locales/{domain}.pot").is_file()
    assert {ROOT / one for one in templates} <= set(ROOT.glob("locales/**/*.pot"))
