"""`cms mcp`: the tools for agents over standard input and output."""

import asyncio

from mcp.server.stdio import stdio_server

from cms.commands.databases import database
from cms.commands.migrating import migrated
from cms.database.engine import pool
from cms.mcp.caller import Caller
from cms.mcp.server import mcp_server
from cms.publishing.feed import Feed
from cms.schema.build import built
from cms.schema.http.answering import Answering
from cms.settings import Settings


def run_mcp(settings: Settings, locale: str) -> int:
    """Serve until the agent closes standard input."""
    with database(settings):
        asyncio.run(_serve(settings, locale))
    return 0


async def _serve(settings: Settings, locale: str) -> None:
    await migrated()
    async with pool(most=4):
        answering = Answering(built(), settings.public_url, 0, Feed())
        caller = Caller(answering, locale, token=settings.mcp_token or None)
        if caller.token:
            await caller.actor()  # a token that opens nothing is told at once
        server = mcp_server(lambda _context: caller)
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
