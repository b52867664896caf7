"""Texts that others may copy, each form at a plain address: ``/texts/nl/<uid>.md``."""

from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from cms.content import LOCALES
from cms.delivery.conditional import etag_of, has_already
from cms.representations.copies import Copy, public_copy

FIRST = "texts"
HEADERS = {
    "Cache-Control": "public, no-cache",  # asked for each time, sent when it changed
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src *",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
}
_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
{html}
</body>
</html>
"""


class Form(NamedTuple):
    """A form of a text: its media type, and how it is written."""

    media_type: str
    write: Callable[[Copy, str], str]


def _html(copy: Copy, locale: str) -> str:
    return _PAGE.format(lang=locale, title=escape(copy.title), html=copy.html)


FORMS: Mapping[str, Form] = {
    "html": Form("text/html", _html),
    "md": Form("text/markdown", lambda copy, _locale: copy.markdown),
    "txt": Form("text/plain", lambda copy, _locale: copy.text),
}
"""By what stands behind the dot of an address."""


def texts(public_url: str) -> Router:
    """The addresses of all texts that may be copied, to be mounted."""
    return Router([Route("/{locale}/{uid}.{form}", partial(_text, public_url))])


async def _text(public_url: str, request: Request) -> Response:
    """One text in one form; what is not public does not exist."""
    locale, form = request.path_params["locale"], FORMS.get(request.path_params["form"])
    uid = request.path_params["uid"]
    if form is None or locale not in LOCALES or "\0" in uid:
        return Response(status_code=404)
    copy = await public_copy(uid, locale, public_url)
    if copy is None:
        return Response(status_code=404)
    body = form.write(copy, locale).encode()
    headers = {**HEADERS, "ETag": etag_of(body), "Content-Language": locale}
    if has_already(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=form.media_type)
