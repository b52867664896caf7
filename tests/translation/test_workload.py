"""The board counts what the page of each entry shows."""

from collections import Counter

from cms.access.actors import system
from cms.content.discovery import installed
from cms.database.engine import execute, fetch
from cms.editing import text_store
from cms.editing.text_store import Changes, Slot, Translation
from cms.translation.desk.parts import parts_of
from cms.translation.desk.workload import Wanted, workload
from cms.translation.rules.stages import Stage
from tests.demo_site import stand_demo

WHOEVER = system("test")


async def disturb() -> None:
    """Bring texts of the demo into every state."""
    rows = await fetch(
        "SELECT uid, field, item, seg, text, base FROM translated_text"
        " WHERE locale = 'en' AND state = 'ready' AND text LIKE '%{1}%' ORDER BY uid, seg LIMIT 4"
    )
    for row, state in zip(rows, ("review", "mt", "conflict", "placeholder"), strict=True):
        slot = Slot(row["field"], row["item"], row["seg"], "en", "review")
        changes = Changes(row["uid"])
        if state == "conflict":
            changes.keep(Translation(*slot, "Other", row["base"], "po", "po:x"), "conflict")
        elif state == "placeholder":
            ready = slot._replace(state="ready")
            text = row["text"].replace("{1}", "")
            changes.translations.append(Translation(*ready, text, row["base"], "human", "x"))
        else:
            origin = "mt" if state == "mt" else "human"
            changes.translations.append(Translation(*slot, "Draft", row["base"], origin, "x"))
        await text_store.write(changes)
    await execute(
        "UPDATE translated_text SET base = replace(base, ' ', '  ')"
        " WHERE id IN (SELECT id FROM translated_text WHERE state = 'ready' ORDER BY id LIMIT 5)"
    )


async def test_the_board_counts_what_the_pages_show(database: None) -> None:
    await stand_demo()
    await disturb()

    found = await workload(WHOEVER, Wanted(locale="en", drafts=True))

    shown: Counter[Stage] = Counter()
    words: Counter[Stage] = Counter()
    for one in installed().values():
        for row in await fetch(f"SELECT uid, source_locale FROM {one.name}"):
            if row["source_locale"] != "en":
                for part in await parts_of(WHOEVER, row["uid"], "en"):
                    shown[part.stage] += 1
                    words[part.stage] += len(part.source.text.split())
    counted: Counter[Stage] = Counter()
    said: Counter[Stage] = Counter()
    for tally in found.types:
        counted[tally.stage] += tally.messages
        said[tally.stage] += tally.words
    assert counted == shown
    assert said == words
    assert set(counted) == set(Stage)
    in_branches = Counter[Stage]()
    for tally in found.branches:
        in_branches[tally.stage] += tally.messages
    assert in_branches == counted
