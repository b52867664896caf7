"""`cms mcp`: the same tools over standard input and output, for an agent that starts the command."""

import os
import sys

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from tests.builders import make
from tests.mcp.agents import confirmed, used
from tests.schema.editing_client import client_of


@pytest.mark.slow
async def test_an_agent_starts_the_command_and_acts_with_its_token(database: None) -> None:
    made = await make("page", "Eerst")
    eva = await client_of("eva", "editor")
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "cms.cli", "mcp"],
        env=dict(os.environ) | {"CMS_MCP_TOKEN": eva.token},
    )
    async with Client(command) as client:
        entry = (await used(client, "read", uid=made.uid, draft=True))["entry"]
        values = {"uid": made.uid, "title": {"nl": "Anders"}}
        await confirmed(client, "save_draft", type="page", values=values, etag=entry["etag"])
        entry = (await used(client, "read", uid=made.uid, draft=True))["entry"]

    assert entry["title"] == "Anders"
