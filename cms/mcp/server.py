"""The server of the protocol: it lists the tools that the caller has, and uses them."""

from collections.abc import Callable
from typing import Any

import orjson
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_REQUEST,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp.types import Tool as Told

from cms.errors import CmsError, InvalidInput
from cms.mcp import caller, using
from cms.mcp.caller import Caller, foreseen
from cms.mcp.tool import Kind, Result, Tool
from cms.operation.software import software
from cms.translation.interface.catalogues import render, render_error

INSTRUCTIONS = (
    "A content management system. What the public reads and what editors work on are different things:"
    " `read` gives the first, with `draft` the second. Each entry has one uid and a text in each language."
    " Tools that change something do nothing at first: they tell what would come of it and give a key;"
    " show that to whoever you work for, then call again with the same arguments and the key."
)
CallerOf = Callable[[ServerRequestContext[Any, Any]], Caller]


def mcp_server(caller_of: CallerOf) -> Server[Any]:
    """A server; ``caller_of`` says who sent a request."""

    async def list_tools(
        context: ServerRequestContext[Any, Any], _asked: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return await listed(caller_of(context))

    async def call_tool(
        context: ServerRequestContext[Any, Any], asked: CallToolRequestParams
    ) -> CallToolResult:
        return await called(caller_of(context), asked.name, asked.arguments or {})

    return Server(
        "klankbord",
        version=software(),
        title="Klankbord",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def listed(who: Caller) -> ListToolsResult:
    """The tools of whoever asks. Raises `MCPError` with our code in its data."""
    try:
        return ListToolsResult(tools=[_told(one) for one in await using.offered(await who.actor())])
    except Exception as error:
        told = foreseen(error)
        said = render_error(told, who.locale)
        raise MCPError(INVALID_REQUEST, said, {"code": told.code}) from None


async def called(who: Caller, name: str, given: dict[str, Any]) -> CallToolResult:
    """What using a tool came to; whatever went wrong is told with its code."""
    try:
        return _result(await using.use(who, name, given))
    except Exception as error:
        return _refused(foreseen(error), who.locale)


def _told(tool: Tool) -> Told:
    return Told(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema(),
        annotations=ToolAnnotations(
            read_only_hint=tool.kind is Kind.READS,
            destructive_hint=tool.kind is Kind.DESTROYS,
            idempotent_hint=tool.kind is Kind.READS,
            open_world_hint=False,
        ),
    )


def _refused(error: CmsError, locale: str) -> CallToolResult:
    problem: Result = {"code": error.code, "message": render_error(error, locale)}
    if isinstance(error, caller.Told):
        problem = error.problem
    elif isinstance(error, InvalidInput):
        problem["fields"] = [
            {"field": one.field, "code": one.code, "message": render(one.message, locale)}
            for one in error.problems
        ]
    return _result({"error": problem}, wrong=True)


def _result(said: Result, *, wrong: bool = False) -> CallToolResult:
    text = TextContent(type="text", text=orjson.dumps(said, default=str).decode())
    return CallToolResult(content=[text], structured_content=said, is_error=wrong)
