"""`cms l10n`: what translators and their tools run."""

import gc
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from cms.access.actors import system
from cms.commands.databases import done_on, written_on
from cms.commands.terminal import say, tell, worded
from cms.errors import N_, Message
from cms.settings import Settings
from cms.translation.exchange.content_checks import check_content
from cms.translation.exchange.export import Exported, export
from cms.translation.exchange.importing import import_file
from cms.translation.exchange.progress import Shown, T
from cms.translation.exchange.published_checks import NeverReady, never_ready
from cms.translation.exchange.purging import purge
from cms.translation.exchange.report import Report
from cms.translation.figures.coverage_files import count_files, write_coverage
from cms.translation.interface.catalogues import folder, gettext, ngettext, render
from cms.translation.interface.interface_checks import Finding, check_interface
from cms.translation.interface.updating import extract_all, update_all

PROJECT = Path(__file__).parents[2]
COUNTS = {
    "absent": N_("absent"),
    "approved": N_("approved"),
    "changed": N_("changed"),
    "cleared": N_("cleared"),
    "conflict": N_("conflict"),
    "draft": N_("draft"),
    "emptied": N_("emptied"),
    "new": N_("new"),
    "older": N_("older"),
    "refused": N_("refused"),
    "stale": N_("stale"),
    "unchanged": N_("unchanged"),
    "waiting": N_("waiting"),
}
"""The counts of a report in words; each adds to a number of messages."""


@dataclass(frozen=True)
class Asked:
    """What was asked of an import, and the language of the terminal; ``clear`` are keys."""

    files: Sequence[Path]
    dry_run: bool
    partial: bool
    as_json: bool
    locale: str
    clear: Sequence[str] = ()


def collect_seldom() -> None:
    """For a command that makes a hundred thousand messages, and ends: none of them is garbage.

    To look at all of them again and again would take a third of the time.
    """
    gc.set_threshold(100_000, 50, 50)


def run_export(
    settings: Settings, *, locale: str | None, type_name: str | None, overwrite: bool, shown: str
) -> int:
    """Write the files of content; ``shown`` is the terminal's language."""

    async def work() -> Exported:
        return await export(
            folder(),
            locale=locale,
            type_name=type_name,
            overwrite=overwrite,
            progress=progress("Export"),
            within=entries_shown,
        )

    collect_seldom()
    done = done_on(settings, work)
    say_written(done.written)
    for path, reason in done.left:
        say(f"{short(path)}: {render(reason, shown)}")
    written, unchanged = len(done.written), len(done.unchanged)
    text = N_("Files of content: {written} written, {unchanged} unchanged.")
    tell(text, written=written, unchanged=unchanged)
    return 1 if done.left else 0


def run_import(settings: Settings, asked: Asked) -> int:
    """Take translators' files; each is one transaction."""

    async def work() -> list[Report]:
        return [
            await import_file(
                path,
                dry_run=asked.dry_run,
                partial=asked.partial,
                clear=asked.clear,
                within=entries_shown,
            )
            for path in progress("Import")(asked.files)
        ]

    collect_seldom()
    reports = done_on(settings, work)
    print_reports(reports, asked)
    return _status(reports)


def run_purge(settings: Settings, *, older_than: int, dry_run: bool) -> int:
    """Let go of translations whose source text left long ago."""

    async def work() -> int:
        return await purge(system("cms l10n"), older_than)

    gone = written_on(settings, work, dry_run=dry_run)
    would = N_("Old translations: {number} would be let go of.")
    tell(would if dry_run else N_("Old translations: {number} let go of."), number=gone)
    return 0


def run_extract(locale: str, *, check: bool) -> int:
    """Write the templates of the interface; with ``check`` only say whether a file is behind."""
    if not check:
        say_written(extract_all(PROJECT))
        return 0
    behind = [one for one in check_interface(PROJECT) if one.code == "out_of_step"]
    return _print_findings(behind, locale)


