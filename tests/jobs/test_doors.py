"""What opened a door and does so no more is forgotten hourly; what does, or is still told of, stays."""

import pytest

from cms.database.engine import execute, fetch
from cms.jobs.task import Job
from cms.settings import settings
from cms.tasks import tasks
from tests.people import make_user

_ROWS = {
    "login_session": (
        "(token_hash, user_id, expires_at, address, client)",
        "(convert_to($1, 'UTF8'), {user}, {at}, '', '')",
    ),
    "api_token": ("(digest, user_id, expires_at)", "($1, {user}, {at})"),
    "one_time_token": (
        "(token_hash, purpose, user_id, made_by, expires_at)",
        "(convert_to($1, 'UTF8'), left($1, 10), {user}, '', {at})",
    ),
    "personal_link": (
        "(token_hash, purpose, subject, expires_at)",
        "(convert_to($1, 'UTF8'), 'test', 'test', {at})",
    ),
    "preview": ("(id, maker, made_at, expires_at)", "(left($1, 16), 'eva', now(), {at})"),
    "undo": (
        "(token, actor, kind, uid, arguments, expires_at)",
        "($1, 'eva', 'test', 'test', '{{}}', {at})",
    ),
    "done_once": ("(key_hash, fingerprint, at)", "(convert_to($1, 'UTF8'), '', {at})"),
    "bucket": ("(subject, level, at)", "($1, 1, {at})"),
}
"""Of each table the columns and values of a row that ended, or is to end, at a moment."""
_AGES = {
    "login_session": ("-1 minute", "1 minute"),
    "api_token": ("-91 days", "-89 days"),
    "one_time_token": ("-31 days", "-29 days"),
    "personal_link": ("-31 days", "-29 days"),
    "preview": ("-31 days", "-29 days"),
    "undo": ("-1 minute", "1 minute"),
    "done_once": ("-25 hours", "-23 hours"),
    "bucket": ("-25 hours", "-23 hours"),
}
"""Of each table a moment whose rows go, and one whose rows stay: just before and after its time is up."""
_TYPED = """
INSERT INTO preview (id, maker, made_at, expires_at, typed, typed_at)
SELECT word, 'eva', now(), now() + interval '1 day', '[]', now() - ago
FROM (VALUES ('shown', interval '59 minutes'), ('past', interval '61 minutes')) one (word, ago)
"""


async def forgotten() -> None:
    """Do what is done hourly."""
    await next(one for one in tasks(settings) if one.name == "doors.forget").act(Job(1, 1))


async def put(table: str, user: int, name: str, ends: str) -> None:
    """A row that ends then."""
    columns, values = _ROWS[table]
    row = values.format(user=user, at=f"now() + interval '{ends}'")
    await execute(f"INSERT INTO {table} {columns} VALUES {row}", name)


async def names(table: str) -> list[str]:
    """The rows there are, by what names each."""
    named = _ROWS[table][0].strip("()").split(", ")[0]
    told = [row[named] for row in await fetch(f"SELECT {named} FROM {table}")]
    return sorted((one.decode() if isinstance(one, bytes) else one).strip() for one in told)


@pytest.mark.usefixtures("database")
async def test_what_ended_goes_and_what_did_not_stays() -> None:
    user = await make_user("eva", "editor")
    for table, (gone, kept) in _AGES.items():
        await put(table, user, "gone", gone)
        await put(table, user, "kept", kept)
        await put(table, user, "live", "1 day")
    await forgotten()
    assert {table: await names(table) for table in _ROWS} == {
        table: ["kept", "live"] for table in _ROWS
    }


@pytest.mark.usefixtures("database")
async def test_what_was_typed_for_a_preview_is_forgotten_before_the_preview() -> None:
    await execute(_TYPED)
    await forgotten()
    rows = await fetch("SELECT id, typed IS NOT NULL AS typed FROM preview ORDER BY id")
    assert [(row["id"], row["typed"]) for row in rows] == [("past", False), ("shown", True)]
