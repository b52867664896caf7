"""Which text a request asks: the one that it sends, or the one that it names by its hash."""

import re
from hashlib import sha256
from typing import Any

from starlette.requests import Request

from cms.errors import N_, CmsError
from cms.schema.asked import Asked
from cms.schema.errors import BadRequest
from cms.schema.http.bearer import address_of
from cms.schema.http.remembered import Remembered
from cms.schema.http.requests import Sent

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PREFIX = "sha256:"
_VERSION = 1


class NotRemembered(CmsError):
    """The text with this hash must be sent; the words are those that clients look for."""

    code = "PERSISTED_QUERY_NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")


class UnknownDocument(CmsError):
    """Nobody registered a document with this id."""

    code = "unknown_document"
    status = 404

    def __init__(self) -> None:
        super().__init__(N_("No document is registered under this id."))


class Documents:
    """Finds the text of what is asked."""

    def __init__(self) -> None:
        self.remembered = Remembered()

    async def asked(self, sent: Sent, request: Request) -> Asked:
        """What a request asks. Raises `UnknownDocument`, `NotRemembered` and `BadRequest`."""
        text = await self._text(sent, address_of(request))
        return Asked(text, sent.variables, sent.operation_name)

    async def _text(self, sent: Sent, address: str) -> str:
        registered, remembered = _registered(sent.document_id), _remembered(sent.extensions)
        for digest in filter(None, (registered, remembered)):
            if sent.query is not None and sha256(sent.query.encode()).hexdigest() != digest:
                raise BadRequest(N_("This hash is not that of the query."), code="hash_mismatch")
        if sent.query is not None:
            if remembered:
                self.remembered.put(remembered, sent.query, address)
            return sent.query
        if registered:
            raise UnknownDocument
        if remembered:
            found = self.remembered.get(remembered)
            if found is None:
                raise NotRemembered
            return found
        raise BadRequest(N_("“{name}” must be a text."), name="query", field="query")


def _registered(document_id: str | None) -> str | None:
    """The hash in a document's id, with or without its prefix. Raises `UnknownDocument`."""
    if document_id is None:
        return None
    digest = document_id.removeprefix(_PREFIX)
    if not _DIGEST.fullmatch(digest):
        raise UnknownDocument
    return digest


def _remembered(extensions: Any) -> str | None:
    """The hash of an automatic persisted query. Raises `BadRequest`."""
    asked = extensions.get("persistedQuery")
    if asked is None:
        return None
    digest = asked.get("sha256Hash") if isinstance(asked, dict) else None
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise BadRequest(
            N_("“{name}” must be a SHA-256 hash in small hexadecimal letters."),
            name="sha256Hash",
            field="extensions.persistedQuery",
        )
    if asked.get("version", _VERSION) != _VERSION:
        raise BadRequest(
            N_("Persisted queries are version {version}."),
            code="PERSISTED_QUERY_NOT_SUPPORTED",
            version=_VERSION,
        )
    return digest
