"""GraphQL over HTTP, as the audits of the package graphql-http look at it; `-rP` shows the list."""

import asyncio
import json
from collections import Counter
from pathlib import Path

from tests.clients import node
from tests.clients.conftest import Site


async def test_the_server_is_what_every_must_should_and_may_asks(
    site: Site, tmp_path: Path
) -> None:
    folder = node.laid_out(tmp_path, "audits.mjs")
    told = await asyncio.to_thread(node.run, folder, "node", "audits.mjs", SITE=site.graphql)

    audits = json.loads(told)
    for name, what, verdict, reason in audits:
        print(f"{verdict:7}{name} {what} {reason}")  # noqa: T201 - what there is to see
    assert Counter(what.split()[0] for _, what, *_ in audits) == {
        "MUST": 13,
        "SHOULD": 23,
        "MAY": 25,
    }
    assert [one for one in audits if one[2] != "ok"] == []
