"""The arguments of `cms mcp`."""

from typing import Any

from cms import commands as loaded
from cms.settings import settings
from cms.translation.interface.catalogues import gettext

_Commands = Any  # argparse names no public type for what add_subparsers returns


def add_mcp(commands: _Commands, here: str) -> None:
    """Add `mcp`; ``here`` is the terminal's language."""
    tools = commands.add_parser(
        "mcp",
        help=gettext("serve the tools for agents over standard input and output", here),
        description=gettext(
            "An agent starts this command itself and speaks the Model Context Protocol with it."
            " It acts with the API token in CMS_MCP_TOKEN; without one it reads what is public.",
            here,
        ),
    )
    tools.set_defaults(run=lambda _asked: loaded.mcp.run_mcp(settings, here))
