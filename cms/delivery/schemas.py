"""The schema of a rich text's tree, at an address that validators and generators can be given."""

import hashlib
from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from cms.content.richtext.json_schema import printed_json_schema
from cms.delivery.files import ALWAYS
from cms.http.representations import matches

RICH_TEXT = "/rich-text.schema.json"


async def rich_text_schema(request: Request) -> Response:
    """The JSON Schema, the same for everybody until the software changes."""
    body, tag = _written()
    headers = {**ALWAYS, "etag": tag, "cache-control": "public, max-age=3600"}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/schema+json", headers=headers)


@cache
def _written() -> tuple[bytes, str]:
    body = printed_json_schema().encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:16]}"'
