"""The queries of the how-to, compiled."""

import re
from pathlib import Path

from tests.demo_site import stand_demo
from tests.schema.compiled.both import Both

GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "frontend.md"


async def test_the_guides_queries_are_answered_alike(database: None) -> None:
    await stand_demo()
    both = Both()

    blocks = re.findall(r"```graphql\n(.*?)```", GUIDE.read_text(), re.S)
    queries = [one for one in blocks if not one.lstrip().startswith("subscription")]
    for query in queries:
        await both.ask(query)

    assert len(queries) == 13
    assert set(both.left.values()) <= {"SearchHit.highlight", "SearchConnection.facets"}
