"""A request as GraphQL over HTTP has it: read, checked, and refused with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import Request

from cms.errors import N_
from cms.schema.errors import BadRequest
from cms.schema.limits import check_nesting
from cms.schema.media_types import accepted

LARGEST_BODY = 1_000_000

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"


@dataclass(frozen=True)
class Asked:
    """What a client wants executed."""

    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None


async def read_asked(request: Request) -> Asked:
    """What a request asks. Raises `BadRequest`."""
    if request.method == "POST":
        _check_content_type(request.headers.get("content-type", ""))
        return _asked(_json(await _body(request)))
    if request.method in ("GET", "HEAD"):
        values: dict[str, Any] = dict(request.query_params)
        for name in ("variables", "extensions"):
            if name in values:
                values[name] = _json(values[name].encode()) if values[name] else None
        return _asked(values)
    raise BadRequest(N_("Send a query with POST or GET."), code="method_not_allowed", status=405)


def answer_type(accept: str) -> str:
    """The media type of the answer. Raises `BadRequest` if the client takes none that we have."""
    for value in accepted(accept or "*/*"):
        if value in (GRAPHQL_JSON, JSON):
            return value
        if value in ("application/*", "*/*"):
            return JSON
    raise BadRequest(N_("Answers are {type}."), code="not_acceptable", status=406, type=JSON)


def _check_content_type(header: str) -> None:
    kind, *parameters = (part.strip().lower() for part in header.split(";"))
    charsets = [one.partition("=")[2].strip('"') for one in parameters if one.startswith("charset")]
    if kind != JSON or charsets not in ([], ["utf-8"], ["utf8"]):
        raise BadRequest(
            N_("Send the query as {type} in UTF-8."),
            code="unsupported_media_type",
            status=415,
            type=JSON,
        )


async def _body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "0")
    too_large = BadRequest(
        N_("A request has at most {most} bytes."), code="too_large", status=413, most=LARGEST_BODY
    )
    if not declared.isdecimal() or int(declared[:20]) > LARGEST_BODY:
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise too_large
    return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadRequest(N_("This is no valid JSON."), code="bad_json") from None


def _asked(values: Any) -> Asked:
    if not isinstance(values, dict):
        raise BadRequest(N_("Send one JSON object with a query in it."))
    query, name = values.get("query"), values.get("operationName")
    variables = values.get("variables")
    if not isinstance(query, str) or not query.strip():
        raise BadRequest(N_("“{name}” must be a text."), name="query", field="query")
    if not isinstance(name, str | None):
        raise BadRequest(
            N_("“{name}” must be a text."), name="operationName", field="operationName"
        )
    for field_name in ("variables", "extensions"):
        if not isinstance(values.get(field_name), dict | None):
            raise BadRequest(N_("“{name}” must be an object."), name=field_name, field=field_name)
    check_nesting(variables)
    _check_texts(variables)
    return Asked(query, variables or {}, name or None)


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise BadRequest(N_("A text cannot hold the character NUL."), field="variables")
    elif isinstance(value, dict):
        for key, one in value.items():
            _check_texts(key)
            _check_texts(one)
    elif isinstance(value, list):
        for one in value:
            _check_texts(one)
