"""From translators' files to the database: one transaction a file, and nothing lost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cms.access.actors import system
from cms.content import ContentType
from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import text_store, working_copy
from cms.editing.saving import save
from cms.editing.segmentation import same_text
from cms.editing.text_store import Changes, Translation
from cms.editing.units import parse_key
from cms.errors import N_, InvalidInput, Message
from cms.translation.exchange import exported
from cms.translation.exchange.arriving import Arriving, Target
from cms.translation.exchange.checking import Agreed, Checked, look_at
from cms.translation.exchange.judging import Judged, Known, judge
from cms.translation.exchange.progress import Shown, unseen
from cms.translation.exchange.report import Report, Severity
from cms.translation.po.content_files import ContentFile, identify, language
from cms.translation.po.mangled import mended
from cms.translation.po.po import Catalogue, Entry, PoError, parse
from cms.translation.rules.checks import code_of
from cms.translation.rules.conventions import conventions
from cms.translation.rules.glossary import glossary

TOUCHING = frozenset({"take", "keep", "open", "conflict", "refused", "cleared"})
COUNTED = frozenset({"unchanged", "older", "emptied", "cleared", "refused"})
SEVERITY: Mapping[str, Severity] = {"refused": "error", "open": "conflict"}


class _Undone(Exception):
    """Ends a transaction that must leave nothing behind."""


async def import_file(
    path: Path,
    *,
    dry_run: bool = False,
    partial: bool = False,
    clear: Collection[str] = (),
    within: Shown = unseen,
) -> Report:
    """Take the translations of one file. It opens its own transaction.

    With one error nothing of the file is applied, unless ``partial``: then the good messages are, and
    the texts of the bad ones are kept aside. ``dry_run`` reports the same and changes nothing. A
    translation that the file has emptied goes only if its msgctxt is in ``clear``. ``within`` is
    shown the entries that are saved.
    Versions name ``po:<file>`` as who did it.
    """
    report = Report(path)
    catalogue = _parsed(path, report)
    file = _identified(path, catalogue, report) if catalogue else None
    if catalogue is None or file is None:
        return report
    try:
        async with exported.alone(file), writing():
            await _Import(file, report, clear=frozenset(clear)).run(catalogue, within)
            if dry_run or (report.errors and not partial):
                raise _Undone
    except _Undone:
        report.applied = report.applied if dry_run and not report.errors else 0
    return report


def _parsed(path: Path, report: Report) -> Catalogue | None:
    try:
        return mended(parse(path.read_bytes()))
    except PoError as error:
        report.add(error.line, error.code, "", error.message)
    except OSError as error:
        text = N_("The file cannot be opened: {reason}.")
        report.add(0, "E01", "", Message(text, {"reason": error.strerror or "?"}))
    return None


def _identified(path: Path, catalogue: Catalogue, report: Report) -> ContentFile | None:
    file = identify(path, catalogue.headers)
    if file is None:
        text = N_("This is no file of ours: expected <target>/content/<source>/<type>.po.")
        report.add(1, "E03", "", Message(text))
    elif language(catalogue.headers) != file.target:
        said = catalogue.headers.get("Language", "")
        text = N_("The header says the language is {said}, the folder {expected}.")
        report.add(1, "E03", "", Message(text, {"said": repr(said), "expected": file.target}))
        return None
    return file


class _Import:
    """One file on its way in, inside one transaction."""

    def __init__(self, file: ContentFile, report: Report, *, clear: frozenset[str]) -> None:
        self.file = file
        self.report = report
        self.own = file.is_at(report.path)
        self.actor = system(f"po:{file.relative if self.own else report.path.name}"[:150]).name
        self.clear = clear
        address = conventions().address.get(file.target, "")
        self.agreed = Agreed(file.target, address, glossary())
        self.content_type: ContentType = installed()[file.type_name]

    async def run(self, catalogue: Catalogue, within: Shown) -> None:
        found = self._listed(catalogue)
        known = await self._known(catalogue, found)
        self.report.counts["absent"] = known.exports.absent({one.msgctxt or "" for one in found})
        entries: dict[str, list[Judged]] = {}
        for message in found:
            judged = judge(message, known)
            self._note(judged)
            touching = judged.outcome in TOUCHING or judged.settled
            if judged.key and judged.source and touching:
                entries.setdefault(judged.key.uid, []).append(judged)
        for uid, listed in within(sorted(entries.items())):
            await self._entry(uid, listed, known)

    def _listed(self, catalogue: Catalogue) -> list[Entry]:
        """The messages of the file, and those it lacks that are to be cleared all the same."""
        live = list(catalogue.live())
        lacking = self.clear - {one.msgctxt or "" for one in live}
        return [*live, *(Entry(msgid="", msgctxt=key) for key in sorted(lacking))]

    async def _known(self, catalogue: Catalogue, listed: Sequence[Entry]) -> Known:
        exports = await exported.load(self.file)
        keys = (parse_key(one.msgctxt or "") for one in listed)
        uids = sorted({key.uid for key in keys if key})
        # Held until the end: nobody saves one of these entries while its texts are compared.
        rows = await fetch(
            f'SELECT uid, source_locale FROM "{self.content_type.name}"'  # noqa: S608 - ours
            " WHERE uid = ANY($1::text[]) ORDER BY uid FOR UPDATE",
            uids,
        )
        return Known(
            file=self.file,
            exports=exports,
            origin=exports.origin(catalogue),
            sources={row["uid"]: row["source_locale"] for row in rows},
            texts=await text_store.load_all(uids),
            actor=self.actor,
            own=self.own,
            clear=self.clear,
        )

    def _note(self, judged: Judged) -> None:
        if judged.outcome in COUNTED:
            self.report.counts[judged.outcome] += 1
        if judged.message and judged.outcome != "conflict":
            severity = SEVERITY.get(judged.outcome, "note")
            self._say(judged, judged.code, judged.message, severity)

    def _say(self, judged: Judged, code: str, message: Message, severity: Severity) -> None:
        self.report.add(judged.entry.line, code, judged.name, message, severity)

    async def _entry(self, uid: str, listed: Sequence[Judged], known: Known) -> None:
        arriving = Arriving(self.content_type, self.file.target, known.texts[uid])
        if uid in known.sources:
            arriving.values = await working_copy.load(self.content_type, uid)
        changes = Changes(uid)
        targets = arriving.targets(listed)
        for judged in listed:
            self._take(judged, targets.get(judged.name), arriving, changes)
        await execute("SAVEPOINT entry")
        try:
            await self._apply(arriving, changes)
        except InvalidInput as error:
            await execute("ROLLBACK TO SAVEPOINT entry")
            self._refuse_entry(error, arriving)
            await text_store.write(changes.all_refused())
        else:
            await execute("RELEASE SAVEPOINT entry")
            self.report.applied += len(arriving.accepted) + len(arriving.cleared)

    def _take(
        self, judged: Judged, target: Target | None, arriving: Arriving, changes: Changes
    ) -> None:
        checked = look_at(judged, target, self.agreed)
        typed = judged.translation(self.file.target, self.actor)
        new = typed
        if checked.text != typed.text:
            new = replace(typed, text=checked.text)
            if judged.outcome != "open":
                changes.keep(typed, "rewritten")  # the next export must know that it was imported
        if judged.outcome == "cleared":
            arriving.clear(judged, changes)
        elif judged.outcome == "refused":
            changes.keep(new, "refused")
        elif judged.outcome == "open":
            self._open(judged, typed, changes)
        elif judged.outcome == "conflict":
            self._conflict(judged, new, changes)
        elif judged.outcome == "unchanged":
            changes.settle(new, judged.settled)
        elif judged.now and _is_same(judged.now, new):
            self.report.counts["unchanged"] += 1
            changes.settle(new, judged.settled)
        elif self._finds_nothing_wrong(judged, checked):
            self._count(judged)
            arriving.accept(judged, new, changes)
            changes.settle(new, judged.settled)
        else:
            self.report.counts["refused"] += 1
            changes.keep(new, "refused")

    def _open(self, judged: Judged, typed: Translation, changes: Changes) -> None:
        """Nobody chose; what was typed around the marks all the same is not lost."""
        self.report.counts["conflict"] += 1
        if judged.shown is None or judged.shown.msgstr != judged.entry.msgstr:
            changes.keep(typed, "refused")

    def _conflict(self, judged: Judged, new: Translation, changes: Changes) -> None:
        """Both sides changed a text; if they mean the same, they agree."""
        assert judged.message is not None
        if judged.now and judged.now.text == new.text:
            self.report.counts["unchanged"] += 1
        else:
            self._say(judged, judged.code, judged.message, "conflict")
            self.report.counts["conflict"] += 1
            changes.keep(new, "conflict")

    def _finds_nothing_wrong(self, judged: Judged, checked: Checked) -> bool:
        for one in checked.findings:
            self._say(judged, one.code, one.message, one.severity)
        return not checked.refused

    def _count(self, judged: Judged) -> None:
        kind = _kind(judged)
        if kind == "stale":
            text = N_("It translates an earlier source text; it is kept, marked to be renewed.")
            self._say(judged, "S01", Message(text), "note")
        self.report.counts[kind] += 1

    async def _apply(self, arriving: Arriving, changes: Changes) -> None:
        wanted = arriving.compose(changes)
        await text_store.write(changes)
        if wanted and arriving.values:
            revision = arriving.values["revision"]
            await save(self.content_type, changes.uid, wanted, revision=revision, actor=self.actor)
        self.report.counts["waiting"] += arriving.waiting

    def _refuse_entry(self, error: InvalidInput, arriving: Arriving) -> None:
        """The entry's own rules say no: the reason goes to the message it is about."""
        for problem in error.problems:
            judged = arriving.about(problem.field) or arriving.accepted[0]
            text = Message(N_("It cannot be saved: {reason}"), {"reason": problem.message})
            self._say(judged, code_of(problem), text, "error")
        for judged in [*arriving.accepted, *arriving.cleared]:
            self.report.counts["cleared" if judged in arriving.cleared else _kind(judged)] -= 1
            self.report.counts["refused"] += 1


def _kind(judged: Judged) -> str:
    """What an accepted text is counted as."""
    if judged.entry.fuzzy:
        return "draft"
    if judged.is_stale:
        return "stale"
    if judged.now is None:
        return "new"
    return "approved" if judged.now.text == judged.entry.msgstr else "changed"


def _is_same(now: Translation, new: Translation) -> bool:
    """Whether a text that was written otherwise is what the database has."""
    return (now.text, now.state) == (new.text, new.state) and same_text(now.base, new.base)
