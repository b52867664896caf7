"""A refusal before anything of the site is asked: one line of text, in a language of the client's."""

from starlette.types import Scope, Send

from cms.errors import CmsError
from cms.translation.interface.catalogues import render_error
from cms.translation.interface.negotiation import negotiate


async def refuse(error: CmsError, scope: Scope, send: Send, *headers: tuple[bytes, bytes]) -> None:
    """Answer with an error's message, code and status; no cache keeps it. More ``headers`` may be given."""
    asked = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    body = f"{render_error(error, negotiate(asked))} [{error.code}]\n".encode()
    told = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        *headers,
    ]
    await send({"type": "http.response.start", "status": error.status, "headers": told})
    await send({"type": "http.response.body", "body": body})
