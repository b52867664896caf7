"""The arguments of `cms mcp`."""

from collections.abc import Callable
from typing import Any

from cms import commands as loaded
from cms.settings import settings

_Commands = Any  # argparse names no public type for what add_subparsers returns
_Locale = Callable[[], str]


def add_mcp(commands: _Commands, locale: _Locale) -> None:
    """Add `mcp`; ``locale`` answers the terminal's language."""
    tools = commands.add_parser(
        "mcp",
        help="serve the tools for agents over standard input and output",
        description="An agent starts this command itself and speaks the Model Context Protocol with it."
        " It acts with the API token in CMS_MCP_TOKEN; without one it reads what is public.",
    )
    tools.set_defaults(run=lambda _asked: loaded.mcp.run_mcp(settings, locale()))
