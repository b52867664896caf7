"""GraphQL over HTTP, as the audits of the package graphql-http look at it; `-rP` shows the list."""

import asyncio
import json
from pathlib import Path

from tests.clients import node
from tests.clients.conftest import Site


async def test_the_server_is_what_every_must_and_should_asks(site: Site, tmp_path: Path) -> None:
    folder = node.laid_out(tmp_path, "audits.mjs")
    told = await asyncio.to_thread(node.run, folder, "node", "audits.mjs", SITE=site.graphql)

    audits = json.loads(told)
    for name, what, verdict, reason in audits:
        print(f"{verdict:7}{name} {what} {reason}")  # noqa: T201 - what there is to see
    assert len(audits) == 61
    assert [one for one in audits if one[2] != "ok" and not one[1].startswith("MAY ")] == []
