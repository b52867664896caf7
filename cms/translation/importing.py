"""From translators' files to the database: one transaction a file, and nothing lost."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cms.content import ContentType
from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import text_store, working_copy
from cms.editing.saving import save
from cms.editing.text_store import Changes, Texts
from cms.editing.units import Place, units
from cms.errors import N_, InvalidInput, Message
from cms.translation import exported
from cms.translation.composing import compose
from cms.translation.files import ContentFile, identify, language
from cms.translation.judging import Judged, Known, judge
from cms.translation.po import Catalogue, Entry, PoError, parse
from cms.translation.report import Report


class _Undone(Exception):
    """Ends a transaction that must leave nothing behind."""


async def import_file(
    path: Path, *, actor: str = "", dry_run: bool = False, partial: bool = False
) -> Report:
    """Take the translations of one file. It opens its own transaction.

    With one error nothing of the file is applied, unless ``partial``: then the good messages are, and
    the texts of the bad ones are kept aside. ``dry_run`` reports the same and changes nothing.
    ``actor`` is who the versions name, ``po:<file>`` by default.
    """
    report = Report(path)
    catalogue = _parsed(path, report)
    file = _identified(path, catalogue, report) if catalogue else None
    if catalogue is None or file is None:
        return report
    try:
        async with writing():
            await _Import(file, report, actor or f"po:{file.name}", partial).run(catalogue)
            if dry_run or (report.errors and not partial):
                raise _Undone
    except _Undone:
        report.applied = report.applied if dry_run and not report.errors else 0
    return report


def _parsed(path: Path, report: Report) -> Catalogue | None:
    try:
        return parse(path.read_bytes())
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

    def __init__(self, file: ContentFile, report: Report, actor: str, partial: bool) -> None:
        self.file = file
        self.report = report
        self.actor = actor
        self.partial = partial
        self.content_type: ContentType = installed()[file.type_name]

    async def run(self, catalogue: Catalogue) -> None:
        known = await self._known(catalogue)
        entries: dict[str, list[Judged]] = {}
        for message in catalogue.live():
            judged = judge(message, known)
            self._note(judged)
            if judged.key and judged.outcome in ("take", "keep", "conflict", "refused"):
                entries.setdefault(judged.key.uid, []).append(judged)
        for uid, listed in sorted(entries.items()):
            await self._entry(uid, listed, known)

    async def _known(self, catalogue: Catalogue) -> Known:
        exports = await exported.load(self.file)
        uids = sorted({(one.msgctxt or "").partition("/")[0] for one in catalogue.live()})
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
        )

    def _note(self, judged: Judged) -> None:
        counted = {"conflict": "conflicts"}.get(judged.outcome, judged.outcome)
        if judged.outcome not in ("take", "keep", "refused"):
            self.report.counts[counted] += 1
        severity = {"refused": "error", "conflict": "conflict"}.get(judged.outcome, "note")
        if judged.message:
            self.report.add(
                judged.entry.line, judged.code, judged.entry.msgctxt or "", judged.message,
                severity,  # type: ignore[arg-type]
            )  # fmt: skip

