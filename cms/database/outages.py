"""Telling a database that is away from a mistake of ours."""

import asyncpg

from cms.errors import N_, CmsError

RETRY_SECONDS = 5

# Not all of InterfaceError: it also says that a statement was given the wrong values.
_GONE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.InternalClientError,  # a question while the server's last word is being read
    asyncpg.IdleInTransactionSessionTimeoutError,  # it was ended since we were away for long
)
_CLOSED = ("clos", "released back to the pool")  # as a pool takes back what was lost
_BUSY = (
    asyncpg.DeadlockDetectedError,  # two that waited for each other: one of them goes again
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,  # somebody holds a lock for longer than we may wait
    asyncpg.InsufficientResourcesError,  # no room on its disk or in its memory
)


class Unavailable(CmsError):
    """The database does not answer just now; the same request may succeed later."""

    code = "unavailable"
    status = 503

    def __init__(self) -> None:
        super().__init__(N_("The site cannot reach its database just now. Try again in a moment."))


class NoRoom(Unavailable):
    """The disk of the database is full, or nearly: reading goes on, and nothing is written."""

    def __init__(self) -> None:
        CmsError.__init__(
            self,
            N_("The disk of the database is full. Nothing can be saved until there is room again."),
        )


def unavailable(error: BaseException | None) -> Unavailable:
    """What is told of an outage: why, where whoever hears it can do something about that."""
    return NoRoom() if isinstance(error, asyncpg.DiskFullError) else Unavailable()


def is_lost(error: BaseException | None) -> bool:
    """Whether an error says no more than that PostgreSQL could not be reached."""
    closed = isinstance(error, asyncpg.InterfaceError) and any(
        word in str(error) for word in _CLOSED
    )
    return closed or isinstance(error, _GONE)


def is_outage(error: BaseException | None) -> bool:
    """Whether the same may succeed later: PostgreSQL is out of reach, or too busy, or has no room."""
    return is_lost(error) or isinstance(error, _BUSY)
