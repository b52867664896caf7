"""When what the public reads changed last: something came, went, or was replaced."""

from datetime import datetime

from cms.database.engine import fetch

_LAST = """
SELECT greatest(
    (SELECT max(lower(valid)) FROM publication WHERE lower(valid) <= statement_timestamp()),
    (SELECT max(upper(valid)) FROM publication WHERE upper(valid) <= statement_timestamp())) AS at
"""


async def last_change() -> datetime | None:
    """The last moment at which anything changed, be it planned long before; none if nothing ever did."""
    rows = await fetch(_LAST)
    at: datetime | None = rows[0]["at"]
    return at
