"""Files damaged at random: never a crash, never half a file, and each refusal says where."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cms.database.engine import fetch
from cms.translation.exchange.importing import import_file
from cms.translation.exchange.report import Report
from tests.demo_site import stand_demo
from tests.translation.files import Desk

pytestmark = pytest.mark.usefixtures("database")

AT_ONCE, FAST, ALL = 25, 12, 256
ROUNDS = [
    number if number < FAST else pytest.param(number, marks=pytest.mark.slow)
    for number in range(ALL)
]
TABLES = ("translated_text", "source_text", "kept_text", "page", "version", "exported_text")
SIGNS = [
    b'"', b"\\", b"\n", b"{", b"}", b"{1}", b"[", b"]", b"*", b"#", b"#~ ", b"#, fuzzy\n", b"msgid ",
    b"msgstr ", b"msgctxt ", b'msgid ""\nmsgstr ""\n', b"\xff", b"\xfe", b"\0", b"\r", b"\xe2\x80\xae",
    b"<script>", b"](javascript:x)", b"![x](y)", b"\\n\\n", b"\xef\xbb\xbf", b"msgid_plural ",
    b"#| msgid \"x\"\n", b"#-#-#-#-# admin #-#-#-#-#\\n", b"<<<<<<< HEAD\n", b"x" * 11_000,
]  # fmt: skip
Mutation = Callable[[random.Random, bytes], bytes]


def _cut(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.randrange(len(data))]


def _flip(dice: random.Random, data: bytes) -> bytes:
    place = dice.randrange(len(data))
    return data[:place] + bytes([dice.randrange(256)]) + data[place + 1 :]


def _insert(dice: random.Random, data: bytes) -> bytes:
    place = dice.randrange(len(data))
    return data[:place] + dice.choice(SIGNS) + data[place:]


def _drop_line(dice: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    lines.pop(dice.randrange(len(lines)))
    return b"".join(lines)


def _swap_lines(dice: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _double_message(dice: random.Random, data: bytes) -> bytes:
    blocks = data.split(b"\n\n")
    blocks.insert(dice.randrange(len(blocks)), dice.choice(blocks))
    return b"\n\n".join(blocks)


def _retype(dice: random.Random, data: bytes) -> bytes:
    """A word of a translation, a msgid or a key becomes another."""
    words = list(re.finditer(rb"\w{3,}", data))
    word = dice.choice(words)
    return data[: word.start()] + dice.choice(words)[0] + data[word.end() :]


MUTATIONS: list[Mutation] = [
    _cut, _flip, _insert, _insert, _drop_line, _swap_lines, _double_message, _retype, _retype,
]  # fmt: skip


async def state() -> dict[str, list[dict[str, object]]]:
    return {one: await fetch(f"SELECT * FROM {one} ORDER BY 1") for one in TABLES}


async def check(path: Path, before: dict[str, list[dict[str, object]]]) -> Report:
    """Nothing changed if anything was refused; each refusal names the file and a line of it."""
    report = await import_file(path)
    lines = len(path.read_bytes().splitlines()) + 1
    for one in report.findings:
        assert 0 < one.line <= lines, (one, path)
    for line in report.lines(str):
        assert line.startswith(f"{path}:")
    if report.errors:
        assert (report.status, report.applied) == (1, 0)
        assert await state() == before
    return report


@pytest.mark.parametrize("number", ROUNDS)
async def test_damaged_files(number: int, tmp_path: Path) -> None:
    """Each is tried on its own; what a harmless change brought in is the ground for the next."""
    await stand_demo()
    desk, dice = Desk(tmp_path), random.Random(number)
    await desk.export()
    good = desk.path().read_bytes()
    refused = 0
    for _ in range(AT_ONCE):
        before, damaged = await state(), good
        for _ in range(dice.choice([1, 1, 1, 2, 5])):
            damaged = dice.choice(MUTATIONS)(dice, damaged or b"x")
        desk.path().write_bytes(damaged)
        refused += (await check(desk.path(), before)).errors > 0
    assert refused > 0