def run_update() -> int:
    """Write the templates of the interface, merge them into its catalogues, and count anew."""
    say_written(update_all(PROJECT))
    locales = PROJECT / "locales"
    say_written(write_coverage(locales, count_files(locales)))
    return 0


def run_check(
    settings: Settings, locale: str, *, release: bool, strict: bool, with_database: bool
) -> int:
    """What continuous integration asks: of the interface's catalogues, and of the files of content.

    A warning is no error, unless ``strict``.
    """
    statuses = [
        _print_findings(check_interface(PROJECT, release=release), locale),
        _run_check_content(locale, release=release, strict=strict),
    ]
    if with_database:
        statuses.append(_run_check_published(settings, locale))
    return max(statuses)


def _run_check_published(settings: Settings, locale: str) -> int:
    async def work() -> list[NeverReady]:
        return await never_ready()

    found = done_on(settings, work)
    for one in found:
        print_line(f"{one.path}: never_ready {one.key}: {render(one.message, locale)}")
    return 1 if found else 0


def _run_check_content(locale: str, *, release: bool, strict: bool) -> int:
    reports = check_content(folder(), release=release)
    for report in reports:
        for line in report.lines(partial(_rendered, locale=locale)):
            print_line(line)
    wrong = sum(report.errors > 0 for report in reports)
    warnings = sum(report.warnings for report in reports)
    tell(
        N_("Files of content: {checked} checked, {wrong} with errors; {warnings}."),
        checked=len(reports),
        wrong=wrong,
        warnings=ngettext("{number} warning", "{number} warnings", warnings, locale),
    )
    return 1 if wrong or (strict and warnings) else 0


def say_written(paths: Iterable[Path]) -> None:
    for path in paths:
        tell(N_("Wrote {path}."), path=short(path))


def _print_findings(findings: Sequence[Finding], locale: str) -> int:
    for one in findings:
        print_line(f"{one.path}:{one.line or 1}: {one.code}: {render(one.message, locale)}")
    return 1 if findings else 0


def _status(reports: Iterable[Report]) -> int:
    """Errors before conflicts before nothing wrong."""
    statuses = {report.status for report in reports}
    return 1 if 1 in statuses else max(statuses, default=0)


def print_reports(reports: Sequence[Report], asked: Asked) -> None:
    shown = partial(_rendered, locale=asked.locale)
    if asked.as_json:
        print_json([report.as_data(shown) for report in reports])
        return
    for report in reports:
        for line in report.lines(shown):
            print_line(line)
        say(f"{report.path}: {'; '.join(_summary(report, asked))}")
    if any(report.errors for report in reports) and not asked.partial:
        tell(N_("A file with errors is refused whole; --partial takes what is good in it."))


def _summary(report: Report, asked: Asked) -> list[str]:
    """What came of a file, in the terminal's language."""
    here = asked.locale
    counted = [
        f"{number} {gettext(COUNTS[name], here)}" for name, number in sorted(report.counts.items())
    ]
    verb = N_("{number} would be applied") if asked.dry_run else N_("{number} applied")
    wrong = ngettext("{number} error", "{number} errors", report.errors, here)
    return [
        ", ".join(counted) or gettext("no messages", here),
        *([wrong] if report.errors else []),
        render(Message(verb, {"number": report.applied}), here),
    ]


def _rendered(message: Message, locale: str) -> str:
    return render(message, locale)


def short(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def progress(title: str) -> Shown:
    """A bar on a terminal that counts files."""
    unit = worded(N_("file"))
    return partial(tqdm, desc=title, unit=unit, disable=None, file=sys.stderr, leave=False)


def entries_shown(listed: Sequence[T], /) -> Iterable[T]:
    """A bar that counts the entries of one file, once that takes more than a moment."""
    return tqdm(
        listed, unit=worded(N_("entry")), disable=None, file=sys.stderr, leave=False,
        delay=1, position=1,
    )  # fmt: skip


def print_line(line: str) -> None:
    print(line)  # noqa: T201 - this is what the command is for


def print_json(data: Any) -> None:
    print_line(json.dumps(data, ensure_ascii=False, indent=2))
