"""GraphiQL, from our own files: no other server is asked for anything."""

import html
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse

from cms.http.negotiation import accepted
from cms.schema.http.requests import SAFE

_ASKING = {"query", "documentId", "extensions"}
STATIC = Path(__file__).parent / "static"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


def wants_ide(request: Request) -> bool:
    """Whether a browser opens the endpoint itself, without a query."""
    if request.method not in SAFE:
        return False
    liked = accepted(request.headers.get("accept", ""))
    page = "text/html" in liked or "application/xhtml+xml" in liked
    return page and not _ASKING & set(request.query_params)


def ide_page(request: Request) -> HTMLResponse:
    """The page; its files lie beside the endpoint, whatever that is called."""
    page = (STATIC / "graphiql.html").read_text(encoding="utf-8")
    base = html.escape(request.scope["path"].rstrip("/"))
    headers = {
        "content-security-policy": _POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-cache",
        "vary": "accept",
    }
    return HTMLResponse(page.replace("{base}", base), headers=headers)
