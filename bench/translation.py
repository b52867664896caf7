"""Translators' files of many messages: out and in, beside Babel and gettext on the same file.

Read the ratios: gettext's ``msgmerge`` does for one file what an export does from the database.
"""

import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po, write_po
from tqdm import tqdm

from cms.content import ContentType, localised
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving, working_copy
from cms.publishing.publishing import publish
from cms.translation.export import export
from cms.translation.importing import import_file
from cms.translation.po import dump, parse

ACTOR = "bench"
PARAGRAPHS = 100
WORDS = 28
CHANGED = 500
MEGABYTE = 1024
_LETTERS = "aeiou" * 3 + "bdfghklmnprstvwz"


async def run(folder: Path, messages: int) -> dict[str, object]:
    """Seconds of each step, what each did, and the most memory that this process took."""
    page = installed()["page"]
    uids = await _fill(page, messages // PARAGRAPHS)
    file = folder / "en" / "content" / "nl" / "page.po"
    rows: dict[str, object] = {"messages": messages}
    rows["export, new"] = await _timed(lambda: export(folder))
    _translate_all(file)
    rows["import, all new"] = await _timed(lambda: import_file(file))
    rows["export, all translated"] = await _timed(lambda: export(folder))
    rows["file, MB"] = round(file.stat().st_size / 1_000_000, 1)
    rows["export, nothing changed"] = await _timed(lambda: export(folder))
    rows["import, nothing changed"] = await _timed(lambda: import_file(file))
    rows |= _others(file)
    before = file.read_bytes()
    changed = min(CHANGED, len(uids))
    await _reword(page, uids[:changed])
    rows[f"export, {changed} sources changed"] = await _timed(lambda: export(folder))
    rows["… of which fuzzy, with their old text"] = _fuzzy(file, before)
    rows["import of that file"] = await _timed(lambda: import_file(file))
    rows |= _msgmerge(folder, before)
    rows["memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE
    return rows


async def _timed(call: Callable[[], Awaitable[Any]]) -> float:
    start = time.perf_counter()
    await call()
    return round(time.perf_counter() - start, 2)


def _words(chance: random.Random, count: int) -> str:
    made = ("".join(chance.choices(_LETTERS, k=chance.randint(2, 9))) for _ in range(count))
    return " ".join(made).capitalize() + "."


async def _fill(page: ContentType, pages: int) -> list[str]:
    """Public pages in Dutch alone, under a home page."""
    chance = random.Random(50_000)  # noqa: S311 - the same texts each time
    async with writing():
        home = await saving.create(page, {localised("title", "nl"): "Home"}, actor=ACTOR)
        await publish(page, home.uid, "nl", actor=ACTOR)
    uids = []
    for number in tqdm(range(pages), desc="Pages", disable=None, file=sys.stderr):
        texts = (_words(chance, WORDS) for _ in range(PARAGRAPHS - 1))
        body = "".join(f"<p>{text}</p>" for text in texts)
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


def _others(file: Path) -> dict[str, object]:
    """What others take for the same file."""
    start = time.perf_counter()
    with file.open("rb") as source:
        catalogue = read_po(source)
    with file.with_suffix(".babel").open("wb") as target:
        write_po(target, catalogue, width=0)
    rows: dict[str, object] = {"Babel, read and write": round(time.perf_counter() - start, 2)}
    if shutil.which("msgfmt"):
        rows["msgfmt -c"] = _program("msgfmt", "-c", "-o", "/dev/null", str(file))
    return rows


def _msgmerge(folder: Path, before: bytes) -> dict[str, object]:
    """The translations of before, and the template of after the change."""
    if not shutil.which("msgmerge"):
        return {}
    old, template = folder / "old.po", folder / "content" / "nl" / "page.pot"
    old.write_bytes(before)
    to = ("-q", "-o", "/dev/null", str(old), str(template))
    return {"msgmerge, no guesses": _program("msgmerge", "-N", *to)}


def _program(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - gettext's programs
    return round(time.perf_counter() - start, 2)
