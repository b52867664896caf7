"""The demo site in the database, loaded once a run and copied in after that."""

from io import BytesIO

from cms.database.engine import engine, fetch
from cms.database.roles import Role, acting_as
from cms.demo.loading import load_demo

_COLUMNS = """
SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) AS names
FROM information_schema.columns
WHERE table_schema = 'public' AND is_generated = 'NEVER' AND table_name IN (
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration')
GROUP BY table_name
"""

_kept: dict[str, tuple[list[str], bytes]] = {}


async def stand_demo() -> None:
    """Fill an empty database with the demo site."""
    if not _kept:
        await load_demo()
        await _keep()
        return
    with acting_as(Role.OWNER):
        connection = await engine.get_new_connection()
    try:
        async with connection.transaction():
            await connection.execute("SET LOCAL session_replication_role = replica")
            for table, (columns, data) in _kept.items():
                await connection.copy_to_table(
                    table, source=BytesIO(data), columns=columns, format="binary"
                )
    finally:
        await connection.close()


async def _keep() -> None:
    connection = await engine.get_new_connection()
    try:
        for row in await fetch(_COLUMNS):
            data = BytesIO()
            await connection.copy_from_table(
                row["table_name"], columns=row["names"], output=data, format="binary"
            )
            _kept[row["table_name"]] = (row["names"], data.getvalue())
    finally:
        await connection.close()
