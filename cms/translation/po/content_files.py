"""Translators' files of content: where each lies, and how it is written."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cms.content import LOCALES
from cms.content.discovery import installed
from cms.errors import N_, CmsError
from cms.translation.po.mangled import mended
from cms.translation.po.po import Catalogue, Entry, PoError, dump, parse

CONTENT = "content"
NUMBER = "X-Export"
NO_NUMBER = -1


class BadFile(CmsError):
    """A file on disk cannot be read, or cannot be replaced without a loss."""

    code = "bad_file"


@dataclass(frozen=True, order=True)
class ContentFile:
    """The texts of one content type that were written in ``source``, in ``target``."""

    target: str
    source: str
    type_name: str

    @property
    def name(self) -> str:
        return f"{self.target}/{self.source}/{self.type_name}"

    @property
    def relative(self) -> str:
        """Its place under the folder of catalogues."""
        return f"{self.target}/{CONTENT}/{self.source}/{self.type_name}.po"

    def path(self, folder: Path) -> Path:
        return folder / self.relative

    def is_at(self, path: Path) -> bool:
        """Whether ``path`` is its own place in some folder of catalogues."""
        return path.absolute().as_posix().endswith(f"/{self.relative}")


def template_path(folder: Path, source: str, type_name: str) -> Path:
    """Where the template of a type lies: the same messages without translations."""
    return folder / CONTENT / source / f"{type_name}.pot"


def content_files() -> Iterator[ContentFile]:
    """Every file that this site can have."""
    for target in LOCALES:
        for source in LOCALES:
            if source != target:
                yield from (ContentFile(target, source, name) for name in installed())


def identify(path: Path, headers: Mapping[str, str]) -> ContentFile | None:
    """Which file of ours this is: by its folder, or by its header if it lies elsewhere."""
    parts = path.absolute().parts
    if len(parts) >= 4 and parts[-3] == CONTENT:
        named = ContentFile(parts[-4], parts[-2], path.stem)
    else:
        source, type_name = headers.get("X-Source-Language", ""), headers.get("X-Content-Type", "")
        named = ContentFile(language(headers), source, type_name)
    return named if named in set(content_files()) else None


def language(headers: Mapping[str, str]) -> str:
    """The header's language without its country: ``en_GB`` → ``en``."""
    return headers.get("Language", "").replace("-", "_").partition("_")[0].lower()


def read(path: Path) -> Catalogue | None:
    """The catalogue on disk, or none. Raises `BadFile`: what cannot be read is never replaced."""
    if not path.exists():
        return None
    try:
        return mended(parse(path.read_bytes()))
    except OSError as error:
        text = N_("{path} cannot be read: {reason}.")
        raise BadFile(text, path=path, reason=error.strerror) from error
    except PoError as error:
        text = N_("{path} cannot be read, so it was left as it is. {reason}")
        raise BadFile(text, path=path, reason=error.message) from error


def write(path: Path, catalogue: Catalogue, current: Catalogue | None) -> bool:
    """Write a file unless it says the same already, in whatever layout. Whether it was written.

    A newer export's number is written too: a copy that names an older one would be taken for a copy
    that has not seen what changed since. One that names none, since a tool dropped the header, is left
    until it says something else: tools and we would write it anew in turn.
    """
    same = current is not None and meaning(current) == meaning(catalogue)
    if current is not None and same and number(current) in (NO_NUMBER, number(catalogue)):
        return False
    try:
        replace(path, dump(catalogue))
    except OSError as error:
        text = N_("{path} cannot be written: {reason}.")
        raise BadFile(text, path=path, reason=error.strerror) from error
    return True


def write_template(path: Path, catalogue: Catalogue) -> None:
    """Write a template unless it is there already: to compare the bytes is quicker than to read them."""
    if not (path.exists() and path.read_bytes() == dump(catalogue)):
        write(path, catalogue, read(path))


def number(catalogue: Catalogue) -> int:
    """Which export a copy was made from, or `NO_NUMBER`."""
    text = catalogue.headers.get(NUMBER, "")
    return int(text[:9]) if text.isascii() and text.isdigit() else NO_NUMBER


def meaning(catalogue: Catalogue) -> object:
    """What a catalogue says, without line breaks, flags and headers that tools change on their own."""
    return (
        language(catalogue.headers),
        _words(catalogue.comments),
        [_said(entry) for entry in catalogue.entries],
    )


def _said(entry: Entry) -> object:
    previous = entry.previous_msgid if entry.fuzzy and not entry.obsolete else None
    extracted = () if entry.obsolete else entry.extracted
    return (
        *(entry.msgctxt, entry.msgid, entry.msgstr, entry.obsolete, previous),
        entry.fuzzy and not entry.obsolete,
        *(_words(entry.comments), _words(extracted)),
    )


def _words(lines: tuple[str, ...]) -> str:
    return " ".join(" ".join(lines).split())


def replace(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
