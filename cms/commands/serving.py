"""`cms serve`, `cms migrate` and `cms demo`."""

import asyncio
import errno
import gc
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from time import monotonic, sleep
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from tqdm import tqdm

from cms.access.passwords import check_password
from cms.access.users import ensure_admin
from cms.app import STOP, STOPPING, create_app
from cms.commands.absence import waited
from cms.commands.databases import database
from cms.commands.migrating import migrated
from cms.commands.server import configured
from cms.commands.terminal import language, say, tell, worded
from cms.database.connections import check_connections
from cms.database.embedded import let_go
from cms.database.engine import pool
from cms.database.outages import NoRoom, Unavailable, is_lost
from cms.database.waiting import until_it_answers
from cms.demo.loading import Loaded, is_empty, load_demo
from cms.demo.reading import DemoEntry
from cms.errors import N_, InvalidInput, Message
from cms.operation.ending import end_in_time
from cms.operation.logs import configure
from cms.operation.tracing import tracing
from cms.settings import BadSetting, Settings
from cms.supervising.seat import read_seat
from cms.supervising.sockets import taken
from cms.supervising.supervisor import Supervisor
from cms.translation.interface.catalogues import ngettext, reload, render

ADMIN = "admin"
STARTUP_FAILED = 3
STUCK_SECONDS = 30
"""So long a client may take nothing of what it is sent; then its connection is cut."""
_FOR_GOOD = frozenset(
    {errno.EPIPE, errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.EDQUOT, errno.EIO}
)
"""Of which waiting mends nothing: who read our words has left, or the system has no more to give."""
AGAIN_SECONDS = 0.5
LATER_SECONDS = 1.1
"""So much later than its processes, some of which it may have to kill, a supervisor is gone."""
DRAIN_SECONDS = 1.0
"""How long a process that stops answers what comes on connections that are open."""
logger = logging.getLogger(__name__)


def _progress(listed: list[DemoEntry]) -> Any:
    return tqdm(listed, desc="Demo", unit=worded(N_("entry")), disable=not listed, file=sys.stderr)


async def _demo() -> Loaded:
    async with pool(most=2):
        return await load_demo(_progress)


def _print_loaded(loaded: Loaded) -> None:
    here = language()
    added = ngettext("{number} entry added", "{number} entries added", loaded.made, here)
    kept = ngettext("{number} left as it is", "{number} left as they are", loaded.kept, here)
    tell(N_("Demo: {added}, {kept}."), added=added, kept=kept)


async def _prepare(settings: Settings, *, demo: bool) -> None:
    await migrated()
    async with pool(most=2):
        await check_connections(settings)
        if demo and await is_empty():
            _print_loaded(await load_demo(_progress))
        await _ensure_administrator(settings)


async def _ensure_administrator(settings: Settings) -> None:
    """The demo's administrator: its password is the setting's, or made once and printed once."""
    password = settings.admin_password or secrets.token_urlsafe(12)
    made = await ensure_admin(ADMIN, password, replace=bool(settings.admin_password))
    if made and not settings.admin_password:
        text = N_("Log in at {address} as {name} with password: {password}")
        address = f"{settings.public_url}/admin/"
        shown = Message(text, {"address": address, "name": ADMIN, "password": password})
        say(f"\n  {render(shown, language())}\n")


def run_migrate(settings: Settings, *, break_documents: bool = False) -> int:
    """Bring the database up to this version of the code. Raises `DocumentsBreak`."""
    with database(settings):
        broken = asyncio.run(migrated(break_documents=break_documents))
    if broken:
        say(
            ngettext(
                "{number} registered document is broken now.",
                "{number} registered documents are broken now.",
                broken,
                language(),
            )
        )
    tell(N_("The database is up to date."))
    return 0


def run_demo(settings: Settings) -> int:
    """Load what is missing of the demo site. Raises `DocumentsBreak`."""
    with database(settings):
        asyncio.run(migrated())
        _print_loaded(asyncio.run(_demo()))
    return 0


def _check_password(settings: Settings) -> None:
    """Refuse one that cannot be used before anything is made. Raises `BadSetting`."""
    try:
        asyncio.run(check_password(settings.admin_password or secrets.token_urlsafe(12), ADMIN))
    except InvalidInput as error:
        reason = error.problems[0].message
        raise BadSetting(N_("CMS_ADMIN_PASSWORD cannot be used. {reason}"), reason=reason) from None


def _reload_when_told() -> None:
    """On SIGHUP read the catalogues again. A terminal that closes sends it too: then stop."""
    from_terminal = sys.stdin is not None and sys.stdin.isatty()

    def told(_signal: int, _frame: FrameType | None) -> None:
        if from_terminal and not os.isatty(0):
            signal.raise_signal(signal.SIGTERM)
        else:
            reload()

    signal.signal(signal.SIGHUP, told)


def cut_when_stuck(listening: int, seconds: float) -> None:
    """Have the system cut what is connected to a socket once it takes nothing for so long.

    To the application such a client is only slow, and a connection that is closed still sends what it
    has: both would wait for ever.
    """
    if sys.platform == "linux":
        with socket.socket(fileno=os.dup(listening)) as same:  # the loop's own has no options
            milliseconds = int(seconds * 1_000)
            same.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)


