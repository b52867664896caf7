"""A process does not begin with pools that its database could never fill."""

import pytest

from cms.database.connections import QUEUE, check_connections, needed
from cms.jobs import connecting
from cms.jobs.watching import LANES
from cms.settings import BadSetting, Settings
from cms.settings.groups.jobs import APART


async def test_the_sizes_as_they_come_fit(database: None) -> None:
    assert needed(Settings()) == 10 + 8 + 8 + 1 + 1 + 5
    assert needed(Settings(jobs=APART)) == needed(Settings()) - 5
    assert connecting.MOST + LANES == QUEUE
    await check_connections(Settings())


async def test_more_than_the_database_has_is_refused(database: None) -> None:
    with pytest.raises(BadSetting, match="ask for 523 connections"):
        await check_connections(Settings(pool_size=500))
