"""What the example site asks: it fits the schema, costs little, and its types are those of its documents."""

import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    Visitor,
    build_schema,
    parse,
    validate,
    visit,
)

from cms.schema.build import built
from cms.schema.limits import check_limits
from tests.example.site import SITE, npm, packages_missing
from tests.test_docs import ROOT

MOST = 10_000
"""Half of what one request may cost: there is room for a field or two more."""
LONGEST: dict[str, Any] = {"locale": "NL", "fallback": ["NL", "EN"]}


def _definitions() -> list[OperationDefinitionNode | FragmentDefinitionNode]:
    texts = [
        one.read_text(encoding="utf-8") for one in sorted((SITE / "queries").glob("*.graphql"))
    ]
    found = [one for text in texts for one in parse(text).definitions]
    assert all(isinstance(one, OperationDefinitionNode | FragmentDefinitionNode) for one in found)
    return found  # type: ignore[return-value]


def _spread(node: OperationDefinitionNode | FragmentDefinitionNode) -> set[str]:
    names: set[str] = set()

    class Spreads(Visitor):
        def enter_fragment_spread(self, spread: FragmentSpreadNode, *_: Any) -> None:
            names.add(spread.name.value)

    visit(node, Spreads())
    return names


def documents() -> dict[str, DocumentNode]:
    """Each operation with the fragments that it needs, by its name."""
    definitions = _definitions()
    fragments = {
        one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)
    }
    found = {}
    for one in definitions:
        if isinstance(one, OperationDefinitionNode):
            needed, seen = _spread(one), set[str]()
            while needed - seen:
                name = (needed - seen).pop()
                seen.add(name)
                needed |= _spread(fragments[name])
            assert one.name
            found[one.name.value] = DocumentNode(
                definitions=(one, *(fragments[name] for name in sorted(seen)))
            )
    return found


@cache
def printed() -> GraphQLSchema:
    """The schema as frontends read it."""
    return build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", documents())
def test_every_document_fits_the_schema_and_costs_little(name: str) -> None:
    document = documents()[name]
    assert validate(printed(), document) == []
    schema = built().schema._schema
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    assert check_limits(schema, document, operation, LONGEST) <= MOST


@pytest.mark.browser
def test_the_types_are_those_of_the_documents_and_the_schema(tmp_path: Path) -> None:
    if reason := packages_missing():
        pytest.skip(reason)
    config = (SITE / "codegen.yml").read_text(encoding="utf-8")
    elsewhere = tmp_path / "codegen.yml"
    elsewhere.write_text(
        config.replace("../../schema.graphql", str(ROOT / "schema.graphql"))
        .replace("queries/", f"{SITE}/queries/")
        .replace("src/lib/gql/", f"{tmp_path}/gql/"),
        encoding="utf-8",
    )
    npm("exec", "graphql-codegen", "--", "--config", str(elsewhere))
    for name in ("gql.ts", "graphql.ts", "index.ts"):
        made = (tmp_path / "gql" / name).read_text(encoding="utf-8")
        kept = (SITE / "src/lib/gql" / name).read_text(encoding="utf-8")
        assert made == kept, f"{name} is stale: npm run types, in examples/site"


@pytest.mark.slow
def test_the_types_of_all_its_code_fit() -> None:
    if reason := packages_missing():
        pytest.skip(reason)
    assert "found 0 errors" in npm("run", "check")


def test_the_lock_names_no_host() -> None:
    text = (SITE / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in text
    assert (
        subprocess.run(
            ["git", "check-ignore", "-q", SITE / "node_modules/stamp"], check=False
        ).returncode
        == 0
    )
