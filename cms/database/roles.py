"""Who PostgreSQL takes us for: the owner migrates, the editors' role writes, the public's only reads.

A process has connections of each role from the start, so no statement is preceded by ``SET ROLE``. Under
the predicate that every public read has, PostgreSQL itself then refuses what the public must never see
(decision 72). Where there can be no roles, all goes on with one, and `states` says so.
"""

import logging
import time
from collections.abc import Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from cms.database.cluster import DATABASE
from cms.database.embedded import location
from cms.settings import Settings

CONNECT_SECONDS = 4
"""Less than anybody waits for a server that hangs: what is not connected yet cannot be cut."""
AGAIN_SECONDS = 60.0
"""So long a connection stands in for a role that was refused; then the role is tried again."""

REFUSED = (
    asyncpg.InvalidAuthorizationSpecificationError,  # no such login, or not for us
    asyncpg.InvalidParameterValueError,  # no such role to assume
    asyncpg.InsufficientPrivilegeError,  # not ours to assume
)

logger = logging.getLogger(__name__)
_told: dict["Role", float] = {}


class Connection(asyncpg.Connection):  # type: ignore[misc]  # it has no types
    """As asyncpg has it, and until when it stands in for a role that was refused; none: it does not."""

    stands_in_until: float | None = None


class Role(StrEnum):
    """What a connection is for."""

    OWNER = "owner"
    EDITOR = "editor"
    PUBLIC = "public"


_BOUNDED = {"lock_timeout": "2s", "idle_in_transaction_session_timeout": "10s"}
SESSION: Mapping[Role, Mapping[str, str]] = {
    Role.OWNER: {},
    Role.EDITOR: {**_BOUNDED, "statement_timeout": "120s"},
    Role.PUBLIC: {
        **_BOUNDED,
        "statement_timeout": "3s",
        "default_transaction_read_only": "on",
    },
}
"""What PostgreSQL holds each role to; migrations may take their time."""

SERVER_SETTINGS = {
    "timezone": "UTC",
    "jit": "off",
    "random_page_cost": "1.1",
    "application_name": "klankbord",
}
"""What every connection starts with."""

_current: ContextVar[Role] = ContextVar("role", default=Role.EDITOR)


class acting_as:  # noqa: N801 - it is used as a function; a generator would cost each read more
    """Ask the database in this role while the block runs; a transaction that is begun stays what it is."""

    __slots__ = ("_role", "_token")

    def __init__(self, role: Role) -> None:
        self._role = role

    def __enter__(self) -> None:
        self._token: Token[Role] = _current.set(self._role)

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)


def current() -> Role:
    """The role in which the database is asked just now."""
    return _current.get()


@dataclass(frozen=True)
class Way:
    """How a role reaches its database: ``name`` is what PostgreSQL calls it.

    ``assumed``: another one logs in, and becomes it at once. ``demanded``: the settings name a login for
    it, so nobody stands in for it.
    """

    name: str
    arguments: Mapping[str, Any]
    assumed: bool = False
    demanded: bool = False


def way_of(settings: Settings, role: Role) -> Way:
    """How this role connects."""
    if settings.database_url:
        return _named(settings, role)
    server = location(settings.var)
    name = server.user if role is Role.OWNER else f"{DATABASE}_{role}"
    return Way(
        name,
        {"host": server.host, "port": server.port, "user": name, "database": server.database},
    )


def _named(settings: Settings, role: Role) -> Way:
    own = {
        Role.OWNER: settings.owner_database_url or settings.database_url,
        Role.EDITOR: settings.database_url if settings.owner_database_url else "",
        Role.PUBLIC: settings.public_database_url,
    }[role]
    if own:
        return Way(login_of(own), {"dsn": own}, demanded=True)
    name = f"{_database_of(settings.database_url)}_{role}"[:63]
    return Way(name, {"dsn": settings.database_url}, assumed=True)


def login_of(url: str) -> str:
    """Who logs in with this address; empty if it does not say."""
    parts = urlsplit(url)
    return unquote(parts.username or "") or parse_qs(parts.query).get("user", [""])[0]


def _database_of(url: str) -> str:
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    named = unquote(parts.path.strip("/")) or asked.get("dbname", asked.get("database", [""]))[0]
    return named or login_of(url) or DATABASE


async def connected(
    settings: Settings,
    role: Role,
    session: Mapping[str, str] = {},
    *,
    patience: float | None = None,
) -> Any:
    """A new connection in a role, with the settings of ``session`` beside its own.

    ``patience`` is for how many seconds the answer to a statement is waited for. Where the role is
    refused and nobody demanded it, the owner stands in for it, held to the same settings. Raises what
    asyncpg raises.
    """
    way = way_of(settings, role)
    held = {**SERVER_SETTINGS, **SESSION[role], **session}
    try:
        assumed = {"role": way.name} if way.assumed else {}
        return await _connect(way.arguments, {**held, **assumed}, patience)
    except REFUSED as error:
        if way.demanded or role is Role.OWNER:
            raise
        _tell(role, error)
    connection = await _connect(way_of(settings, Role.OWNER).arguments, held, patience)
    connection.stands_in_until = time.monotonic() + AGAIN_SECONDS
    return connection


async def _connect(
    arguments: Mapping[str, Any], session: Mapping[str, str], patience: float | None = None
) -> Any:
    return await asyncpg.connect(
        **arguments,
        server_settings=dict(session),
        timeout=CONNECT_SECONDS,
        command_timeout=patience,
        connection_class=Connection,
    )


async def connected_at(url: str) -> Any:
    """A connection to a replica, for the public's questions; who logs in is as its address says."""
    return await _connect({"dsn": url}, {**SERVER_SETTINGS, **SESSION[Role.PUBLIC]})


def is_outdated(connection: Any) -> bool:
    """Whether a connection stood in for a role long enough: the next one tries the role again."""
    until: float | None = getattr(connection, "stands_in_until", None)
    return until is not None and until <= time.monotonic()


def _tell(role: Role, error: Exception) -> None:
    now = time.monotonic()
    if now - _told.get(role, -AGAIN_SECONDS) >= AGAIN_SECONDS:
        _told[role] = now
        logger.warning(
            "PostgreSQL refuses the role “%s” (%s): the owner of the database stands in for it",
            *(role, type(error).__name__),
        )


@dataclass(frozen=True)
class State:
    """What became of a role: whom PostgreSQL sees, and whether that is another than the owner.

    ``assumed`` tells that another one logs in and becomes it: that holds our mistakes, but not a
    statement of a stranger, who could change it back.
    """

    role: Role
    user: str
    apart: bool
    assumed: bool


async def states(settings: Settings) -> tuple[State, ...]:
    """How it stands with each role now, asked on new connections. Raises what asyncpg raises."""
    seen = {role: await _seen(settings, role) for role in Role}
    owner = seen[Role.OWNER]
    return tuple(
        State(role, user, apart=user != owner, assumed=way_of(settings, role).assumed)
        for role, user in seen.items()
    )


async def _seen(settings: Settings, role: Role) -> str:
    connection = await connected(settings, role)
    try:
        return str(await connection.fetchval("SELECT current_user"))
    finally:
        await connection.close()
