"""Translators' files of many messages: out and in, beside Babel and gettext on the same file.

Read the ratios: gettext's ``msgmerge`` does for one file what an export does from the database. The
goal for 50,000 messages on a machine with nothing else to do: 10 s for an export or an import, 40 s
for an import of new texts alone, and 600 MB.
"""

import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po, write_po
from tqdm import tqdm

from cms.content import ContentType, localised
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving, working_copy
from cms.publishing.publishing import publish
from cms.translation.exchange.export import export
from cms.translation.exchange.importing import import_file
from cms.translation.exchange.memory import Memory, Remembered
from cms.translation.exchange.proposing import propose
from cms.translation.po.po import dump, parse
from cms.translation.rules.conventions import conventions

ACTOR = "bench"
PARAGRAPHS = 50
WORDS = 28
CHANGED = 500
MEGABYTE = 1024
VOCABULARY = 20_000
_LETTERS = "aeiou" * 3 + "bdfghklmnprstvwz"


@dataclass(frozen=True)
class Took:
    """Seconds that a person waits, and seconds of the processor, which other work cannot lengthen.

    What the database server computes is in the first alone.
    """

    seconds: float
    cpu: float

    def times(self, other: "Took") -> float:
        """How many times as much of the processor it takes."""
        return round(self.cpu / other.cpu, 1)


async def run(folder: Path, messages: int) -> dict[str, Any]:
    """What each step took, and the most memory that this process took.

    The pages are made by the services that editors use, which is no part of what is measured.
    """
    page = installed()["page"]
    uids = await _fill(page, messages // PARAGRAPHS)
    file = folder / "en" / "content" / "nl" / "page.po"
    rows: dict[str, Any] = {"messages": messages}
    rows["export, new"] = await _timed(lambda: export(folder))
    _translate_all(file)
    rows["import, all new"] = await _timed(lambda: import_file(file))
    rows["export, all translated"] = await _timed(lambda: export(folder))
    rows["file, MB"] = round(file.stat().st_size / 1_000_000, 1)
    rows["export, nothing changed"] = await _timed(lambda: export(folder))
    rows["import, nothing changed"] = await _timed(lambda: import_file(file))
    before = file.read_bytes()
    changed = min(CHANGED, len(uids))
    await _reword(page, uids[:changed])
    rows["export, some sources changed"] = await _timed(lambda: export(folder))
    rows["sources changed"] = changed
    rows["… of which fuzzy, with their old text"] = _fuzzy(file, before)
    rows["import of that file"] = await _timed(lambda: import_file(file))
    rows["memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE
    rows["proposals for half from the other half"] = await _timed(lambda: _propose(before))
    return _beside(rows, _others(folder, file, before))


def _beside(rows: dict[str, Any], others: dict[str, Took]) -> dict[str, Any]:
    """The same rows, those of others, and how many times their processor time ours is."""
    ours = ("export, nothing changed", "export, some sources changed", "import, nothing changed")
    ratios = {
        f"{step} / {name}": rows[step].times(other)
        for step in ours
        for name, other in others.items()
    }
    return rows | others | ratios | {"load of the machine": round(os.getloadavg()[0], 1)}


async def _timed(call: Callable[[], Awaitable[Any]]) -> Took:
    start, cpu = time.perf_counter(), time.process_time()
    await call()
    return Took(round(time.perf_counter() - start, 2), round(time.process_time() - cpu, 2))


async def _propose(file: bytes) -> None:
    """What an export does when every second message has no text yet."""
    entries = parse(file).entries
    known = (Remembered(one.msgctxt or "", one.msgid, one.msgstr) for one in entries[::2])
    memory, agreed = Memory(known), conventions()
    for one in entries[1::2]:
        propose(replace(one, msgstr=""), memory, agreed)


class _Author:
    """Writes sentences in which, as in any language, few words are frequent and most are rare."""

    def __init__(self) -> None:
        self.chance = random.Random(50_000)  # noqa: S311 - the same texts each time
        self.words = ["".join(self._letters()) for _ in range(VOCABULARY)]
        self.weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def _letters(self) -> list[str]:
        return self.chance.choices(_LETTERS, k=self.chance.randint(2, 9))

    def sentence(self) -> str:
        chosen = self.chance.choices(self.words, cum_weights=self.weights, k=WORDS)
        return " ".join(chosen).capitalize() + "."


async def _fill(page: ContentType, pages: int) -> list[str]:
    """Public pages in Dutch alone, under a home page."""
    author = _Author()
    async with writing():
        home = await saving.create(page, {localised("title", "nl"): "Home"}, actor=ACTOR)
        await publish(page, home.uid, "nl", actor=ACTOR)
    uids = []
    for number in tqdm(range(pages), desc="Pages", disable=None, file=sys.stderr):
        body = "".join(f"<p>{author.sentence()}</p>" for _ in range(PARAGRAPHS - 1))
        values = {localised("title", "nl"): f"Bladzijde {number}", localised("body", "nl"): body}
        async with writing():
            saved = await saving.create(page, values, actor=ACTOR)
            await publish(page, saved.uid, "nl", actor=ACTOR)
        uids.append(saved.uid)
    return uids


async def _reword(page: ContentType, uids: list[str]) -> None:
    """Another word in one paragraph of each page, which is published again."""
    for uid in tqdm(uids, desc="Changes", disable=None, file=sys.stderr):
        async with writing():
            values = await working_copy.load(page, uid)
            body = values["body_nl"].replace(".</p>", " anders.</p>", 1)
            changed = {"body_nl": body}
            await saving.save(page, uid, changed, revision=values["revision"], actor=ACTOR)
            await publish(page, uid, "nl", actor=ACTOR)


def _translate_all(file: Path) -> None:
    catalogue = parse(file.read_bytes())
    made = [replace(one, msgstr=one.msgid[::-1].strip(".") + ".") for one in catalogue.entries]
    file.write_bytes(dump(replace(catalogue, entries=made)))


def _fuzzy(file: Path, before: bytes) -> int:
    """How many messages show the source that their translation was made from."""
    old = {one.msgctxt: one.msgid for one in parse(before).entries}
    return sum(
        one.fuzzy and one.previous_msgid == old[one.msgctxt]
        for one in parse(file.read_bytes()).entries
    )


def _others(folder: Path, file: Path, before: bytes) -> dict[str, Took]:
    """What others take for the same texts, as far as they are installed.

    ``msgmerge`` gets the translations of before the change, and the template of after it.
    """
    start, cpu = time.perf_counter(), time.process_time()
    catalogue = read_po(BytesIO(before))
    write_po(BytesIO(), catalogue, width=0)
    babel = Took(time.perf_counter() - start, time.process_time() - cpu)
    rows = {"Babel, read and write": Took(round(babel.seconds, 2), round(babel.cpu, 2))}
    if shutil.which("msgfmt"):
        rows["msgfmt -c"] = _program("msgfmt", "-c", "-o", "/dev/null", str(file))
    if shutil.which("msgmerge"):
        old, template = folder / "old.po", folder / "content" / "nl" / "page.pot"
        old.write_bytes(before)
        to = ("-q", "-o", "/dev/null", str(old), str(template))
        rows["msgmerge, no guesses"] = _program("msgmerge", "-N", *to)
    return rows


def _program(*command: str) -> Took:
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - gettext's programs
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(round(time.perf_counter() - start, 2), max(round(cpu, 2), 0.01))
