"""The protocol's own server over HTTP, which takes a second to load."""

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.requests import Request

from cms.mcp.caller import CALLER, Caller
from cms.mcp.server import mcp_server
from cms.schema.http.requests import LARGEST_BODY


def session_manager() -> StreamableHTTPSessionManager:
    """What answers each request by itself."""
    return StreamableHTTPSessionManager(
        mcp_server(lambda context: _caller(context.request)),
        json_response=True,
        stateless=True,
        max_request_body_size=LARGEST_BODY,
    )


def _caller(request: Request | None) -> Caller:
    assert request is not None
    found: Caller = request.scope[CALLER]
    return found
