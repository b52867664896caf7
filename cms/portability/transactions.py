"""The transactions of exports and imports: they last as long as files take, and not a moment more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cms.database.engine import execute, rehearsing, writing
from cms.editing import checks
from cms.publishing.library.receiving import all_bytes_stay
from cms.publishing.plans import one_at_a_time

_PATIENT = """
SELECT set_config('idle_in_transaction_session_timeout', '0', true),
    set_config('statement_timeout', '0', true), set_config('lock_timeout', '15s', true)
"""
"""Editors are held to seconds; between two statements of ours lie the bytes of whole files."""


@asynccontextmanager
async def one_moment() -> AsyncIterator[None]:
    """The site as it is at one moment, while others go on writing. No bytes of its files are forgotten."""
    async with writing():
        await execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        await execute(_PATIENT)
        await all_bytes_stay()
        yield


@asynccontextmanager
async def all_or_nothing(*, dry_run: bool) -> AsyncIterator[None]:
    """All of the block or, when it raises and of a dry run, nothing. Nobody publishes meanwhile."""
    async with rehearsing() if dry_run else writing():
        await execute(_PATIENT)
        await one_at_a_time()
        await checks.lock_tree()
        yield
