"""What agents may do with the tools of the Model Context Protocol."""

from dataclasses import dataclass

from cms.settings.declaring import setting
from cms.settings.readers import line, switch


@dataclass(frozen=True)
class Agents:
    """Tools for agents."""

    mcp_destructive: bool = setting(
        "CMS_MCP_DESTRUCTIVE",
        switch,
        "",
        "`true`: agents also have the tools `retract`, `delete` and `purge`, as far as their token"
        " allows; each is still tried first",
        page="how-to/agents.md",
    )
    mcp_token: str = setting(
        "CMS_MCP_TOKEN",
        line,
        "",
        "the API token with which `cms mcp` acts; empty: it reads what is public",
        page="how-to/agents.md",
        hidden=True,
    )
