"""A language that the site gets has its words known by the database, whichever it is."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from cms.content.dictionaries import DICTIONARIES, dictionary_statements
from cms.database.engine import engine
from cms.database.roles import Role, acting_as


@pytest.fixture
async def owner(database: None) -> AsyncIterator[asyncpg.Connection]:
    """A connection that may make configurations, and keeps none."""
    with acting_as(Role.OWNER):
        connection = await engine.get_new_connection()
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()


async def found(owner: asyncpg.Connection, locale: str, written: str, asked: str) -> bool:
    sql = f"SELECT to_tsvector('cms_{locale}', $1) @@ plainto_tsquery('cms_{locale}', $2)"
    return bool(await owner.fetchval(sql, written, asked))


async def test_forms_of_a_word_are_found_where_postgresql_knows_them(
    owner: asyncpg.Connection,
) -> None:
    for sql in (*dictionary_statements(("de", "fy")), *dictionary_statements(("de", "fy"))):
        await owner.execute(sql)  # the second time there is nothing to do

    assert await found(owner, "de", "die Katzen", "katze")
    assert await found(owner, "de", "die Häuser", "hauser")
    assert await found(owner, "fy", "de hûzen", "huzen")
    assert not await found(owner, "fy", "de katten", "kat")


async def test_every_dictionary_is_one_of_postgresql(owner: asyncpg.Connection) -> None:
    for sql in dictionary_statements((*DICTIONARIES, "xx")):
        await owner.execute(sql)
    made = await owner.fetch("SELECT FROM pg_ts_config WHERE starts_with(cfgname, 'cms_')")

    assert len(made) == len(DICTIONARIES) + 1
