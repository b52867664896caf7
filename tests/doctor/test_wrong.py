"""What the doctor says of a database and a machine that are not as they should be, and what to do then.

What can be made wrong in a moment is; where a disk would have to be filled, or a clock set, its measure is.
"""

import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cms.database.connections import needed
from cms.database.roles import Role, connected, way_of
from cms.doctor import database as checks
from cms.doctor import machine
from cms.doctor.findings import State
from cms.mail import sending
from cms.settings import Settings, settings
from tests import owner
from tests.doctor.test_doctor import found

GIGABYTE = 1_000_000_000


@asynccontextmanager
async def nameless(role: Role) -> AsyncIterator[None]:
    """PostgreSQL knows a role by another name, and so not by ours."""
    name = way_of(settings, role).name
    await owner.execute(f'ALTER ROLE "{name}" RENAME TO "{name}_away"')
    try:
        yield
    finally:
        await owner.execute(f'ALTER ROLE "{name}_away" RENAME TO "{name}"')


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLIC])
async def test_a_role_that_is_refused_is_told(database: None, role: Role) -> None:
    async with nameless(role):
        one = (await found(checks.check_roles, settings))[-1]
    assert one.state is State.WARNING
    assert "Editors and the public do not have a role each" in str(one.message)
    assert "cms migrate" in str(one.advice)


async def test_a_superuser_is_no_role_for_a_site(database: None) -> None:
    if not settings.database_url:
        pytest.skip("the embedded server is its owner's alone")
    one = (await found(checks.check_roles, settings))[0]
    assert (one.state, one.message.params["name"]) == (State.WARNING, "cms")
    assert "ALTER DATABASE … OWNER TO …" in str(one.advice)


async def test_an_extension_that_was_dropped_is_told(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (well,) = await found(checks.check_extensions, settings)
    connection = await connected(settings, Role.OWNER)
    monkeypatch.setattr(checks, "fetch", connection.fetch)  # it is dropped for this one alone
    try:
        await connection.execute("BEGIN; DROP EXTENSION unaccent CASCADE")
        (one,) = await found(checks.check_extensions, settings)
    finally:
        await connection.close()
    assert well.state is State.OK
    assert (one.state, one.message.params["names"]) == (State.FAILED, "unaccent")
    assert "CREATE EXTENSION" in str(one.advice)


async def test_an_extension_that_the_server_lacks_is_to_be_installed(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "NEEDED", (*checks.NEEDED, "nobody_has_it"))
    (one,) = await found(checks.check_extensions, settings)
    assert (one.state, one.message.params["names"]) == (State.FAILED, "nobody_has_it")
    assert "postgresql-contrib" in str(one.advice)


@pytest.mark.parametrize(
    ("seen", "text", "advice"),
    [
        ({"number": 130_022, "version": "13.22", "replica": False}, "13.22 is too old", "14"),
        (
            {"number": 160_004, "version": "16.4", "replica": True},
            "is a replica",
            "Let CMS_DATABASE_URL name the primary",
        ),
    ],
)
async def test_a_server_that_cannot_be_ours(
    monkeypatch: pytest.MonkeyPatch, seen: Mapping[str, Any], text: str, advice: str
) -> None:
    async def fetch(_sql: str) -> list[Mapping[str, Any]]:
        return [seen]

    monkeypatch.setattr(checks, "fetch", fetch)
    (one,) = await found(checks.check_server, settings)
    assert one.state is State.FAILED
    assert text in str(one.message)
    assert advice in str(one.advice)


@pytest.mark.parametrize(
    ("apart", "state"),
    [(0.0, State.OK), (-1.5, State.WARNING), (1.5, State.WARNING), (30.0, State.FAILED)],
)
async def test_a_clock_that_is_wrong(
    monkeypatch: pytest.MonkeyPatch, apart: float, state: State
) -> None:
    async def fetch(_sql: str) -> list[Mapping[str, Any]]:
        return [{"now": datetime.now(UTC) + timedelta(seconds=apart)}]

    monkeypatch.setattr(checks, "fetch", fetch)
    (one,) = await found(checks.check_clock, settings)
    assert one.state is state
    if state is not State.OK:
        assert float(one.message.params["seconds"]) == pytest.approx(abs(apart), abs=0.1)
        assert "chrony" in str(one.advice)


@pytest.mark.parametrize(
    ("free", "state"),
    [(GIGABYTE, State.OK), (GIGABYTE - 1_000_000, State.WARNING), (GIGABYTE // 6, State.FAILED)],
)
async def test_a_disk_that_fills_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, state: State
) -> None:
    usage = SimpleNamespace(total=GIGABYTE, free=free)
    monkeypatch.setattr("shutil.disk_usage", lambda _place: usage)
    (one,) = await found(machine.check_disk, Settings(var=tmp_path))
    assert (one.state, one.message.params["free"]) == (state, free // 1_000_000)
    if state is not State.OK:
        assert "CMS_VAR" in str(one.advice)


async def test_connections_that_are_too_few(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (few,) = await found(checks.check_connections, Settings(processes=1_000))
    monkeypatch.setattr(checks, "FEW", 1_000_000)
    (none,) = await found(checks.check_connections, Settings())
    assert (few.state, few.message.params["needed"]) == (State.WARNING, 1_000 * needed(Settings()))
    assert none.state is State.FAILED
    assert none.message.params["used"] > 0
    for one in (few, none):
        assert "max_connections" in str(one.advice)


@contextmanager
def silent() -> Iterator[str]:
    """A mail server that takes connections, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"smtp://127.0.0.1:{server.getsockname()[1]}"


async def test_a_mail_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.05)
    with silent() as url:
        (one,) = await found(machine.check_mail, Settings(smtp_url=url))
    assert (one.state, one.message.params["reason"]) == (State.FAILED, "SMTPServerDisconnected")
    assert "CMS_SMTP_URL" in str(one.advice)


async def test_no_mail_server_is_no_failure() -> None:
    (one,) = await found(machine.check_mail, Settings())
    assert one.state is State.WARNING
    assert "CMS_MAIL_FROM" in str(one.advice)
