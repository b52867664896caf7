"""Texts that others may copy, each form at a plain address: ``/texts/nl/<uid>.md``."""

from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple

from starlette.requests import Request
from starlette.routing import Route

from cms.delivery.files import File, NoFile, known_language, serving
from cms.http.addresses import TEXTS
from cms.reading.surrogates import Reads
from cms.representations.copies import Copy, public_copy

HEADERS = {
    "content-security-policy": "default-src 'none'; img-src *; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
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


def text_routes(url: str) -> list[Route]:
    """The addresses of all texts of the site at ``url``; what is not public does not exist."""

    async def make(request: Request, reads: Reads) -> File:
        locale, form = known_language(request), FORMS.get(request.path_params["form"])
        uid = request.path_params["uid"]
        if form is None or "\0" in uid:
            raise NoFile
        copy = await public_copy(uid, locale, url, reads)
        if copy is None:
            raise NoFile
        return File(form.write(copy, locale).encode(), form.media_type, locale, headers=HEADERS)

    return [Route(f"{TEXTS}/{{locale}}/{{uid}}.{{form}}", serving(make))]
