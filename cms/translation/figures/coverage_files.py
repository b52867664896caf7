"""How far the files under ``locales/`` are translated, counted from the files themselves.

The counts are written beside the files as ``coverage.json`` and, for people, as ``coverage.svg``.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cms.errors import N_
from cms.translation.figures.coverage_picture import Bar, picture
from cms.translation.interface.catalogue_files import DOMAINS, catalogue_path
from cms.translation.interface.updating import CODE_LOCALE, catalogue_locales
from cms.translation.po.content_files import BadFile, content_files, read, replace
from cms.translation.po.po import Entry
from cms.translation.rules.stages import IN_FILES, Stage, stage_of

DATA = "coverage.json"
PICTURE = "coverage.svg"


@dataclass(frozen=True)
class FileCoverage:
    """One file by stage. ``name`` is a content type's, or that of a domain of the interface."""

    path: str
    locale: str
    source: str
    name: str
    messages: Counter[Stage]
    words: Counter[Stage]

    @property
    def interface(self) -> bool:
        return self.name in DOMAINS

    def as_data(self) -> dict[str, object]:
        return {
            "file": self.path,
            "locale": self.locale,
            "source": self.source,
            "part": self.name,
            "messages": {stage: self.messages[stage] for stage in IN_FILES},
            "words": {stage: self.words[stage] for stage in IN_FILES},
        }


def count_files(folder: Path) -> list[FileCoverage]:
    """Each file under ``folder`` that has a message: content first, then the interface.

    Raises `BadFile` for one that cannot be read.
    """
    counted = [*_content(folder), *_interface(folder)]
    return [one for one in counted if one.messages.total()]


def _content(folder: Path) -> Iterator[FileCoverage]:
    for file in content_files():
        yield _counted(folder, file.path(folder), file.target, file.source, file.type_name)


def _interface(folder: Path) -> Iterator[FileCoverage]:
    for locale in catalogue_locales(folder):
        for domain in DOMAINS if locale != CODE_LOCALE else ():
            path = catalogue_path(folder, locale, domain)
            yield _counted(folder, path, locale, CODE_LOCALE, domain)


def _counted(folder: Path, path: Path, locale: str, source: str, name: str) -> FileCoverage:
    catalogue = read(path)
    messages: Counter[Stage] = Counter()
    words: Counter[Stage] = Counter()
    for entry in catalogue.live() if catalogue else ():
        stage = stage_of(entry)
        messages[stage] += 1
        words[stage] += _words(entry)
    relative = path.relative_to(folder).as_posix()
    return FileCoverage(relative, locale, source, name, messages, words)


def _words(entry: Entry) -> int:
    return len(f"{entry.msgid} {entry.msgid_plural or ''}".split())


def write_coverage(folder: Path, counted: Sequence[FileCoverage]) -> list[Path]:
    """Write both files under ``folder``; answers those that changed. Raises `BadFile`."""
    data = json.dumps([one.as_data() for one in counted], indent=2) + "\n"
    written = [folder / DATA] if _write(folder / DATA, data) else []
    return [*written, *([folder / PICTURE] if draw(folder / PICTURE, counted) else [])]


def draw(path: Path, counted: Sequence[FileCoverage]) -> bool:
    """Draw the counts in ``path``; whether that changed it. Raises `BadFile`."""
    return _write(path, picture([_bar(one) for one in counted]))


def _write(path: Path, text: str) -> bool:
    try:
        if path.exists() and path.read_bytes() == text.encode():
            return False
        replace(path, text.encode())
    except OSError as error:
        said = N_("{path} cannot be written: {reason}.")
        raise BadFile(said, path=path, reason=error.strerror) from error
    return True


def _bar(one: FileCoverage) -> Bar:
    return Bar(one.name, one.source, one.locale, one.messages, one.words, interface=one.interface)
