"""The process above the others hears each signal at any moment, and leaves nobody behind."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from cms.supervising import child as children
from cms.supervising.sockets import AddressTaken, taken
from tests.supervising.served import Served, free_port, is_alive, until

STOP_SECONDS = 5


@asynccontextmanager
async def small(folder: Path, state: str = "") -> AsyncIterator[Served]:
    """The small site of two while the block runs; whoever it leaves behind fails the test."""
    port = free_port()
    if state:
        (folder / state).touch()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.supervising.small", str(port), "2", str(folder)),
    )
    site = Served(f"http://127.0.0.1:{port}", process)
    await until(lambda: len(site.children()) == 2)
    if not state:
        await until(lambda: all((folder / str(pid)).exists() for pid in site.children()))
    left = site.children()
    try:
        yield site
        left |= site.children()
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    assert process.returncode in (0, -signal.SIGKILL)
    await until(lambda: not any(map(is_alive, left)), STOP_SECONDS)


async def answered(site: Served) -> int:
    """The process that answers a request on a new connection."""
    async with httpx.AsyncClient(trust_env=False) as client:
        return int((await client.get(site.address)).text.split()[1])


async def test_all_are_replaced_one_after_the_other(tmp_path: Path) -> None:
    async with small(tmp_path) as site:
        before = site.children()
        site.tell(signal.SIGHUP)
        most = 0
        while before & site.children():
            assert await answered(site)  # each time there is somebody
            most = max(most, len(site.children()))
        assert most == 3
        await until(lambda: len(site.children()) == 2)


async def test_one_that_was_killed_is_started_again_and_renewed_in_its_turn(tmp_path: Path) -> None:
    async with small(tmp_path) as site:
        before = site.children()
        (tmp_path / "slow").touch()
        os.kill(min(before), signal.SIGKILL)
        await until(lambda: bool(site.children() - before))  # it is about to be replaced
        site.tell(signal.SIGHUP)
        (tmp_path / "slow").unlink()
        await until(lambda: not before & (now := site.children()) and len(now) == 2)
        assert await answered(site) in site.children()


async def test_what_does_not_start_replaces_nothing(tmp_path: Path) -> None:
    async with small(tmp_path) as site:
        before = site.children()
        (tmp_path / "broken").touch()
        site.tell(signal.SIGHUP)
        await until(lambda: len(site.children()) == 3)
        await until(lambda: site.children() == before)
        assert await answered(site) in before


async def test_one_that_hangs_is_killed_and_replaced(tmp_path: Path) -> None:
    async with small(tmp_path) as site:
        before = site.children()
        async with httpx.AsyncClient(trust_env=False) as client:
            with pytest.raises(httpx.RemoteProtocolError):  # cut while it waited
                await client.get(f"{site.address}/hang", timeout=20)
        await until(lambda: len(site.children() - before) == 1 and len(site.children()) == 2)


SAYS_SO = """
import sys, time
from cms.supervising.seat import READY, read_seat
seat = read_seat(sys.argv[-1])
while True:
    seat.line.send(READY)
    time.sleep(0.1)
"""


async def test_who_stood_still_with_the_one_above_does_not_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(children, "BEAT_SECONDS", 0.1)
    child = children.Child([sys.executable, "-c", SAYS_SO], 0, [])
    try:
        assert await child.ready(30)
        silence = asyncio.create_task(child.falls_silent(1.0))
        await asyncio.sleep(0.2)
        os.kill(child.process.pid, signal.SIGSTOP)
        await asyncio.sleep(0.3)
        time.sleep(1.5)  # noqa: ASYNC251 - we stand still as well, as in a container that is paused
        await asyncio.sleep(0)
        os.kill(child.process.pid, signal.SIGCONT)
        await asyncio.sleep(0.5)
        assert not silence.done()
        os.kill(child.process.pid, signal.SIGSTOP)
        async with asyncio.timeout(10):
            await silence
    finally:
        child.kill()
        await child.stop()


TAKES_NO_NOTICE = """
import signal, sys, time
from cms.supervising.seat import READY, read_seat
signal.signal(signal.SIGTERM, signal.SIG_IGN)
read_seat(sys.argv[-1]).line.send(READY)
time.sleep(60)
"""


async def test_one_that_takes_no_notice_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "SECONDS_TO_STOP", 0.1)
    child = children.Child([sys.executable, "-c", TAKES_NO_NOTICE], 0, [])
    assert await child.ready(30)
    await child.stop()
    assert child.process.returncode == -signal.SIGKILL


async def test_one_that_holds_too_much_is_renewed(tmp_path: Path) -> None:
    async with small(tmp_path) as site:
        before = site.children()
        async with httpx.AsyncClient(trust_env=False) as client:
            grown = int((await client.get(f"{site.address}/grow")).text.split()[1])
        await until(lambda: grown not in site.children() and len(site.children()) == 2)
        assert len(site.children() & before) == 1


@pytest.mark.parametrize("moment", ["start", "renewal", "replacement", "back-off"])
async def test_it_can_be_stopped_at_any_moment(tmp_path: Path, moment: str) -> None:
    async with small(tmp_path, "slow" if moment == "start" else "") as site:
        if moment == "renewal":
            (tmp_path / "slow").touch()
            site.tell(signal.SIGHUP)
            await until(lambda: len(site.children()) == 3)
        elif moment != "start":
            (tmp_path / ("slow" if moment == "replacement" else "broken")).touch()
            before = site.children()
            os.kill(min(before), signal.SIGKILL)
            await until(lambda: min(before) not in site.children())


async def test_children_go_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    async with small(tmp_path) as site:
        left = site.children()
        site.process.kill()
        await until(lambda: not any(map(is_alive, left)), STOP_SECONDS)


async def test_what_never_started_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.supervising.small", str(free_port()), "2", str(tmp_path)),
    )
    async with asyncio.timeout(30):
        assert await process.wait() == 3


def test_an_address_that_somebody_has_is_refused_by_name() -> None:
    port = free_port()
    for one in taken("127.0.0.1", port):
        one.listen()
        with one, pytest.raises(AddressTaken, match=str(port)):
            taken("127.0.0.1", port)
