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
            query, needed = await self._named(registered, remembered, limited=limited)
        else:
            needed = await self._needed(query, registered, remembered, limited=limited)
            if remembered:
                self.remembered.put(remembered, query, address_of(request))
        return Asked(query, sent.variables, sent.operation_name, needed)

    def at_hand(self, document_id: str) -> tuple[str, str] | None:
        """The text of a registered document and its hash, if the database need not be asked."""
        digest = document_id.removeprefix(_PREFIX)
        found = self.registered.at_hand(digest)
        return None if found is None else (found, digest)

    async def _needed(
        self, query: str, registered: str | None, remembered: str | None, *, limited: bool
    ) -> str | None:
        """The hash under which a query that is sent must be registered."""
        if not (registered or remembered or limited):
            return None
        digest = _digest(query)
        if {registered, remembered} - {None, digest}:
            raise BadRequest(N_("This hash is not that of the query."), code="hash_mismatch")
        if limited and await self.registered.text(digest) is None:
            raise NotRegistered
        return digest if limited else None

    async def _named(
        self, registered: str | None, remembered: str | None, *, limited: bool
    ) -> tuple[str, str | None]:
        """The text with a hash, and the hash if the text must be registered."""
        digest = registered or remembered
        if digest is None:
            raise BadRequest(N_("“{name}” must be a text."), name="query", field="query")
        found = await self.registered.text(digest)
        if found is not None:
            return found, digest
        if registered:
            raise UnknownDocument
        if limited:
            raise NotRegistered
        found = self.remembered.get(digest)
        if found is None:
            raise NotRemembered
        return found, None


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
