"""The documentation's queries run, its links lead somewhere, and it speaks of this project alone."""

import re
from pathlib import Path

import pytest

from cms.demo.loading import load_demo
from tests.schema.client import ask

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs/how-to/frontend.md"
QUERIES = re.findall(r"```graphql\n(.*?)```", GUIDE.read_text(), re.S)
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("locales/*.md")]


async def test_every_query_of_the_guide_runs_on_the_demo(database: None) -> None:
    await load_demo()
    assert len(QUERIES) == 10
    for query in QUERIES:
        data = await ask(query)
        assert all(data.values()), query


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_our_own_files_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text())
    own = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in own if not (page.parent / link).exists()] == []


def test_each_decision_has_a_number_of_its_own() -> None:
    pages = sorted(ROOT.glob("docs/decisions/*.md"))
    numbers = [int(page.name[:4]) for page in pages]

    assert len(set(numbers)) == len(numbers)
    assert [page.read_text().split(".")[0] for page in pages] == [f"# {one}" for one in numbers]