def _nothing() -> None:
    """Nobody waits for this server to be ready, or counts the seconds in which it ends."""


class Server(uvicorn.Server):
    """Tells all that is under way at once that it is to end, and waits for all of it together."""

    stuck_seconds: float = STUCK_SECONDS
    drain_seconds: float = 0.0
    on_ready: Callable[[], None] = staticmethod(_nothing)
    on_told: Callable[[], None] = staticmethod(_nothing)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called when the process is told to stop: the loop may be busy for a while yet."""
        self.on_told()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Called once, to begin to listen."""
        await super().startup(sockets)
        for server in () if self.should_exit else self.servers:
            for one in server.sockets:
                cut_when_stuck(one.fileno(), self.stuck_seconds)
        if self.started:
            self.on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Called once, when the process is told to stop."""
        begun = monotonic()
        self.lifespan.state[STOPPING] = True
        for server in self.servers:
            server.close()
        stop = self.lifespan.state.get(STOP)
        await asyncio.gather(self._drain(), *([stop()] if stop else []))
        grace = self.config.timeout_graceful_shutdown
        if grace is not None:
            left = max(0.0, grace - (monotonic() - begun))
            self.config.timeout_graceful_shutdown = left  # type: ignore[assignment]
        await super().shutdown(sockets)

    async def _drain(self) -> None:
        """Let clients that keep a connection hear with their next answer that it is the last.

        One that is closed while it lies idle may carry a request by then, which would be lost.
        """
        end = monotonic() + self.drain_seconds
        while self.server_state.connections and monotonic() < end:  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.02)


def _settled(make: Callable[[], ASGIApp]) -> ASGIApp:
    """An application, of which the garbage collector need not look at anything again."""
    gc.disable()
    try:
        app = make()
    finally:
        gc.freeze()  # what little of it is garbage costs less than to look for it
        gc.enable()
    return app


def _prepared(settings: Settings, sockets: list[socket.socket], *, demo: bool) -> bool:
    """Whether all is ready; not if the process was told to stop while it waited for the database."""
    while waited(settings, sockets):
        if _done(partial(_prepare, settings, demo=demo)):
            return True
    return False


def _done(act: Callable[[], Coroutine[Any, Any, object]]) -> bool:
    """Do it; whether it is done, or the database was lost meanwhile."""
    try:
        asyncio.run(act())
    except Exception as error:
        if not _comes_back(error):
            raise
        logger.warning("The database was lost: what was begun with it begins anew")
        sleep(AGAIN_SECONDS)
        return False
    return True


def _comes_back(error: Exception) -> bool:
    """Whether it is the database that was lost; not one of our files, nor room, nor who read along."""
    ours = isinstance(error, OSError) and (error.filename is not None or error.errno in _FOR_GOOD)
    if ours or isinstance(error, NoRoom):
        return False
    return is_lost(error) or isinstance(error, Unavailable)


def _server(settings: Settings, on_ready: Callable[[], None] = _nothing) -> Server:
    app = _settled(partial(create_app, settings))
    server = Server(configured(app, settings))
    server.on_ready = on_ready
    server.on_told = partial(end_in_time, let_go)
    server.drain_seconds = DRAIN_SECONDS
    return server


def run_serve(settings: Settings, *, demo: bool = False, processes: int | None = None) -> int:
    """Serve until stopped; migrations are applied first.

    Raises `BadSetting` for a password that nobody may have, and `AddressTaken`.
    """
    _check_password(settings)
    sockets = taken(settings.host, settings.port)
    configure(settings)
    with database(settings), tracing(settings):
        if not _prepared(settings, sockets, demo=demo):
            return 0
        here = replace(settings, base_url="").public_url  # not the address that the public knows
        tell(
            N_("Klankbord listens on {address}  (GraphQL /graphql · editors /admin/)"), address=here
        )
        several = processes or settings.processes
        if several > 1 or (settings.production and settings.process_memory):
            return _supervise(settings, sockets, several)
        _reload_when_told()
        server = _server(settings)
        server.run(sockets)
    return 0 if server.started else STARTUP_FAILED


def _supervise(settings: Settings, sockets: list[socket.socket], processes: int) -> int:
    command = [sys.executable, "-m", "cms.cli", "serve"]
    most = settings.process_memory * 2**20
    on_told = partial(end_in_time, let_go, LATER_SECONDS)
    supervisor = Supervisor(command, sockets, processes, most_memory=most, on_told=on_told)
    served = asyncio.run(supervisor.run())
    return 0 if served else STARTUP_FAILED


async def _migrate_once_there(settings: Settings) -> None:
    await until_it_answers(settings)
    await migrated()


def run_seat(settings: Settings, written: str) -> int:
    """Serve as one of several processes, in the seat that the supervisor gave this one.

    Its code may be newer than the supervisor's: it migrates too. A database that is away is waited for,
    as long as the supervisor waits for this process.
    """
    seat = read_seat(written)
    seat.sit()
    configure(settings)
    with database(settings), tracing(settings):
        migrating = partial(_migrate_once_there, settings)
        while not _done(migrating):
            """It went away again: the next time round waits for it."""
        _reload_when_told()
        server = _server(settings, seat.say_ready)
        server.run(seat.sockets)
    return 0 if server.started else STARTUP_FAILED
