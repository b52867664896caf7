"""An editor, a translator in the panel and two with files, at random.

Nothing that was typed is lost, nothing unseen is written over.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cms.access.actors import system
from cms.database.engine import fetch, writing
from cms.translation.desk import settling, translating
from cms.translation.desk.parts import Part, parts_of
from cms.translation.desk.translating import Translated
from cms.translation.exchange.importing import import_file
from cms.translation.po.conflicts import is_open, sides
from cms.translation.po.po import dump, parse
from tests.builders import make_published
from tests.translation.files import Desk, change, values_of

pytestmark = pytest.mark.usefixtures("database")

STEPS = 20
FAST, ALL = 40, 440
PANEL = system("panel")
SEEDS = [seed if seed < FAST else pytest.param(seed, marks=pytest.mark.slow) for seed in range(ALL)]


class Translator:
    """Somebody with a copy of the file, of any age."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen: dict[str, str] = {}

    def copy(self, data: bytes) -> None:
        self.path.write_bytes(data)
        self.seen = {entry.msgctxt or "": sides(entry.msgstr)[0] for entry in parse(data).live()}

    def edit(self, dice: random.Random, word: str) -> None:
        """Write one message."""
        catalogue = parse(self.path.read_bytes())
        chosen = dice.choice(list(catalogue.live()))
        text = f"Translated {word}"
        flags = (chosen.flags - {"fuzzy"}) | ({"fuzzy"} if dice.random() < 0.2 else set())
        new = replace(chosen, msgstr=text, flags=flags)
        entries = [new if entry is chosen else entry for entry in catalogue.entries]
        self.path.write_bytes(dump(replace(catalogue, entries=entries)))

    def texts(self) -> set[str]:
        """What the copy says; of a conflict both sides."""
        said = [sides(entry.msgstr) for entry in parse(self.path.read_bytes()).live()]
        return {text for here, arrived in said for text in (here, *arrived) if text}


class History:
    """One page, its editors and its translators."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.dice = random.Random(seed)
        self.desk = Desk(folder / "locales")
        self.translators = [Translator(folder / "ann.po"), Translator(folder / "bob.po")]
        self.typed: set[str] = set()
        self.words: Iterator[str] = (f"number {n}" for n in range(10_000))
        self.uid = ""

    async def begin(self) -> None:
        body = "".join(f"<p>Alinea {n} over {n * 7} dingen.</p>" for n in range(4))
        saved = await make_published("page", locales=("nl",), title_en="", body_nl=body)
        self.uid = saved.uid
        await self.desk.export()
        for translator in self.translators:
            translator.copy(self.desk.path().read_bytes())

    async def step(self) -> None:
        deed = self.dice.choice(
            [
                self.edit_source,
                self.edit_translation,
                self.translate,
                self.export,
                self.hand_in,
                self.hand_in,
            ]
        )
        await deed()

    async def edit_source(self) -> None:
        paragraphs = (await values_of(self.uid))["body_nl"].split("</p>")[:-1]
        place = self.dice.randrange(len(paragraphs))
        kind = self.dice.random()
        if kind < 0.3:
            paragraphs.insert(place, f"<p>Iets nieuws, {next(self.words)}.")
        elif kind < 0.5 and len(paragraphs) > 2:
            paragraphs.pop(place)
        else:
            paragraphs[place] += f" En {next(self.words)}."
        await change(self.uid, body_nl="".join(f"{one}</p>" for one in paragraphs))

    async def edit_translation(self) -> None:
        text = f"Typed {next(self.words)}"
        self.typed.add(text)
        body = (await values_of(self.uid))["body_en"].split("</p>")[:-1]
        if body and self.dice.random() < 0.7:
            body[self.dice.randrange(len(body))] = f"<p>{text}"
            await change(self.uid, live=False, body_en="".join(f"{one}</p>" for one in body))
        else:
            await change(self.uid, live=False, title_en=text)

    async def translate(self) -> None:
        """In the panel: a text, a mark, or a choice between two."""
        part = self.dice.choice(await parts_of(PANEL, self.uid, "en"))
        revision = (await values_of(self.uid))["revision"]
        text = f"Panel {next(self.words)}"
        async with writing():
            if part.arrived:
                await self.choose(part, text, revision)
            elif part.shown and self.dice.random() < 0.3:
                ready = self.dice.random() < 0.7
                await translating.mark(
                    PANEL, self.uid, "en", [part.key], ready=ready, revision=revision
                )
            else:
                self.typed.add(text)
                given = Translated(part.key, text, draft=self.dice.random() < 0.3)
                await translating.translate(PANEL, self.uid, "en", [given], revision=revision)

    async def choose(self, part: Part, text: str, revision: int) -> None:
        here = [part.shown.text] if part.shown else []
        chosen = self.dice.choice([*here, *part.arrived, text])
        self.typed.add(chosen)
        await settling.settle(
            PANEL, self.uid, "en", part.key, chosen, seen=part.arrived, revision=revision
        )

    async def export(self) -> None:
        await self.desk.export(overwrite=True)
        if self.dice.random() < 0.5:
            self.dice.choice(self.translators).copy(self.desk.path().read_bytes())

    async def hand_in(self) -> None:
        translator = self.dice.choice(self.translators)
        for _ in range(self.dice.randrange(1, 3)):
            translator.edit(self.dice, next(self.words))
        self.typed |= translator.texts()
        before = await self.shown()
        report = await import_file(translator.path)
        assert report.errors == 0, report.lines(str)
        for key, text in (await self.shown()).items():
            if before.get(key, "") not in ("", text):
                assert before[key] == translator.seen.get(key), "written over unseen"
        translator.copy(translator.path.read_bytes())

    async def shown(self) -> dict[str, str]:
        """What the next export would say of each text that is there now."""
        rows = await fetch(
            "SELECT DISTINCT ON (field, seg) field, seg, text FROM translated_text"
            " WHERE uid = $1 AND seg <> '' ORDER BY field, seg, state DESC",
            self.uid,
        )
        return {f"{self.uid}/{row['field']}#{row['seg']}": row["text"] for row in rows}

    async def lost(self) -> set[str]:
        """What was typed and is nowhere any more."""
        rows = await fetch(
            "SELECT text FROM translated_text UNION ALL SELECT text FROM kept_text"
            " UNION ALL SELECT snapshot::text FROM version"
        )
        everywhere = "\n".join(row["text"] for row in rows)
        return {text for text in self.typed if text not in everywhere}


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_random_history(seed: int, tmp_path: Path) -> None:
    history = History(seed, tmp_path)
    await history.begin()
    for _ in range(STEPS):
        await history.step()
    assert await history.lost() == set()
    await history.desk.export(overwrite=True)
    again = await history.desk.take()
    open_conflicts = sum(is_open(entry.msgstr) for entry in history.desk.entries())
    assert [one.code for one in again.findings] == ["E11"] * open_conflicts
    assert again.applied == 0
    assert (await history.desk.export()).written == ()
