"""Which passwords nobody may choose."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cms import settings
from cms.access import passwords
from cms.access.passwords import check_password
from cms.errors import InvalidInput
from cms.settings import BadSetting, read_settings

FINE = "correct horse battery"
Refuse = Callable[[Path], None]


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """Refuse what a list names."""

    def chosen(file: Path) -> None:
        made = replace(settings.settings, refused_passwords=file)
        monkeypatch.setattr(settings, "settings", made)

    return chosen


@pytest.mark.parametrize("part", [passwords.PART, 7])
@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        ("", False),
        ("something else entirely\n", False),
        (f"first\n{FINE}\nlast", True),
        (f"{FINE}", True),
        (f"first\r\n{FINE}\r\nlast\r\n", True),
        (f"first\n{FINE}\r", True),
        (f"{FINE} staple\n", False),
        (f"a {FINE}\n", False),
    ],
)
async def test_who_has_a_list_of_passwords_may_refuse_them(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    refuse: Refuse,
    part: int,
    lines: str,
    refused: bool,
) -> None:
    file = tmp_path / "leaked.txt"
    file.write_bytes(lines.encode())
    found = read_settings({"CMS_REFUSED_PASSWORDS": str(file)}).refused_passwords
    assert found
    refuse(found)
    monkeypatch.setattr(passwords, "PART", part)

    for password in (FINE, FINE.title()):
        if refused:
            with pytest.raises(InvalidInput) as caught:
                await check_password(password)
            assert [one.code for one in caught.value.problems] == ["bad_password"]
        else:
            await check_password(password)


@pytest.mark.timeout(20)
async def test_a_list_that_takes_long_keeps_nobody_else_waiting(
    tmp_path: Path, refuse: Refuse
) -> None:
    """A pipe into which somebody else writes: on the event loop nobody ever would."""
    pipe = tmp_path / "leaked"
    os.mkfifo(pipe)
    refuse(pipe)

    checked = asyncio.create_task(check_password(FINE))
    async with asyncio.timeout(10):
        while (held := _opened(pipe)) is None:  # noqa: ASYNC110 - another thread opens it
            await asyncio.sleep(0.01)
        with os.fdopen(held, "wb") as writing:
            writing.write(FINE.encode())
        with pytest.raises(InvalidInput):
            await checked


def _opened(pipe: Path) -> int | None:
    """The end to write to, once somebody reads."""
    try:
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return None


def test_a_list_that_is_not_there_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(BadSetting):
        read_settings({"CMS_REFUSED_PASSWORDS": str(tmp_path / "nothing.txt")})
