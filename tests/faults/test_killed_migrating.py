"""``kill -9`` between any two statements of a migration: the next start goes on where this one began."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from cms.commands.databases import bring_up_to_date
from cms.database.migrations import LOCK
from cms.database.outages import Unavailable
from cms.database.roles import Role, connected
from cms.settings import settings
from tests import owner
from tests.backup.elsewhere import Elsewhere, elsewhere
from tests.faults.killing import die_before, died

ROWS = re.compile(r'INSERT INTO "?migration\b')
"""Before each of these a migration is done, and nobody knows it yet."""
WRITES = re.compile(
    r"\b(INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|GRANT|REVOKE|COMMIT)\b", re.IGNORECASE
)
MADE_PURGE = "2026-11-22T21:21:00:000000"
"""The migration that made the table `purge`, and nothing else."""
MOST = 20_000
KILLS = [
    pytest.param(ROWS, 20, id="before some rows"),
    pytest.param(
        WRITES, 3, id="before any write", marks=[pytest.mark.slow, pytest.mark.timeout(1_800)]
    ),
]
WAITING = """
SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
SCHEMA = """
SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
    a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) AS made
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT format('%s %s', oid::regprocedure, md5(prosrc)) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND prolang <> 13
UNION ALL SELECT format('%s %s', app_name, name) FROM migration
ORDER BY made
"""


def working_on(url: str) -> None:
    """Let this process, which is not the tests' own, work on another database."""
    there = replace(settings, database_url=url, owner_database_url="", public_database_url="")
    vars(settings).update(vars(there))


def migrating(url: str, statement: int, kind: re.Pattern[str]) -> None:
    """What the process does: `cms migrate` of a database, until it is killed."""
    working_on(url)
    die_before(statement, kind, committed=False)
    asyncio.run(bring_up_to_date())


async def migrations(site: Elsewhere) -> int:
    """How many are done."""
    if not await site.fetch("SELECT FROM pg_tables WHERE tablename = 'migration'"):
        return 0
    return len(await site.fetch("SELECT FROM migration"))


async def killed_again_and_again(site: Elsewhere, kind: re.Pattern[str], every: int) -> int:
    """Kill what migrates, each time some statements later than where it got before; how often.

    Once a migration more is done it is killed early again.
    """
    done, statement = 0, 1
    for kills in range(MOST):
        if not await died(migrating, site.url, statement, kind):
            return kills
        before, done = done, await migrations(site)
        assert done >= before, "a migration was undone"
        statement = 1 if done > before and kind is WRITES else statement + every
    raise AssertionError("it has no end")


@pytest.mark.parametrize(("kind", "every"), KILLS)
async def test_a_migration_that_is_killed_goes_on(
    migrated: None, tmp_path: Path, kind: re.Pattern[str], every: int
) -> None:
    async with elsewhere(tmp_path) as site:
        assert await killed_again_and_again(site, kind, every) > 1

        assert await site.fetch(SCHEMA) == await owner.fetch(SCHEMA)


def catching_up() -> None:
    """Migrate the database of the tests."""
    asyncio.run(bring_up_to_date())


async def test_two_that_begin_at_once_apply_a_migration_once(migrated: None) -> None:
    before = await owner.fetch(SCHEMA)
    await owner.execute("DROP TABLE purge")
    await owner.execute("DELETE FROM migration WHERE name = $1", MADE_PURGE)
    holder = await connected(settings, Role.OWNER)
    await holder.execute("SELECT pg_advisory_lock($1)", LOCK)
    both = [asyncio.create_task(died(catching_up)) for _ in range(2)]
    try:
        async with asyncio.timeout(60):
            while len(await holder.fetch(WAITING)) < len(both):  # noqa: ASYNC110 - nobody says it
                await asyncio.sleep(0.02)
    finally:
        await holder.close()
        ended = await asyncio.gather(*both)

    assert ended == [False, False]
    assert await owner.fetch(SCHEMA) == before


def losing(url: str) -> None:
    """Migrate what goes away meanwhile; it ends well if it says so."""
    working_on(url)
    with pytest.raises(Unavailable):
        asyncio.run(bring_up_to_date())


async def test_a_database_that_goes_away_meanwhile_is_an_outage(
    migrated: None, tmp_path: Path
) -> None:
    """Whoever serves waits for it then, and begins again."""
    async with elsewhere(tmp_path) as site:
        holder = await asyncpg.connect(site.url)
        await holder.execute("SELECT pg_advisory_lock($1)", LOCK)
        going = asyncio.create_task(died(losing, site.url))
        while not (waiting := await holder.fetch(WAITING)):  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.02)
        await holder.execute("SELECT pg_terminate_backend($1)", waiting[0]["pid"])
        assert not await going
        await holder.close()
