"""A process does not begin with pools that its database could never fill."""

import pytest

from cms.database.connections import check_connections, needed
from cms.settings import BadSetting, Settings


async def test_the_sizes_as_they_come_fit(database: None) -> None:
    assert needed(Settings()) == 19
    await check_connections(Settings())


async def test_more_than_the_database_has_is_refused(database: None) -> None:
    with pytest.raises(BadSetting, match="ask for 509 connections"):
        await check_connections(Settings(pool_size=500))
