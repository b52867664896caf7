"""What a file of content must hold before it is merged, as far as the file alone can tell."""

from collections.abc import Iterator
from pathlib import Path

from cms.errors import N_, Message
from cms.translation.exchange.report import Report
from cms.translation.po.conflicts import is_open
from cms.translation.po.content_files import CONTENT, identify, language, meaning
from cms.translation.po.msgfmt import complaints
from cms.translation.po.po import Catalogue, PoError, dump, parse


def check_content(folder: Path) -> list[Report]:
    """A report for each file of content under ``folder``."""
    return [check_file(path) for path in sorted(folder.glob(f"*/{CONTENT}/*/*.po"))]


def check_file(path: Path) -> Report:
    """Whether a file can be read, lies where it belongs, and has no open conflict."""
    report = Report(path)
    try:
        catalogue = parse(path.read_bytes())
    except PoError as error:
        report.add(error.line, error.code, "", error.message)
        return report
    for line, code, key, message in _problems(path, catalogue):
        report.add(line, code, key, message)
    return report


def _problems(path: Path, catalogue: Catalogue) -> Iterator[tuple[int, str, str, Message]]:
    file = identify(path, catalogue.headers)
    if file is None or language(catalogue.headers) != file.target:
        yield 1, "E03", "", Message(N_("The language in the header is not that of the folder."))
    if meaning(parse(dump(catalogue))) != meaning(catalogue):
        yield 1, "E01", "", Message(N_("The file says something else once it is written again."))
    for entry in catalogue.live():
        if is_open(entry.msgstr):
            yield entry.line, "E11", entry.msgctxt or "", Message(N_("A conflict is still open."))
    for line in complaints(path):
        yield 1, "E01", "", Message(N_("msgfmt refuses it: {line}"), {"line": line})
