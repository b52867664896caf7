"""What the doctor finds, with real servers that are away, refuse, or are as they should be."""

import asyncio
import json
import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cms.commands.doctor import _as_text
from cms.database.engine import execute, writing
from cms.doctor import database as checks
from cms.doctor import machine
from cms.doctor.examining import examine
from cms.doctor.findings import NAMES, Finding, State
from cms.doctor.settings import check_settings
from cms.errors import Message
from cms.jobs.queue import defer
from cms.jobs.task import GiveUp, Job
from cms.settings import Settings, settings
from tests import owner
from tests.jobs.working import task, worked_off

GOOD = {
    "base_url": "https://cms.example.org", "secret": "s" * 40, "database_url": "postgresql://a@b/c",
    "production": True, "second_factor": "publishers",
}  # fmt: skip


async def found(check: Any, settings: Settings) -> list[Finding]:
    """What one check finds."""
    return [one async for one in check(settings)]


class _Greeting(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Speak as much SMTP as a greeting needs; what is said is kept."""
        self.wfile.write(b"220 mail.example.org\r\n")
        for line in self.rfile:
            self.server.said.append(line.split()[0].upper())  # type: ignore[attr-defined]
            self.wfile.write(
                b"221 bye\r\n" if line.lower().startswith(b"quit") else b"250 well\r\n"
            )


@contextmanager
def mail_server() -> Iterator[tuple[str, list[bytes]]]:
    """A mail server's address, and the commands that it was given."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Greeting) as server:
        server.said = []  # type: ignore[attr-defined]
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{server.server_address[1]}", server.said  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()


async def test_a_site_that_is_well(database: None) -> None:
    for one in await examine(settings):
        assert one.state is not State.FAILED, one
        assert one.advice is None or one.state is State.WARNING


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, State.OK),
        ({"production": True}, State.FAILED),
        (GOOD, State.OK),
        ({**GOOD, "base_url": "http://cms.example.org"}, State.FAILED),
        ({**GOOD, "secret": ""}, State.WARNING),
        ({**GOOD, "second_factor": "off"}, State.WARNING),
        ({**GOOD, "admin_password": "still here"}, State.WARNING),
        ({"host": "0.0.0.0"}, State.WARNING),
        ({"base_url": "https://cms.example.org"}, State.WARNING),
        ({"metrics_token": "short"}, State.WARNING),
    ],
)
async def test_settings_that_do_not_fit(given: dict[str, Any], state: State) -> None:
    first, *_ = await found(check_settings, Settings(**given))
    assert first.state is state


async def test_mail_is_greeted_and_no_letter_sent() -> None:
    with mail_server() as (url, said):
        (one,) = await found(machine.check_mail, Settings(smtp_url=url))
    assert one.state is State.OK
    assert b"MAIL" not in said
    assert b"NOOP" in said
    (away,) = await found(machine.check_mail, Settings(smtp_url=url))
    assert away.state is State.FAILED


async def test_migrations_that_wait_are_told(migrated: None) -> None:
    newest = "(SELECT max(id) FROM migration)"
    await owner.execute(f"UPDATE migration SET app_name = 'away' WHERE id = {newest}")
    try:
        (one,) = await found(checks.check_migrations, Settings())
    finally:
        await owner.execute("UPDATE migration SET app_name = 'cms' WHERE app_name = 'away'")
    assert one.state is State.FAILED
    assert "cms migrate" in str(one.advice)


AGED = "UPDATE procrastinate_events SET at = at - interval '6 minutes'"


async def test_jobs_that_nobody_does_are_told_though_they_were_planned_for_no_moment(
    database: None,
) -> None:
    (one,) = await found(checks.check_jobs, Settings())
    assert one.state is State.OK
    async with writing():
        await defer("test", {})
    await execute(AGED)
    (one,) = await found(checks.check_jobs, Settings())
    assert (one.state, one.message.params) == (State.FAILED, {"minutes": 6, "workers": 0})


async def test_what_waits_behind_another_ones_next_attempt_is_not_late(database: None) -> None:
    async with writing():
        await defer("test", {}, lock="entry", at=datetime.now(UTC) + timedelta(minutes=1))
        await defer("test", {}, lock="entry")
    await execute(AGED)
    (one,) = await found(checks.check_jobs, Settings())
    assert one.state is State.OK


async def test_jobs_that_were_given_up_are_told(database: None) -> None:
    async def act(_job: Job) -> None:
        raise GiveUp(Message("No."))

    async with writing():
        await defer("test", {})
    await worked_off(task(act))
    (one,) = await found(checks.check_jobs, Settings())
    assert (one.state, one.message.params) == (State.WARNING, {"count": 1})


async def test_folders_that_are_not_ours(tmp_path: Path) -> None:
    impossible = Settings(var=Path("/proc/nowhere/var"))
    (one,) = await found(machine.check_folder, impossible)
    assert (one.state, one.message.params["folder"]) == (State.FAILED, "/proc/nowhere/var")
    assert "CMS_VAR" in str(one.advice)
    (disk,) = await found(machine.check_disk, impossible)
    assert (disk.state, "is on no disk" in str(disk.message)) == (State.WARNING, True)
    assert "room" not in str(disk.advice)
    (well,) = await found(machine.check_folder, Settings(var=tmp_path / "not" / "yet"))
    assert (well.state, [*tmp_path.iterdir()]) == (State.OK, [])
    (missing,) = await found(
        machine.check_catalogues, Settings(locales=("de", "en"), locales_dir=tmp_path)
    )
    assert missing.state is State.WARNING


async def test_the_command_speaks_dutch_and_json(tmp_path: Path) -> None:
    environ = {
        "LANG": "nl_NL.UTF-8", "LC_ALL": "nl_NL.UTF-8", "CMS_VAR": str(tmp_path),
        "CMS_DATABASE_URL": "postgresql://nobody:hunter2@127.0.0.1:1/none",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "doctor", "--json"),
        env=os.environ | environ,
        stdout=asyncio.subprocess.PIPE,
    )
    written, _ = await process.communicate()
    told = {one["check"]: one for one in json.loads(written)}

    assert process.returncode == 1
    assert told["database"]["state"] == "failed"
    assert "CMS_DATABASE_URL" in told["database"]["advice"]
    assert "Kijk naar" in told["database"]["advice"]
    assert b"hunter2" not in written


def test_a_person_is_told_what_to_do(tmp_path: Path) -> None:
    given = {
        "CMS_VAR": str(tmp_path), "CMS_DATABASE_URL": "postgresql://127.0.0.1:1/x",
        "CMS_PRODUCTION": "true", "LC_ALL": "en_GB.UTF-8",
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-m", "cms.cli", "doctor"],
        env=os.environ | given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr
    assert "  → Set CMS_BASE_URL" in ran.stdout


async def test_the_names_of_checks_are_dutch_too(database: None) -> None:
    found = await examine(settings)
    assert {one.check for one in found} == {*NAMES}
    assert "! post: " in (told := _as_text(found, "nl"))
    assert "✓ taken: Geen taak is te laat" in told
    assert "✓ jobs: No job is late" in _as_text(found, "en")


async def test_a_misspelt_setting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMS_JBOS", "apart")
    monkeypatch.setenv("CMS_QQQQQQQQQ", "1")
    near, far = await found(check_settings, Settings())
    assert (near.state, far.state) == (State.WARNING, State.WARNING)
    assert str(near.message) == "CMS_JBOS is no setting, and does nothing."
    assert (str(near.advice), str(far.advice)) == ("Perhaps CMS_JOBS is meant.", "Remove it.")
