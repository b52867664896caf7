"""Tasks: what jobs have done, how often it is tried, and how a task says that it did not work."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cms.errors import N_, CmsError, Message


@dataclass(frozen=True)
class Job:
    """What a task is given. ``id`` is the same whenever it is tried again, ``attempt`` is 1 at first."""

    id: int
    attempt: int
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Retry:
    """How often a task is tried, and after how many seconds: each time twice as long as before."""

    most: int = 10
    first: float = 5.0
    longest: float = 4 * 3_600.0

    def seconds(self, attempt: int) -> float | None:
        """How long to wait after an attempt that failed; none: it was the last."""
        if attempt >= self.most:
            return None
        return min(self.longest, self.first * 2.0 ** min(attempt - 1, 30))


LATER = "outside.later"
"""The task that begins another one at its moment: its arguments are that one's name and arguments."""

Act = Callable[[Job], Awaitable[object]]


@dataclass(frozen=True)
class Task:
    """Something that jobs do: ``act`` opens its own transactions, and may be run twice for one job.

    ``title`` is what people read. ``outside`` says that it waits for others' servers: such tasks
    never hold up the rest. ``every`` is a cron expression in UTC for what comes again by itself, once
    however many processes there are.
    """

    name: str
    title: str
    act: Act
    retry: Retry = Retry()
    outside: bool = False
    every: str = ""


class Again(CmsError):
    """It did not work, and may later: at a moment, or when the task's `Retry` says."""

    code = "job_again"

    def __init__(self, reason: Message, at: datetime | None = None) -> None:
        super().__init__(reason.text, **reason.params)
        self.message = reason
        self.at = at


class GiveUp(CmsError):
    """It will never work: the job is a dead letter at once."""

    code = "job_given_up"

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.text, **reason.params)
        self.message = reason


DIED = Message(N_("The process that did it died each time."))


def reason_of(error: BaseException, *, outage: bool) -> Message:
    """Why something failed, in words that say nothing of what it was about."""
    if isinstance(error, CmsError):
        return error.message
    name = type(error).__name__
    if outage:
        return Message(N_("A server could not be reached ({error})."), {"error": name})
    return Message(
        N_("Something unexpected went wrong ({error}); the log has more."), {"error": name}
    )
