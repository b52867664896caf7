"""The database that a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager

from cms.commands.terminal import say
from cms.content.constraints import statements
from cms.content.discovery import installed
from cms.database.embedded import running
from cms.database.migrations import migrate
from cms.settings import Settings


@contextmanager
def database(settings: Settings) -> Iterator[None]:
    """The database that the settings name; the embedded one runs while the block does."""
    if settings.database_url:
        yield
        return
    with running(settings.var, progress=say):
        yield


async def bring_up_to_date() -> None:
    """Apply the migrations and the declared constraints."""
    await migrate(statements(installed().values()))
