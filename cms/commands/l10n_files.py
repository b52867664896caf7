"""`cms l10n` on what is done and left to do: counts, what is stale, merging, and a false English."""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from cms.commands.l10n import print_json, print_line, say_written
from cms.commands.serving import bring_up_to_date, database, say
from cms.database.engine import pool
from cms.settings import Settings
from cms.translation.figures.coverage_files import count_files, draw, write_coverage
from cms.translation.figures.staleness import Stale, stale
from cms.translation.interface.catalogues import folder, render_error
from cms.translation.interface.pseudo import write_pseudo
from cms.translation.po.po import PoError
from cms.translation.rules.stages import IN_FILES, Stage
from cms.translation.sync.merging import merge_files

COLUMNS = "{:<8} {:<14} " + "{:>16} " * len(IN_FILES)


def run_stats(*, as_json: bool, svg: Path | None) -> int:
    """Count what the files say, and write the counts beside them."""
    counted = count_files(folder())
    written = write_coverage(folder(), counted)
    if svg:
        written += [svg] if draw(svg, counted) else []
    say_written(written)
    if as_json:
        print_json([one.as_data() for one in counted])
        return 0
    print_line(COLUMNS.format("locale", "part", *IN_FILES).rstrip())
    for one in counted:
        _print_row(one.locale, one.name, one.messages, one.words)
    for locale in sorted({one.locale for one in counted}):
        here = [one for one in counted if one.locale == locale]
        messages, words = _sum(one.messages for one in here), _sum(one.words for one in here)
        _print_row(locale, "all", messages, words)
    return 0


def _sum(counts: Iterable[Counter[Stage]]) -> Counter[Stage]:
    total: Counter[Stage] = Counter()
    for one in counts:
        total += one
    return total


def _print_row(
    locale: str, name: str, messages: Mapping[Stage, int], words: Mapping[Stage, int]
) -> None:
    cells = (f"{messages[stage]} ({words[stage]} w)" for stage in IN_FILES)
    print_line(COLUMNS.format(locale, name, *cells).rstrip())


def run_stale(settings: Settings, locale: str | None, *, as_json: bool) -> int:
    """The translations that lag behind, with what changed in their source."""

    async def work() -> list[Stale]:
        await bring_up_to_date()
        async with pool(most=2):
            return await stale(locale)

    with database(settings):
        found = asyncio.run(work())
    if as_json:
        print_json([one.as_data() for one in found])
        return 0
    for one in found:
        print_line(f"{one.file.relative}: {one.key}\n  {one.title} ({one.path})")
        print_line(f"  {one.file.source}: {one.marked()}")
        print_line(f"  {one.file.target}: {one.text}\n")
    say(f"Stale translations: {len(found)}.")
    return 0


def run_merge_driver(base: Path, ours: Path, theirs: Path, locale: str) -> int:
    """Merge as git asks it: 0 merged, 1 somebody must choose."""
    try:
        merged = merge_files(base, ours, theirs)
    except PoError as error:
        sys.stderr.write(f"cms: {render_error(error, locale)} [{error.code}]\n")
        return 1
    for one in merged.conflicts:
        say(f"Both sides changed: {one.msgctxt or one.msgid}")
    return 1 if merged.conflicts else 0


def run_pseudo(to: Path) -> int:
    """Write the catalogues of a false English."""
    say_written(write_pseudo(folder(), to))
    say(f"To see it: CMS_LOCALES_DIR={to} cms serve --demo, and read the panel in English.")
    return 0
