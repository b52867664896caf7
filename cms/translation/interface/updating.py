"""Interface catalogues kept in step with the code: templates written anew, translations merged by key.

No translation is ever guessed for a new text. What left the code is kept as obsolete, and comes back
by itself if the text does.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cms.content import LOCALES
from cms.translation.interface.catalogue_files import (
    catalogue_headers,
    catalogue_path,
    plural_count,
    template_path,
)
from cms.translation.interface.extraction import extract
from cms.translation.po.po import Catalogue, Entry, dump, parse

CODE_LOCALE = "en"
"""The language of the texts in the code. A catalogue for it is optional: better English than the code's."""


def extract_all(root: Path) -> list[Path]:
    """Write the templates of the project in ``root``; answers the files that changed."""
    return _write(_templates(root / "locales", extract(root)))


def update_all(root: Path) -> list[Path]:
    """Write the templates and merge them into the catalogues; answers the files that changed.

    Raises `PoError`, before anything is written, if a file cannot be read.
    """
    return _write(expected(root))


def expected(root: Path) -> dict[Path, bytes]:
    """Each template and catalogue with what it should hold."""
    folder, found = root / "locales", extract(root)
    return _templates(folder, found) | _catalogues(folder, found)


def _templates(folder: Path, found: Mapping[str, Catalogue]) -> dict[Path, bytes]:
    return {
        template_path(folder, domain): dump(template)
        for domain, template in found.items()
        if template.entries
    }


def _catalogues(folder: Path, found: Mapping[str, Catalogue]) -> dict[Path, bytes]:
    return {
        path: dump(merge(template, _existing(path), locale))
        for domain, template in found.items()
        for locale in catalogue_locales(folder)
        for path in (catalogue_path(folder, locale, domain),)
        if template.entries
    }


def catalogue_locales(folder: Path) -> tuple[str, ...]:
    """The locales that have catalogues, or should."""
    return tuple(
        locale
        for locale in LOCALES
        if locale != CODE_LOCALE or (folder / locale / "LC_MESSAGES").exists()
    )


def merge(template: Catalogue, old: Catalogue, locale: str) -> Catalogue:
    """The texts of ``template`` with the translations that ``old`` has under the same key."""
    live = {entry.key: entry for entry in old.live()}
    left = {entry.key: entry for entry in old.entries if entry.translated} | live
    entries = [_merged(entry, left.pop(entry.key, None), locale) for entry in template.entries]
    gone = (_obsolete(entry) for entry in left.values() if entry.translated)
    return Catalogue(
        headers=catalogue_headers(locale, old.headers),
        entries=[*entries, *sorted(gone, key=lambda entry: (entry.msgctxt or "", entry.msgid))],
        comments=old.comments or template.comments,
    )


def _merged(entry: Entry, before: Entry | None, locale: str) -> Entry:
    counted = entry.msgid_plural is not None
    if before is None or (before.msgid_plural is not None) != counted:
        return replace(entry, msgstr_plural=("",) * plural_count(locale) if counted else ())
    merged = replace(
        entry,
        msgstr=before.msgstr,
        msgstr_plural=before.msgstr_plural,
        comments=before.comments,
        flags=entry.flags | ({"fuzzy"} & before.flags),
    )
    if before.msgid_plural != entry.msgid_plural:
        return replace(
            merged,
            flags=merged.flags | {"fuzzy"},
            previous_msgid=before.msgid,
            previous_msgid_plural=before.msgid_plural,
        )
    return merged


def _obsolete(entry: Entry) -> Entry:
    return replace(entry, obsolete=True, references=(), extracted=(), flags=frozenset())


def _existing(path: Path) -> Catalogue:
    return parse(path.read_bytes()) if path.exists() else Catalogue(headers={})


def _write(files: Mapping[Path, bytes]) -> list[Path]:
    changed = [
        path for path, text in files.items() if not path.exists() or path.read_bytes() != text
    ]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
    return changed
