"""What PostgreSQL itself lets each role do, whatever the code above it forgets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from cms.database import roles
from cms.database.engine import engine, execute, fetch, read_row
from cms.database.granting import MOST_CONNECTIONS, PUBLIC_READS, arrange
from cms.database.roles import Role, acting_as, connected, states, way_of
from cms.database.transactions import held
from cms.settings import Settings, settings
from tests import owner

SECRET = (
    "SELECT password FROM piccolo_user",
    "SELECT token_hash FROM login_session",
    "SELECT digest FROM api_token",
    "SELECT secret FROM second_factor",
    "SELECT code_hash FROM recovery_code",
    "SELECT key FROM signing_key",
    "SELECT token_hash FROM one_time_token",
    "SELECT token_hash FROM personal_link",
    "SELECT body_nl FROM page",
    "SELECT data FROM draft",
    "SELECT snapshot FROM version",
    "SELECT text FROM mail",
    "SELECT email FROM sign_up",
    "SELECT email FROM comment",
    "SELECT email FROM report",
    "SELECT email FROM speaker_contact",
    "SELECT details FROM audit",
)


async def test_each_role_is_apart(database: None) -> None:
    found = {one.role: one for one in await states(settings)}

    assert len({one.user for one in found.values()}) == 3
    assert [found[role].apart for role in Role] == [False, True, True]


@pytest.mark.parametrize("sql", SECRET)
async def test_the_public_cannot_read_what_is_not_public(database: None, sql: str) -> None:
    await fetch(sql)
    with acting_as(Role.PUBLIC), pytest.raises(asyncpg.InsufficientPrivilegeError):
        await fetch(sql)


async def test_the_public_reads_the_tables_that_are_named_and_no_others(database: None) -> None:
    rows = await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    with acting_as(Role.PUBLIC):
        readable = await fetch(
            "SELECT table_name FROM information_schema.column_privileges"
            " WHERE grantee = current_user GROUP BY table_name"
        )

    assert set(PUBLIC_READS) < {row["tablename"] for row in rows}
    assert {row["table_name"] for row in readable} == set(PUBLIC_READS)


async def test_the_public_writes_nothing(database: None) -> None:
    with acting_as(Role.PUBLIC):
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await fetch("DELETE FROM publication")
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await fetch("DELETE FROM tag")

    connection = await connected(settings, Role.PUBLIC, {"default_transaction_read_only": "off"})
    try:
        for sql in ("DELETE FROM publication", "UPDATE tag SET key = ''", "CREATE TABLE t (a int)"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(sql)
    finally:
        await connection.close()


async def test_editors_change_rows_and_no_tables(database: None) -> None:
    await execute("INSERT INTO tag (key, label_nl) VALUES ('a', 'A')")
    await execute("DELETE FROM tag")
    for sql in ("CREATE TABLE t (a int)", "DROP TABLE tag", "ALTER TABLE tag ADD b int"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await execute(sql)


async def test_nobody_rewrites_the_audit_log(database: None) -> None:
    await execute("INSERT INTO audit (actor, act, subject) VALUES ('eva', 'test', 'x')")
    for sql in ("UPDATE audit SET actor = 'jan'", "DELETE FROM audit"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await execute(sql)


async def test_a_role_is_held_to_its_time(database: None) -> None:
    row = await read_row("SELECT current_setting('statement_timeout') AS found", [])
    with acting_as(Role.PUBLIC):
        public = await read_row("SELECT current_setting('statement_timeout') AS found", [])
        held = await fetch("SELECT current_setting('lock_timeout') AS found")

    assert (row["found"], public["found"], held[0]["found"]) == ("15s", "3s", "2s")


@pytest.mark.parametrize(("role", "longest"), [(Role.EDITOR, "2min"), (Role.PUBLIC, "3s")])
async def test_a_role_is_ended_in_time_whatever_it_waits_for(
    database: None, role: Role, longest: str
) -> None:
    connection = await connected(settings, role)
    try:
        names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        found = [await connection.fetchval(f"SHOW {name}") for name in names]
    finally:
        await connection.close()

    assert found == [longest, "2s", "10s"]


async def test_no_role_of_the_embedded_server_can_take_every_connection(database: None) -> None:
    """Where others log in and become the role, the login's limit holds, which is not ours to set."""
    rows = await owner.fetch("SELECT rolname, rolconnlimit FROM pg_roles")
    limits = {row["rolname"]: row["rolconnlimit"] for row in rows}
    ways = {role: way_of(settings, role) for role in MOST_CONNECTIONS}

    for role, way in ways.items():
        assert limits[way.name] == (-1 if way.assumed else MOST_CONNECTIONS[role])


