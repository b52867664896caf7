"""What a request has done later hangs on its trace."""

import pytest

from cms.database.engine import writing
from cms.jobs.queue import defer
from cms.jobs.task import Job, Task
from cms.jobs.worker import work
from cms.operation import tracing
from cms.settings import Settings
from tests.operation.collector import collecting


@pytest.mark.usefixtures("database")
async def test_a_job_hangs_on_the_trace_of_who_wrote_it() -> None:
    given: list[Job] = []

    async def act(job: Job) -> None:
        given.append(job)

    with collecting() as collector:
        with tracing.tracing(Settings(traces=collector.address)):
            with tracing.span("act"):
                async with writing():
                    await defer("traced", {"uid": "abc"})
            await work([Task("traced", "Traced", act)], until_idle=True)
        spans = {one.name: one for one in collector.spans}

    assert spans["job traced"].trace_id == spans["act"].trace_id
    assert spans["job traced"].parent_span_id == spans["act"].span_id
    assert given[0].arguments == {"uid": "abc"}
