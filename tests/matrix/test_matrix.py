"""Every act by every door, in every role and every state: as docs/reference/permissions.md has it."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, product
from zlib import crc32

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from cms.access.acts import ACTS, Act, Door, Subject
from cms.access.reference import reference
from cms.content.declaration import camel
from cms.content.discovery import installed
from cms.schema.build import built
from cms.schema.community.mutations import PUBLIC
from cms.schema.directives import Requires, directive_of
from tests.matrix.answers import OTHERWISE
from tests.matrix.expected import ALLOWED, PAGE, expected
from tests.matrix.graphql import GRAPHQL
from tests.matrix.pages import PAGES
from tests.matrix.rest import REST, Try
from tests.matrix.world import BINNED, Case, Entry, Persona, World, trying

DOORS: Mapping[Door, Mapping[str, Try]] = {
    Door.REST: REST,
    Door.PAGES: PAGES,
    Door.GRAPHQL: GRAPHQL,
}
TRIED = [(act, door) for act in ACTS for door in act.doors]
MOST_TOLD = 12
ONE_IN = 3
"""Of each act's cases one in so many is tried each time, and all by `make test-slow`."""
NEAR = ("private", "published", *BINNED)
"""What a role on another branch is tried on: it must not reach a draft, nor more than is public."""
READERS = {
    "site", "node", "nodes", "content", "entry", "search", "menu", "tags", "contentTypes",
    "consents", "calendar",
}  # fmt: skip
"""Queries for readers, besides those of each type: what they do not see is not there."""
OF_ANYBODY = {
    "me",  # nobody, without a token
    "workflow",  # the same for all
}
WITHOUT = {
    "blocks",  # asks what the public reads
    "cards",  # leaves out what one may not view
    "copies",  # shows texts as the public reads them
    "overview",  # lists of what one may view
    "password",  # for whom a link was mailed
    "recurrence",  # computes with what was typed
    "rich-text",
    "static",
    "undo",  # takes what doing the opposite takes
}
"""The parts of the panel that hold no act of their own on an entry or the site."""


def test_the_page_is_what_the_tables_say() -> None:
    assert PAGE.read_text("utf-8") == reference(), "python -m cms.access.reference prints it"


def test_all_that_the_table_offers_is_tried() -> None:
    offered = {(act.name, door) for act, door in TRIED}
    assert offered == {(name, door) for door, tries in DOORS.items() for name in tries}


def cases(act: Act, world: World) -> Iterator[Case]:
    """Everybody on everything."""
    past = act.subject in (Subject.BIN, Subject.PAST) or act.name == "purge"
    entries = world.binned if past else world.entries
    if act.subject is Subject.SITE:
        entries = entries[:1]
    for persona, entry in product(world.personas, entries):
        if persona.reach == "elsewhere" and entry.state not in NEAR:
            continue
        yield Case(world, persona, entry)
        if act.subject is not Subject.SITE and _counts(persona, entry):
            yield Case(world, persona, entry, own=True)


def every(act: Act, _door: Door, world: World) -> Iterator[Case]:
    """Everybody on everything by each act."""
    yield from cases(act, world)


def _counts(persona: Persona, entry: Entry) -> bool:
    """Whether it could make a difference that they made it, handed it in or deleted it."""
    ones_own = entry.state in ("private", "pending", *BINNED)
    return persona.reach != "elsewhere" and (ones_own or persona.role in ("", "contributor"))


def some(act: Act, door: Door, world: World) -> Iterator[Case]:
    """Everybody on everything by some act or other: of each act one case in so many, and one allowed."""
    listed = list(cases(act, world))
    first = crc32(f"{act.name} {door}".encode()) % ONE_IN
    yield from listed[first::ONE_IN]
    left = (case for n, case in enumerate(listed) if n % ONE_IN != first)
    yield from islice((case for case in left if expected(act, case) == {ALLOWED}), 1)


@pytest.mark.parametrize("tried", [some, pytest.param(every, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("act", "door"), TRIED, ids=[f"{act.name}-{door}" for act, door in TRIED])
async def test_the_door_does_what_the_page_says(
    client: httpx.AsyncClient,
    world: World,
    act: Act,
    door: Door,
    tried: Callable[[Act, Door, World], Iterator[Case]],
) -> None:
    attempt, outcomes = DOORS[door][act.name], {}
    for case in tried(act, door, world):
        async with trying(case, client):
            outcomes[case] = await attempt(client, case)

    wrong = [
        f"{case}: {outcome}, not {' or '.join(sorted(wanted))}"
        for case, outcome in outcomes.items()
        if (ALLOWED if outcome == OTHERWISE else outcome) not in (wanted := expected(act, case))
    ]
    assert not wrong, "\n".join([f"{len(wrong)} of {len(outcomes)}:", *wrong[:MOST_TOLD]])
    assert ALLOWED in outcomes.values(), "nobody ever did it"


def test_the_table_knows_every_mutation() -> None:
    mutations = built().schema.as_str().partition("\ntype Mutation {")[2].partition("\n}")[0]
    names = set(re.findall(r"^  (\w+)\(", mutations, re.MULTILINE))
    saving = {f"save{one.graphql_name}" for one in installed().values()}
    named = {act.doors.get(Door.GRAPHQL, "") for act in ACTS}
    assert saving < names
    public = {camel(one.__name__) for one in PUBLIC}
    assert names - saving - named == {"undo"} | public, "an act that the table does not know"


def test_the_table_knows_every_query() -> None:
    schema = built().schema._schema
    assert schema.query_type
    fields = schema.query_type.fields
    types = {name for one in installed().values() for name in (camel(one.name), one.graphql_plural)}
    asking = fields.keys() - READERS - types
    needing = {name for name in asking if directive_of(fields[name], Requires)}
    named = {act.doors.get(Door.GRAPHQL, "").partition(" ")[0] for act in ACTS}

    assert types < fields.keys()
    assert asking - needing == OF_ANYBODY, "a query that requires no permission"
    assert asking - OF_ANYBODY - named == {"translationQueue"}, (
        "a query that the table does not know"
    )


def test_the_table_knows_every_part_of_the_panel(doors: Starlette) -> None:
    panel = next(one.app for one in doors.routes if isinstance(one, Mount) and one.path == "/admin")
    assert isinstance(panel, Starlette)
    parts = {
        one.path.strip("/").partition("/")[0] for one in panel.routes if isinstance(one, Mount)
    }
    named = {
        address.rpartition(" ")[2].partition("/")[0]
        for act in ACTS
        for address in (act.doors.get(Door.REST, ""), act.doors.get(Door.PAGES, ""))
    }
    assert parts - named == WITHOUT, "a place that the table does not know"
