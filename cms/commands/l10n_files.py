"""`cms l10n` on what is done and left to do: counts, what is stale, merging, and a false English."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cms.commands.databases import done_on
from cms.commands.l10n import print_json, print_line, say_written, short
from cms.commands.terminal import tell, worded
from cms.errors import N_
from cms.settings import Settings
from cms.translation.figures.coverage_files import (
    FileCoverage,
    count_files,
    draw,
    stale_coverage,
    write_coverage,
)
from cms.translation.figures.drafts import Drafted, in_drafts
from cms.translation.figures.staleness import Stale, stale
from cms.translation.interface.catalogues import folder, gettext, render_error
from cms.translation.interface.pseudo import write_pseudo
from cms.translation.po.po import PoError
from cms.translation.rules.stages import IN_FILES, WORK, Stage
from cms.translation.sync.merging import merge_files

_InDrafts = Mapping[str, Counter[Stage]]
COLUMNS = "{:<8} {:<14} " + "{:>16} " * len(IN_FILES)
STAGES: Mapping[Stage, str] = {
    Stage.CONFLICT: N_("conflict"),
    Stage.STALE: N_("stale"),
    Stage.REVIEW: N_("to review"),
    Stage.MACHINE: N_("machine-made"),
    Stage.MISSING: N_("missing"),
    Stage.READY: N_("ready"),
}


def run_stats(
    settings: Settings, here: str, *, as_json: bool, svg: Path | None, with_database: bool
) -> int:
    """Count what the files say, and write the counts beside them.

    With the database also what the translation board counts beyond them: texts in drafts.
    """
    counted = count_files(folder())
    written = write_coverage(folder(), counted)
    if svg:
        written += [svg] if draw(svg, counted) else []
    say_written(written)
    drafts = _drafts(settings) if with_database else {}
    if as_json:
        print_json([_data(one, drafts if with_database else None) for one in counted])
        return 0
    _print_table(counted, here)
    _say_drafts(drafts, here, with_database=with_database)
    return 0


def _print_table(counted: Sequence[FileCoverage], here: str) -> None:
    heads = (gettext("language", here), gettext("part", here))
    print_line(COLUMNS.format(*heads, *(gettext(STAGES[one], here) for one in IN_FILES)).rstrip())
    for one in counted:
        _print_row(one.locale, one.name, one.messages, one.words)
    for locale in sorted({one.locale for one in counted}):
        parts = [one for one in counted if one.locale == locale]
        messages, words = _sum(one.messages for one in parts), _sum(one.words for one in parts)
        _print_row(locale, gettext("all", here), messages, words)


def run_stats_check() -> int:
    """Fail when the counts that are written beside the files are not theirs."""
    stale = stale_coverage(folder(), count_files(folder()))
    for path in stale:
        tell(
            N_("{path} is stale: run `make messages` and commit what it changes."), path=short(path)
        )
    return 1 if stale else 0


def _drafts(settings: Settings) -> _InDrafts:
    """What is to be done in drafts, by file."""

    async def work() -> list[Drafted]:
        return await in_drafts()

    listed = done_on(settings, work)
    found: dict[str, Counter[Stage]] = {}
    for one in listed:
        if one.stage in WORK:
            found.setdefault(one.file.relative, Counter())[one.stage] += 1
    return found


def _data(one: FileCoverage, drafts: _InDrafts | None) -> dict[str, object]:
    if drafts is None:
        return one.as_data()
    return one.as_data() | {"drafts": drafts.get(one.path, {})}


def _say_drafts(drafts: _InDrafts, here: str, *, with_database: bool) -> None:
    if not with_database:
        tell(
            N_(
                "Counted in the files. What waits in drafts too: --database, or the translation board."
            )
        )
        return
    for name, counts in drafts.items():
        listed = ", ".join(
            f"{counts[stage]} {gettext(STAGES[stage], here)}" for stage in WORK if counts[stage]
        )
        tell(N_("In drafts, and not yet in {name}: {listed}."), name=name, listed=listed)
    text = N_("Texts to do in drafts, which the translation board counts too: {number}.")
    tell(text, number=_total(drafts))


def _total(drafts: _InDrafts) -> int:
    return sum(counts.total() for counts in drafts.values())


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
        return await stale(locale)

    found = done_on(settings, work)
    if as_json:
        print_json([one.as_data() for one in found])
        return 0
    waiting = worded(N_("in a draft, not yet in the file"))
    for one in found:
        where = f" {waiting}" if one.draft else ""
        print_line(f"{one.file.relative}: {one.key}{where}\n  {one.title} ({one.path})")
        print_line(f"  {one.file.source}: {one.marked()}")
        print_line(f"  {one.file.target}: {one.text}\n")
    drafts = sum(one.draft for one in found)
    text = N_("Stale translations: {number}, of which {drafts} in drafts, not yet in the files.")
    tell(text, number=len(found), drafts=drafts)
    return 0


def run_merge_driver(base: Path, ours: Path, theirs: Path, locale: str) -> int:
    """Merge as git asks it: 0 merged, 1 somebody must choose."""
    try:
        merged = merge_files(base, ours, theirs)
    except PoError as error:
        sys.stderr.write(f"cms: {render_error(error, locale)} [{error.code}]\n")
        return 1
    for one in merged.conflicts:
        tell(N_("Both sides changed: {name}"), name=one.msgctxt or one.msgid)
    return 1 if merged.conflicts else 0


def run_pseudo(to: Path) -> int:
    """Write the catalogues of a false English."""
    say_written(write_pseudo(folder(), to))
    text = N_(
        "To see it: CMS_LOCALES_DIR={folder} cms serve --demo, and read the panel in English."
    )
    tell(text, folder=to)
    return 0
