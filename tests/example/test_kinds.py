"""Every kind of block that editors may put into a page is shown to its readers."""

import re

import pytest
from graphql import FieldNode, FragmentDefinitionNode, InlineFragmentNode, SelectionSetNode
from playwright.async_api import Page

from tests.blocks.pages import VIDEO, block, both, every_kind, related
from tests.browser.conftest import Watch
from tests.builders import make_published
from tests.example.conftest import Site
from tests.example.looks import in_every_look
from tests.example.site import SITE
from tests.example.test_documents import documents, printed

SHOWN = {
    "text": ">daar</a> en", "image": "Haven en", "quotation": "Gezegd en", "teaser": "Lees en",
    "listing": "Meer en", "file": "Verslag en", "embed": f'href="{VIDEO}"', "facts": "Akte en",
    "statements": "Bewering en", "events": "Agenda en", "speakers": "Sprekers en",
    "sessions": "Gesprekken en", "columns": "Ernaast en",
}  # fmt: skip


def _kinds() -> set[str]:
    schema = printed()
    return {one.name for one in schema.get_implementations(schema.type_map["Block"]).objects}  # type: ignore[arg-type]


def _asked(within: SelectionSetNode) -> set[str]:
    """Kinds of which something is asked that a reader could see."""
    return {
        one.type_condition.name.value
        for one in within.selections
        if isinstance(one, InlineFragmentNode) and one.type_condition
        if any(isinstance(field, FieldNode) for field in one.selection_set.selections)
    }


def test_the_site_asks_for_every_kind_of_block_and_shows_it() -> None:
    plain = next(
        one
        for one in documents()["BlocksOf"].definitions
        if isinstance(one, FragmentDefinitionNode) and one.name.value == "Plain"
    )
    code = "".join(
        (SITE / "src/lib/parts" / name).read_text("utf-8")
        for name in ("Block.svelte", "Blocks.svelte")
    )
    shown = set(re.findall(r'block\.__typename === "(\w+)"', code))

    assert len(_kinds()) > 10
    assert _asked(plain.selection_set) == _kinds() - {"ColumnsBlock"}
    assert shown == _kinds()


@pytest.mark.browser
async def test_a_page_with_every_kind_shows_each(site: Site, page: Page, watch: Watch) -> None:
    watch.expected.append("404 (Not Found)")  # its pictures have no file
    to = await related()
    within = [
        block("image", "pct2", "cm02", image=to["image"], **both("alt", "Steiger")),
        block("teaser", "tsr2", "cm02", entry=to["entry"], **both("heading", "Ook hier")),
    ]
    uid = (await make_published("page", "Alles", blocks=[*every_kind(to), *within])).uid
    entry = (await site.chief.ask(f'{{ entry(uid: "{uid}", locale: EN) {{ path }} }}'))["entry"]

    answer = await page.goto(entry["path"])

    assert answer
    assert answer.status == 200
    html = await answer.text()
    assert {kind for kind, words in SHOWN.items() if words not in html} == set()
    assert all(words in html for words in ('alt="Kade en"', 'alt="Steiger en"', "Ook hier"))
    assert await in_every_look(page, "every kind") == []
