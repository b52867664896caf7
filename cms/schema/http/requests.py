"""A request as GraphQL over HTTP has it: read, checked, and refused with a reason."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from cms.errors import N_
from cms.http.negotiation import IDENTITY
from cms.reading.surrogates import BODY
from cms.schema.errors import BadRequest
from cms.schema.http.negotiation import JSON
from cms.schema.limits import check_nesting

LARGEST_BODY = 1_000_000
PUBLIC_BODY = 64_000
"""Of who sends no token that is accepted."""
LONGEST_ADDRESS = 60_000
LARGEST_HEADERS = 16_000
BODY_SECONDS = 5
"""Beside the five that the answers in front of it wait for the same."""
MOST_PARAMETERS = 20
SAFE = ("GET", "HEAD")
_OBJECTS = ("variables", "extensions")
_TEXTS = ("query", "operationName", "documentId")


@dataclass(frozen=True)
class Sent:
    """A request's parameters: a query, or what names one that is known here, or both."""

    query: str | None = None
    document_id: str | None = None
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    extensions: Mapping[str, Any] = field(default_factory=dict)


def check_head(request: Request) -> None:
    """Refuse what is too long before anything of it is read. Raises `BadRequest`."""
    if len(request.scope["query_string"]) > LONGEST_ADDRESS:
        raise BadRequest(
            N_("An address has at most {most} bytes; send longer queries with POST."),
            code="uri_too_long",
            status=414,
            most=LONGEST_ADDRESS,
        )
    if sum(len(name) + len(value) for name, value in request.scope["headers"]) > LARGEST_HEADERS:
        raise BadRequest(
            N_("The headers of a request have at most {most} bytes."),
            code="headers_too_large",
            status=431,
            most=LARGEST_HEADERS,
        )


async def read_sent(request: Request, largest: int = PUBLIC_BODY) -> Sent:
    """What a request says, if it has no more than ``largest`` bytes. Raises `BadRequest`."""
    if request.method == "POST":
        check_content(
            request.headers.get("content-type", ""),
            request.headers.get("content-encoding", IDENTITY),
        )
        return sent_of(json_of(await body_in_time(request, largest)))
    if request.method in SAFE:
        values = _parameters(request.scope["query_string"])
        for name in _OBJECTS:
            if name in values:
                values[name] = json_of(values[name].encode()) if values[name] else None
        return sent_of(values)
    raise BadRequest(N_("Send a query with POST or GET."), code="method_not_allowed", status=405)


def _parameters(query_string: bytes) -> dict[str, Any]:
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError:
        raise BadRequest(N_("The parameters of this address cannot be read.")) from None
    values = dict(pairs)
    if len(values) < len(pairs):
        raise BadRequest(N_("The address has a parameter twice."))
    return values


def check_content(content_type: str, coding: str = IDENTITY) -> None:
    """Refuse what is no JSON in UTF-8. Raises `BadRequest`."""
    kind, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = [one.partition("=")[2].strip('"') for one in parameters if one.startswith("charset")]
    if kind != JSON or charsets not in ([], ["utf-8"], ["utf8"]):
        raise BadRequest(
            N_("Send the query as {type} in UTF-8."),
            code="unsupported_media_type",
            status=415,
            type=JSON,
        )
    if coding.strip().lower() != IDENTITY:
        raise BadRequest(
            N_("Send the query as it is: a compressed one is not read."),
            code="unsupported_content_coding",
            status=415,
        )


def announced(request: Request) -> int | None:
    """How many bytes a client says that it sends; None if that is not said, or no number."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() and len(length) <= 20 else None


async def body_in_time(request: Request, largest: int = LARGEST_BODY) -> bytes:
    """The body, if it comes in time and is no larger than it may be. Raises `BadRequest`."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _body(request, largest)
    except TimeoutError:
        raise BadRequest(
            N_("The request did not come in within {seconds} seconds."),
            code="request_timeout",
            status=408,
            seconds=BODY_SECONDS,
        ) from None


async def _body(request: Request, largest: int) -> bytes:
    declared = request.headers.get("content-length", "0")
    too_large = BadRequest(
        N_("A request has at most {most} bytes."), code="too_large", status=413, most=largest
    )
    if not declared.isdecimal() or int(declared[:20]) > largest:
        raise too_large
    read: bytes | None = request.scope.get(BODY)
    if read is not None and len(read) <= largest:
        return read  # whoever was asked before may have waited for what comes after it
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise too_large
    return bytes(body)


def json_of(body: bytes) -> Any:
    """What JSON says. Raises `BadRequest`."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadRequest(N_("This is no valid JSON."), code="bad_json") from None


def sent_of(values: Any) -> Sent:
    """The parameters that a JSON value names. Raises `BadRequest`."""
    if not isinstance(values, dict):
        raise BadRequest(N_("Send one JSON object with a query in it."))
    for name in _TEXTS:
        if not isinstance(values.get(name), str | None):
            raise BadRequest(N_("“{name}” must be a text."), name=name, field=name)
    for name in _OBJECTS:
        if not isinstance(values.get(name), dict | None):
            raise BadRequest(N_("“{name}” must be an object."), name=name, field=name)
    query, variables = values.get("query"), values.get("variables")
    extensions = values.get("extensions") or {}
    if not (query and query.strip()) and not (values.get("documentId") or extensions):
        raise BadRequest(N_("“{name}” must be a text."), name="query", field="query")
    check_variables(variables)
    return Sent(
        query=query or None,
        document_id=values.get("documentId") or None,
        operation_name=values.get("operationName") or None,
        variables=variables or {},
        extensions=extensions,
    )


def check_variables(values: Any) -> None:
    """Refuse what is nested too deep, and texts that no database keeps. Raises `BadRequest`."""
    check_nesting(values)
    _check_texts(values)


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
