"""What is done beside answering."""

from dataclasses import dataclass

from cms.settings.declaring import setting
from cms.settings.readers import one_of

INSIDE, APART = "inside", "apart"


@dataclass(frozen=True)
class Jobs:
    """What is done beside answering."""

    jobs: str = setting(
        "CMS_JOBS",
        one_of(INSIDE, APART),
        INSIDE,
        "where jobs are done: `inside` (in each process that serves), `apart` (by `cms jobs run` alone)."
        " See [jobs.md](jobs.md)",
    )
