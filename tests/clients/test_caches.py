"""Apollo Client and urql, each with its normalised cache, on the demo site."""

import asyncio
from pathlib import Path

import pytest

from tests.clients import node
from tests.clients.conftest import Site

FILES = ("site.mjs", "caches.test.mjs")


@pytest.mark.parametrize("client", ["apollo", "urql"])
async def test_a_clients_cache_never_mixes_languages_or_views(
    site: Site, tmp_path: Path, client: str
) -> None:
    folder = node.laid_out(tmp_path, *FILES, f"{client}.mjs")
    told = await asyncio.to_thread(
        lambda: node.run(
            folder,
            *("node", "--test", "--test-reporter=tap", "caches.test.mjs"),
            CLIENT=client,
            SITE=site.graphql,
            TOKEN=site.token,
        )
    )

    assert "# pass 10\n" in told, told
    assert "# skipped 0\n" in told, told
