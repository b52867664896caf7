"""graphql-ws and graphql-sse on the demo site: the clients that their protocols come with."""

import asyncio
from pathlib import Path

from tests.clients import node
from tests.clients.conftest import Site


async def test_subscriptions_of_other_clients(site: Site, tmp_path: Path) -> None:
    folder = node.laid_out(tmp_path, "site.mjs", "live.test.mjs")
    told = await asyncio.to_thread(
        lambda: node.run(
            folder,
            *("node", "--test", "--test-reporter=tap", "live.test.mjs"),
            SITE=site.graphql,
            TOKEN=site.token,
        )
    )

    assert "# pass 15\n" in told, told
    assert "# skipped 0\n" in told, told
