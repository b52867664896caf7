"""`cms l10n sync`, and how git is told to merge PO files."""

from functools import partial

from cms.commands.databases import done_on
from cms.commands.l10n import (
    Asked,
    collect_seldom,
    entries_shown,
    print_reports,
    progress,
    say_written,
    short,
)
from cms.commands.terminal import say, tell
from cms.errors import N_, Message
from cms.settings import Settings
from cms.translation.interface.catalogues import folder, gettext, ngettext, render
from cms.translation.sync.repository import Repository
from cms.translation.sync.sync import Sync, Synced


def run_sync(settings: Settings, *, with_git: bool, shown: str) -> int:
    """Bring database, files and git together; ``shown`` is the terminal's language."""
    repository = Repository(folder()) if with_git else None

    async def work() -> Synced:
        told = partial(_told, locale=shown)
        return await Sync(folder(), repository, told, progress("Sync"), entries_shown).run()

    collect_seldom()
    done = done_on(settings, work)
    _report(done, shown)
    return done.status


def _report(done: Synced, shown: str) -> None:
    noted = [report for report in done.reports if report.applied or report.findings]
    print_reports(noted, Asked((), dry_run=False, partial=False, as_json=False, locale=shown))
    say_written(dict.fromkeys(done.written))
    for path, reason in done.left.items():
        say(f"{short(path)}: {render(reason, shown)}")
    say(_summary(done, shown))


def _summary(done: Synced, locale: str) -> str:
    applied = sum(report.applied for report in done.reports)
    files = len(set(done.written))
    counted = [
        ngettext("{number} translation taken", "{number} translations taken", applied, locale),
        ngettext("{number} file written", "{number} files written", files, locale),
        ngettext("{number} commit", "{number} commits", done.commits, locale),
        *([gettext("pushed", locale)] if done.pushed else []),
    ]
    return render(Message(N_("Synced: {what}."), {"what": counted}), locale)


def run_install() -> int:
    """Have git in the checkout of the files, which may be another than the code's, merge by message."""
    Repository(folder()).install_driver()
    tell(N_("Git merges PO files by message here, as .gitattributes asks."))
    return 0


def _told(message: Message, locale: str) -> None:
    say(render(message, locale))
