"""The jobs beside the requests: nothing that goes wrong in one of them is its end."""

import logging

import pytest

from cms.jobs import attempted


@pytest.mark.parametrize(("error", "level"), [(OSError(), "WARNING"), (KeyError("x"), "ERROR")])
async def test_a_job_that_fails_is_told_and_comes_again(
    caplog: pytest.LogCaptureFixture, error: Exception, level: str
) -> None:
    async def act() -> int:
        raise error

    with caplog.at_level(logging.WARNING):
        assert await attempted("The bin waits", act) is None
    [record] = caplog.records
    assert (record.levelname, record.getMessage()[:13]) == (level, "The bin waits")
