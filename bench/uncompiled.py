"""Why operations are left to the executor: those of the how-to and of the demo, and random ones."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from bench.answers import QUERIES
from cms.database.engine import fetch
from cms.reading.surrogates import Reads
from cms.schema.asked import Asked
from cms.schema.build import built
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.plans import Compiled
from tests.demo_site import stand_demo
from tests.schema.compiled.documents import Documents
from tests.schema.compiled.test_corpus import known

SITE = "https://example.org"
GUIDE = Path(__file__).parents[1] / "docs" / "how-to" / "frontend.md"
SEED = 20091204


def written() -> Iterator[str]:
    """The queries of the how-to and of the demo."""
    blocks = re.findall(r"```graphql\n(.*?)```", GUIDE.read_text(), re.S)
    yield from (one for one in blocks if not one.lstrip().startswith("subscription"))
    yield from QUERIES.values()


async def run(number: int) -> dict[str, Any]:
    """Ask everything in this process, of the demo; answer how many were left, by the reason."""
    if not await fetch("SELECT FROM publication LIMIT 1"):
        await stand_demo()
    documents = Documents(built().schema._schema, await known(), Random(SEED))  # noqa: S311, SLF001
    made = [documents.make() for _ in range(number)]
    asked = {
        "how-to and demo": [Asked(query, {}, None) for query in written()],
        "random documents": [Asked(one.query, dict(one.variables), None) for one in made],
    }
    return {name: await _of(some) for name, some in asked.items()}


async def _of(some: Iterable[Asked]) -> dict[str, Any]:
    compiled, left, number = Compiled(built(), SITE), Counter[str](), 0
    for one in some:
        number += 1
        try:
            await compiled.answered(one, None, Reads())
        except Uncompiled as error:
            left[str(error)] += 1
        except Exception as error:  # PostgreSQL ends it: the executor says what is wrong
            left[type(error).__name__] += 1
    share = round(100 * (1 - left.total() / number), 2)
    return {"of": number, "percent compiled": share, "left": dict(left.most_common())}
