"""The documentation's queries run, its links lead somewhere, and it speaks of this project alone."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cms.schema.documents import parsed
from cms.schema.validation import validated
from tests.demo_site import stand_demo
from tests.schema.client import app, ask
from tests.schema.editing_client import client_of

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs/how-to/frontend.md"
ASKED = re.findall(r"```graphql\n(.*?)```", GUIDE.read_text(), re.S)
SUBSCRIPTIONS = [one for one in ASKED if one.startswith("subscription")]
QUERIES = [one for one in ASKED if one not in SUBSCRIPTIONS]
EDITING = (ROOT / "docs/how-to/editing-with-graphql.md").read_text()
EXAMPLE = re.compile(r"```graphql\n(.*?)```\n(?:```json\n(.*?)```)?", re.S)
EXAMPLES, PEOPLE = map(EXAMPLE.findall, EDITING.split("## Look after people"))
KINDS = {None, "Saved", "Transitioned", "Deleted", "Undone", "Editing", "VersionNamed", "PreviewMade",
         "AliasChanged", "AliasesImported", "TagChanged"}  # fmt: skip
NAMES = ("uid", "etag", "undo", "key")
PAGES = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/**/*.md"),
    *ROOT.glob("locales/*.md"),
    *ROOT.glob("examples/*/*.md"),
]


async def test_every_query_of_the_guide_runs_on_the_demo(database: None) -> None:
    await stand_demo()
    assert len(QUERIES) == 13
    for query in QUERIES:
        data = await ask(query)
        assert all(data.values()), query


def test_every_subscription_of_the_guide_fits_the_schema() -> None:
    assert len(SUBSCRIPTIONS) == 2
    for query in SUBSCRIPTIONS:
        assert validated(app.answering.graphql_schema, parsed(query)) == [], query


async def test_the_readmes_curl_can_be_pasted(database: None) -> None:
    await stand_demo()
    bodies = re.findall(
        r"curl [^\n]*/graphql .*? -d '(.*?)'", (ROOT / "README.md").read_text(), re.S
    )
    assert len(bodies) == 1
    for body in bodies:
        assert all((await ask(json.loads(body)["query"])).values()), body


def gathered(answer: Any, known: dict[str, str]) -> None:
    """The values that later examples name as ``$uid``, ``$etag`` and ``$undo``: the last ones."""
    if isinstance(answer, dict):
        known |= {key: one for key, one in answer.items() if key in NAMES and one}
    for one in answer.values() if isinstance(answer, dict) else answer:
        if isinstance(one, dict | list):
            gathered(one, known)


async def test_the_examples_of_editing_run_as_a_script(database: None) -> None:
    await stand_demo()
    eva, known = await client_of("eva", "editor", "reviewer"), dict[str, str]()
    assert len(EXAMPLES) == 18
    for query, variables in EXAMPLES:
        filled = re.sub(r"\$(\w+)", lambda found: known[found[1]], variables or "{}")
        answer = await eva.post(query, {"cms-preview": "drafts"}, **json.loads(filled))
        assert "errors" not in answer, (query, answer["errors"])
        kinds = {one.get("__typename") for one in answer["data"].values() if isinstance(one, dict)}
        assert kinds <= KINDS, answer
        assert all(answer["data"].values()), query
        assert "refused" not in json.dumps(answer["data"].get("transition")), answer
        answer["data"].pop("translationQueue", None)  # of other entries than the one at hand
        gathered(answer["data"], known)


async def test_the_examples_of_people_run_for_an_administrator(database: None) -> None:
    ada = await client_of("ada", superuser=True)
    assert len(PEOPLE) == 2
    for query, _variables in PEOPLE:
        answer = await ada.post(query)
        assert "errors" not in answer, (query, answer["errors"])
        kinds = {one.get("__typename") for one in answer["data"].values() if isinstance(one, dict)}
        assert kinds <= {None, "PeopleChanged"}, answer


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
