"""From the database to translators' files: one file for each target, source language and type."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.errors import N_, Message
from cms.translation.exchange import exported
from cms.translation.exchange.exported import Exports
from cms.translation.exchange.live import LiveEntry, live_entries
from cms.translation.exchange.messages import Message as PublicText
from cms.translation.exchange.messages import messages, removed, translated
from cms.translation.exchange.progress import Shown, unseen
from cms.translation.exchange.proposing import Memories, said
from cms.translation.exchange.unimported import never_imported
from cms.translation.po.content_files import (
    NUMBER,
    ContentFile,
    content_files,
    read,
    template_path,
    write,
    write_template,
)
from cms.translation.po.po import Catalogue, Entry
from cms.translation.rules.conventions import conventions_path, read_conventions

LANGUAGES = {"nl": "Dutch", "en": "English"}
OURS = frozenset(
    {
        "Project-Id-Version",
        "Language",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
        "Plural-Forms",
        "X-Source-Language",
        "X-Content-Type",
        NUMBER,
    }
)
Listed = tuple[LiveEntry, list[PublicText]]
"""An entry and its messages, in which its texts are read but once."""


@dataclass(frozen=True)
class Exported:
    """What an export did: the files it wrote, those that said the same already, and those it left.

    ``left`` have texts that were never imported: replacing them would lose somebody's work.
    """

    written: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    left: tuple[tuple[Path, Message], ...]


async def export(
    folder: Path,
    *,
    locale: str | None = None,
    type_name: str | None = None,
    overwrite: bool = False,
    progress: Shown = unseen,
    within: Shown = unseen,
) -> Exported:
    """Write the files of one language or type, or all. It opens its own transactions.

    ``overwrite`` replaces even texts on disk that were never imported. ``progress`` is shown the
    files, ``within`` the entries of each. Raises `BadFile` for a file that cannot be read.
    """
    files = [
        one
        for one in content_files()
        if locale in (None, one.target) and type_name in (None, one.type_name)
    ]
    done: dict[str, list[Path]] = {"written": [], "unchanged": []}
    left = []
    agreed = read_conventions(conventions_path(folder))
    memories = Memories(agreed)
    for file in progress(files):
        path = file.path(folder)
        async with exported.alone(file):
            found = await _export(file, folder, memories, agreed.site, within, overwrite=overwrite)
        if isinstance(found, Message):
            left.append((path, found))
        elif found is not None:
            done["written" if found else "unchanged"].append(path)
    return Exported(tuple(done["written"]), tuple(done["unchanged"]), tuple(left))


async def count_as_exported(folder: Path) -> None:
    """Note what the files of ``folder`` say, without writing them: they came with the content.

    Without that their texts would be strange to the database as soon as somebody changes one on the
    site. It opens its own transactions.
    """
    agreed = read_conventions(conventions_path(folder))
    memories = Memories(agreed)
    for file in content_files():
        async with exported.alone(file), writing():
            await _content(file, None, memories, agreed.site, unseen, anyway=False)


@dataclass(frozen=True)
class _Content:
    """What a file and its template are to say; ``number`` is that of the export."""

    template: Sequence[Entry]
    shown: Sequence[Entry]
    number: int


async def _export(
    file: ContentFile,
    folder: Path,
    memories: Memories,
    site: str,
    within: Shown,
    *,
    overwrite: bool,
) -> bool | Message | None:
    path = file.path(folder)
    current = read(path)
    async with writing():
        content = await _content(
            file, None if overwrite else current, memories, site, within, anyway=current is not None
        )
    if not isinstance(content, _Content):
        return content
    _write_template(file, content.template, folder)
    return write(path, _catalogue(file, content.shown, current, content.number), current)


async def _content(
    file: ContentFile,
    guarded: Catalogue | None,
    memories: Memories,
    site: str,
    within: Shown,
    *,
    anyway: bool,
) -> _Content | Message | None:
    """None if there is nothing to say, unless the file is there ``anyway``.

    A message if ``guarded``, which the file would replace, has a text that was never imported. All
    else that is known of the texts is let go of here: it takes more room than what the file says.
    """
    entries = await live_entries(installed()[file.type_name], file.source)
    if not entries and not anyway:
        return None
    exports = await exported.load(file)
    listed = [(one, messages(installed()[file.type_name], one, site)) for one in within(entries)]
    made = build(file, listed, exports)
    shown = await memories.proposed(file, made)
    unknown = await never_imported(file, guarded, shown, exports) if guarded else None
    if unknown:
        text = N_("Line {line} has a text that was never imported; import the file first.")
        return Message(text, {"line": unknown.line})
    number = await exported.remember(file, said(made, shown), exports)
    return _Content([message.template for _, found in listed for message in found], shown, number)


def build(file: ContentFile, listed: Sequence[Listed], exports: Exports) -> list[Entry]:
    """The messages of a file, in the order in which pages are read, then what was removed."""
    return [*_live(file, listed, exports), *_obsolete(file, listed, exports)]


def _live(file: ContentFile, listed: Sequence[Listed], exports: Exports) -> Iterator[Entry]:
    for entry, found in listed:
        for message in found:
            said = exports.now(message.template.msgctxt or "")
            made = translated(message, entry.texts, file.target, said)
            if made is not None:
                yield made


def _obsolete(file: ContentFile, listed: Sequence[Listed], exports: Exports) -> list[Entry]:
    found = [one for entry, _ in listed for one in removed(entry, file.target, exports)]
    return sorted(found, key=lambda one: one.msgctxt or "")


def _catalogue(
    file: ContentFile, made: Sequence[Entry], current: Catalogue | None, number: int
) -> Catalogue:
    """With the translators' own comments, and the headers of their tools."""
    headers = _headers(file.source, file.type_name, file.target) | {NUMBER: str(number)}
    if current is None:
        return Catalogue(headers=headers, entries=made)
    theirs = {name: text for name, text in current.headers.items() if name not in OURS}
    comments = {entry.msgctxt: entry.comments for entry in current.entries if entry.comments}
    entries = [
        replace(one, comments=comments[one.msgctxt]) if one.msgctxt in comments else one
        for one in made
    ]
    return Catalogue(headers=headers | theirs, entries=entries, comments=current.comments)


def _headers(source: str, type_name: str, target: str) -> dict[str, str]:
    return {
        "Project-Id-Version": f"content {type_name}",
        "PO-Revision-Date": "2000-01-01 00:00+0000",
        "Last-Translator": "Automatically generated",
        "Language-Team": LANGUAGES.get(target, target) or "none",
        "Language": target,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
        "X-Source-Language": source,
        "X-Content-Type": type_name,
    }


def _write_template(file: ContentFile, made: Sequence[Entry], folder: Path) -> None:
    path = template_path(folder, file.source, file.type_name)
    catalogue = Catalogue(headers=_headers(file.source, file.type_name, ""), entries=made)
    write_template(path, catalogue)
