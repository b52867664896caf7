"""Moments have their zone: what has none would mean another one wherever it is read."""

from tests import owner

THEIRS = {
    ("piccolo_user", "last_login"),  # written and read as UTC
    ("sessions", "expiry_date"), ("sessions", "max_expiry_date"),  # a table that nobody uses
    ("migration", "ran_on"),  # only looked at by people
}  # fmt: skip
"""Columns that Piccolo makes."""
NAIVE = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type LIKE '%without time zone'
"""


async def test_no_column_is_without_a_zone(database: None) -> None:
    found = {(row["table_name"], row["column_name"]) for row in await owner.fetch(NAIVE)}

    assert found == THEIRS
