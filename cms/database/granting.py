"""What each role may do in the database: made and granted at each migration, by the owner.

Editors may read and write rows, and change no table; of the audit log they may only add to the end. The
public may read what is named here, and nothing else: what is new is hidden from it until somebody says
otherwise.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cms.database.roles import Role, Way, login_of, way_of
from cms.settings import Settings

WHOLE: Sequence[str] = ()
PUBLIC_READS: Mapping[str, Sequence[str]] = {
    "publication": WHOLE,
    "occurrence": WHOLE,
    "series": WHOLE,
    "asset": WHOLE,
    "tag": WHOLE,
    "alias": WHOLE,
    "search_word": WHOLE,
    "word_list": ("locale", "words"),
    "seating": WHOLE,
    "node": ("uid", "parent", "content_type"),
    "commenting": ("uid", "content_type", "open", "moderated", "below", "reason"),
    "comment": ("number", "id", "uid", "place", "locale", "name", "text", "state", "posted_at"),
    "report": (
        "id",
        "session",
        "locale",
        "name",
        "title",
        "text",
        "state",
        "sent_at",
        "decided_at",
    ),
}
"""Tables that public reading needs, and which of their columns if not all."""

APPENDED = ("audit",)
"""Tables of which editors change and remove nothing."""
OWNERS = ("migration",)
"""Tables that only the owner writes."""

MOST_CONNECTIONS: Mapping[Role, int] = {Role.EDITOR: 70, Role.PUBLIC: 60}
"""Of the embedded server's hundred: neither role can take all of them from the other."""

logger = logging.getLogger(__name__)
_MAY_MAKE = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
_IS_SUPER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


async def arrange(connection: Any, settings: Settings) -> None:
    """Make the roles where the owner may, and give them what they need. ``connection`` is the owner's.

    What cannot be made is left out, which is told in the log, and by the doctor. Raises what asyncpg
    raises. Call it in a transaction.
    """
    for role in (Role.EDITOR, Role.PUBLIC):
        way = way_of(settings, role)
        if await _is_there(connection, settings, role, way):
            for sql in _granted(role, _quoted(way.name), await _tables(connection)):
                await connection.execute(sql)


async def _is_there(connection: Any, settings: Settings, role: Role, way: Way) -> bool:
    """Whether there is such a role by now, other than the owner."""
    if way.name == await connection.fetchval("SELECT current_user"):
        return False
    found = await connection.fetch("SELECT FROM pg_roles WHERE rolname = $1", way.name)
    if found or way.demanded:
        return True
    if not await connection.fetchval(_MAY_MAKE):
        logger.warning(
            "The role “%s” is not there, and the owner of the database may make none (CREATEROLE):"
            " the owner stands in for it",
            way.name,
        )
        return False
    if not way.assumed:
        await connection.execute(
            f"CREATE ROLE {_quoted(way.name)} LOGIN CONNECTION LIMIT {MOST_CONNECTIONS[role]}"
        )
        return True
    await connection.execute(f"CREATE ROLE {_quoted(way.name)}")
    await _let_assume(connection, settings, way)
    return True


async def _let_assume(connection: Any, settings: Settings, way: Way) -> None:
    """Let whoever logs in become the role."""
    login = login_of(settings.database_url) if settings.owner_database_url else ""
    if login or not await connection.fetchval(_IS_SUPER):
        who = _quoted(login) if login else "CURRENT_USER"
        await connection.execute(f"GRANT {_quoted(way.name)} TO {who}")


async def _tables(connection: Any) -> frozenset[str]:
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return frozenset(row["tablename"] for row in rows)


def _granted(role: Role, name: str, tables: frozenset[str]) -> Iterator[str]:
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}"
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    yield from _to_editors(name, tables) if role is Role.EDITOR else _to_public(name, tables)


def _to_editors(name: str, tables: frozenset[str]) -> Iterator[str]:
    rows, numbers = "SELECT, INSERT, UPDATE, DELETE ON", "USAGE, SELECT, UPDATE ON"
    yield f"GRANT {rows} ALL TABLES IN SCHEMA public TO {name}"
    yield f"GRANT {numbers} ALL SEQUENCES IN SCHEMA public TO {name}"
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} TABLES TO {name}"
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {numbers} SEQUENCES TO {name}"
    for table in tables.intersection(APPENDED):
        yield f"REVOKE UPDATE, DELETE ON {_quoted(table)} FROM {name}"
    for table in tables.intersection(OWNERS):
        yield f"REVOKE INSERT, UPDATE, DELETE ON {_quoted(table)} FROM {name}"


def _to_public(name: str, tables: frozenset[str]) -> Iterator[str]:
    for table, columns in PUBLIC_READS.items():
        if table in tables:
            some = f" ({', '.join(map(_quoted, columns))})" if columns else ""
            yield f"GRANT SELECT{some} ON {_quoted(table)} TO {name}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
