"""Which text a request asks: the one that it sends, or the one that it names by its hash."""

import re
from hashlib import sha256
from typing import Any

from starlette.requests import Request

from cms.errors import N_, CmsError
from cms.schema.asked import Asked
from cms.schema.errors import BadRequest
from cms.schema.http.bearer import address_of, asks_as_somebody
from cms.schema.http.remembered import Remembered
from cms.schema.http.requests import Sent
from cms.schema.registered.lookup import Lookup

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


class NotRegistered(CmsError):
    """Only what was registered is answered here."""

    code = "not_registered"
    status = 403

    def __init__(self) -> None:
        super().__init__(N_("Only registered documents are answered here; this is none."))


class Documents:
    """Finds the text of what is asked. ``registered_only`` is for whoever comes without an API token."""

    def __init__(self, *, registered_only: bool = False) -> None:
        self.registered_only = registered_only
        self.registered = Lookup()
        self.remembered = Remembered()

    async def asked(self, sent: Sent, request: Request) -> Asked:
        """What a request asks.

        Raises `UnknownDocument`, `NotRemembered`, `NotRegistered` and `BadRequest`.
        """
        registered, remembered = _registered(sent.document_id), _remembered(sent.extensions)
        limited = self.registered_only and not asks_as_somebody(request)
        query = sent.query
        if query is None:
            query = await self._named(registered, remembered, limited=limited)
        else:
            await self._check(query, registered, remembered, limited=limited)
            if remembered:
                self.remembered.put(remembered, query, address_of(request))
        return Asked(query, sent.variables, sent.operation_name)

    async def _check(
        self, query: str, registered: str | None, remembered: str | None, *, limited: bool
    ) -> None:
        digest = _digest(query)
        if {registered, remembered} - {None, digest}:
            raise BadRequest(N_("This hash is not that of the query."), code="hash_mismatch")
        if limited and await self.registered.text(digest) is None:
            raise NotRegistered

    async def _named(self, registered: str | None, remembered: str | None, *, limited: bool) -> str:
        digest = registered or remembered
        if digest is None:
            raise BadRequest(N_("“{name}” must be a text."), name="query", field="query")
        found = await self.registered.text(digest)
        if found is not None:
            return found
        if registered:
            raise UnknownDocument
        if limited:
            raise NotRegistered
        found = self.remembered.get(digest)
        if found is None:
            raise NotRemembered
        return found


def _digest(query: str) -> str:
    return sha256(query.encode()).hexdigest()


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
