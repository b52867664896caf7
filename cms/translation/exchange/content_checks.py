"""What a file of content must hold before it is merged, as far as the file alone can tell."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from cms.content.segments import ALT, PLAIN
from cms.errors import N_, Message
from cms.translation.exchange.report import Report, Severity
from cms.translation.po.conflicts import is_open
from cms.translation.po.content_files import CONTENT, identify, language, mean_the_same
from cms.translation.po.msgfmt import complaints
from cms.translation.po.po import Catalogue, Entry, PoError, dump, parse
from cms.translation.rules.checks import EVEN_IN_A_DRAFT, check
from cms.translation.rules.conventions import conventions
from cms.translation.rules.glossary import findings

_HIDDEN = re.compile(r"\{\d+\} = (.+)")
_LIMIT = re.compile(r"max-length:(\d+)")
_Problem = tuple[int, str, str, Message]
_Found = tuple[int, str, str, Message, Severity]


def check_content(folder: Path, *, release: bool = False) -> list[Report]:
    """A report for each file of content under ``folder``; as `check_file`."""
    paths = sorted(folder.glob(f"*/{CONTENT}/*/*.po"))
    return [check_file(path, release=release) for path in paths]


def check_file(path: Path, *, release: bool = False) -> Report:
    """Whether a file can be read, lies where it belongs, and would be taken; with warnings as then.

    An open conflict is an error before a ``release`` only: until somebody chooses, it travels with
    the file, and stops nobody else's work.
    """
    report = Report(path)
    try:
        catalogue = parse(path.read_bytes())
    except PoError as error:
        report.add(error.line, error.code, "", error.message)
        return report
    for problem in _of_file(path, catalogue):
        report.add(*problem)
    live = list(catalogue.live())
    severity: Severity = "error" if release else "warning"
    for entry in live:
        if is_open(entry.msgstr):
            text = Message(N_("A conflict is still open."))
            report.add(entry.line, "E11", entry.msgctxt or "", text, severity)
    wrong = [found for entry in live for found in _of_entry(entry, language(catalogue.headers))]
    for found in wrong:
        report.add(*found)
    refused = {line for line, *_, severity in wrong if severity == "error"}
    for problem in _of_msgfmt(path, live, refused):
        report.add(*problem)
    return report


def _of_file(path: Path, catalogue: Catalogue) -> Iterator[_Problem]:
    file = identify(path, catalogue.headers)
    if file is None or language(catalogue.headers) != file.target:
        yield 1, "E03", "", Message(N_("The language in the header is not that of the folder."))
    if not mean_the_same(parse(dump(catalogue)), catalogue):
        yield 1, "E01", "", Message(N_("The file says something else once it is written again."))


def _of_entry(entry: Entry, locale: str) -> Iterator[_Found]:
    """What an import would say, as far as the comments of a message tell what its text is."""
    if is_open(entry.msgstr) or not entry.msgstr.strip():
        return
    hidden = [found[1] for found in map(_HIDDEN.fullmatch, entry.extracted) if found]
    limit = next((found for found in map(_LIMIT.fullmatch, entry.flags) if found), None)
    most = int(limit[1]) if limit else None
    address = conventions().address.get(locale, "")
    found = check(entry.msgid, entry.msgstr, hidden, _kind(entry), most, address)
    for one in [*found, *findings(entry.msgid, entry.msgstr, locale)]:
        if not entry.fuzzy or one.code in EVEN_IN_A_DRAFT:
            severity: Severity = "error" if one.refuses else "warning"
            yield entry.line, one.code, entry.msgctxt or "", one.message, severity


def _kind(entry: Entry) -> str:
    if "md-text" not in entry.flags:
        return PLAIN
    if f"@{ALT}" in (entry.msgctxt or ""):
        return ALT
    return "h" if "heading" in entry.extracted else "p"


def _of_msgfmt(path: Path, live: list[Entry], known: set[int]) -> Iterator[_Problem]:
    """What gettext adds to what was found in a message already."""
    lines = [entry.line for entry in live]
    known = known | {entry.line for entry in live if is_open(entry.msgstr)}
    for line, said in complaints(path):
        place = bisect_right(lines, line)
        if place and lines[place - 1] in known:
            continue
        key = live[place - 1].msgctxt if place else ""
        yield line, "E01", key or "", Message(N_("msgfmt refuses it: {line}"), {"line": said})