async def test_a_table_that_comes_later_is_the_editors_and_not_the_public_s(database: None) -> None:
    await owner.execute("CREATE TABLE later (one int)")
    try:
        await execute("INSERT INTO later VALUES (1)")
        with acting_as(Role.PUBLIC), pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch("SELECT FROM later")
    finally:
        await owner.execute("DROP TABLE later")


async def test_a_refused_role_is_stood_in_for_and_tried_again(
    database: None, caplog: pytest.LogCaptureFixture
) -> None:
    [public] = [one for one in await states(settings) if one.role is Role.PUBLIC]
    await owner.execute(f'ALTER ROLE "{public.user}" RENAME TO "{public.user}_away"')
    try:
        [away] = [one for one in await states(settings) if one.role is Role.PUBLIC]
    finally:
        await owner.execute(f'ALTER ROLE "{public.user}_away" RENAME TO "{public.user}"')
    [again] = [one for one in await states(settings) if one.role is Role.PUBLIC]

    assert (away.apart, again.apart) == (False, True)
    assert "stands in for it" in caplog.text


@asynccontextmanager
async def editors_away() -> AsyncIterator[None]:
    """Nobody has the editors' role while the block runs."""
    [editors] = [one for one in await states(settings) if one.role is Role.EDITOR]
    await owner.execute(f'ALTER ROLE "{editors.user}" RENAME TO "{editors.user}_away"')
    try:
        yield
    finally:
        await owner.execute(f'ALTER ROLE "{editors.user}_away" RENAME TO "{editors.user}"')


async def who(pool: Any) -> str:
    """Whom PostgreSQL takes a connection of the pool for."""
    async with held(pool) as connection:
        return str(await connection.fetchval("SELECT current_user"))


async def test_a_pool_lets_go_of_what_stood_in_once_the_role_is_there(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roles, "AGAIN_SECONDS", 0.0)

    async def connect(*_arguments: Any, **_named: Any) -> Any:
        return await connected(settings, Role.EDITOR)

    async with asyncpg.create_pool(min_size=0, max_size=2, connect=connect) as pool:
        async with editors_away():
            stood_in = await asyncio.gather(who(pool), who(pool))
        after = await asyncio.gather(*(who(pool) for _ in range(4)))

    [editors] = [one.user for one in await states(settings) if one.role is Role.EDITOR]
    assert editors not in stood_in
    assert {*after} == {editors}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLIC])
async def test_who_reads_goes_on_with_the_same_connection(database: None, role: Role) -> None:
    """A new one for each question would cost more than the question."""
    with acting_as(role):
        pids = {(await read_row("SELECT pg_backend_pid() AS pid", []))["pid"] for _ in range(5)}

    assert len(pids) == 1


async def test_a_role_that_cannot_be_made_is_told(
    database: None, caplog: pytest.LogCaptureFixture
) -> None:
    at = engine.config
    elsewhere = Settings(database_url=f"postgresql://cms@/elsewhere?host={at.get('host', '')}")
    connection = await connected(settings, Role.OWNER)
    try:
        async with connection.transaction():
            await connection.execute("CREATE ROLE plain")
            await connection.execute("GRANT USAGE ON SCHEMA public TO plain")
            await connection.execute("SET LOCAL ROLE plain")
            await arrange(connection, elsewhere)
            raise asyncpg.PostgresError  # nothing of it stays
    except asyncpg.PostgresError:
        pass
    finally:
        await connection.close()

    assert "elsewhere_editor" in caplog.text
    assert "elsewhere_public" in caplog.text


async def test_a_login_that_the_settings_demand_is_never_stood_in_for(database: None) -> None:
    host = engine.config.get("host") or engine.config["dsn"].partition("host=")[2]
    url = f"postgresql://nobody_at_all@/cms?host={host}"
    demanding = Settings(database_url=f"postgresql://cms@/cms?host={host}", public_database_url=url)

    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await connected(demanding, Role.PUBLIC)
