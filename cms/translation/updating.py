"""Interface catalogues kept in step with the code: templates written anew, translations merged by key.

No translation is ever guessed for a new text. What left the code is kept as obsolete, and comes back
by itself if the text does.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from cms.content import LOCALES
from cms.translation.catalogue_files import catalogue_path, read, template_path, write
from cms.translation.extraction import extract
from cms.translation.placeholders import forms

CODE_LOCALE = "en"
"""The language of the texts in the code. A catalogue for it is optional: better English than the code's."""

_Key = tuple[str | None, str]


def extract_all(root: Path) -> list[Path]:
    """Write the templates of the project in ``root``; answers the files that changed."""
    return _write(_templates(root / "locales", extract(root)))


def update_all(root: Path) -> list[Path]:
    """Write the templates and merge them into the catalogues; answers the files that changed.

    Raises `BadCatalogue`, before anything is written, if a file cannot be read.
    """
    return _write(expected(root))


def expected(root: Path) -> dict[Path, bytes]:
    """Each template and catalogue with what it should hold."""
    folder, found = root / "locales", extract(root)
    return _templates(folder, found) | _catalogues(folder, found)


def _templates(folder: Path, found: Mapping[str, Catalog]) -> dict[Path, bytes]:
    return {
        template_path(folder, domain): write(template)
        for domain, template in found.items()
        if len(template)
    }


def _catalogues(folder: Path, found: Mapping[str, Catalog]) -> dict[Path, bytes]:
    return {
        path: write(merge(template, _existing(path, locale), locale))
        for domain, template in found.items()
        for locale in catalogue_locales(folder)
        for path in (catalogue_path(folder, locale, domain),)
        if len(template)
    }


def catalogue_locales(folder: Path) -> tuple[str, ...]:
    """The locales that have catalogues, or should."""
    return tuple(
        locale
        for locale in LOCALES
        if locale != CODE_LOCALE or (folder / locale / "LC_MESSAGES").exists()
    )


def merge(template: Catalog, old: Catalog, locale: str) -> Catalog:
    """The texts of ``template`` with the translations that ``old`` has under the same key."""
    merged = Catalog(locale, last_translator=old.last_translator, language_team=old.language_team)
    left = _by_key(_translated(old.obsolete.values())) | _by_key(old)
    for message in _by_key(template).values():
        before = left.pop(_key(message), None)
        if before is None or len(forms(before.id)) != len(forms(message.id)):
            _add(merged, message, Message(message.id))
        else:
            _add(merged, message, before)
    for key, message in sorted(left.items(), key=lambda item: (item[0][0] or "", item[0][1])):
        if _translated([message]):
            merged.obsolete[key[1], key[0] or ""] = message
    return merged


def _add(merged: Catalog, message: Message, before: Message) -> None:
    merged.add(
        message.id,
        before.string,
        locations=message.locations,
        flags={"fuzzy"} & before.flags,
        auto_comments=message.auto_comments,
        user_comments=before.user_comments,
        context=message.context,
    )


def _existing(path: Path, locale: str) -> Catalog:
    return read(path, locale) if path.exists() else Catalog(locale)


def _by_key(messages: Iterable[Message]) -> dict[_Key, Message]:
    return {_key(message): message for message in messages if message.id}


def _key(message: Message) -> _Key:
    return message.context, forms(message.id)[0]


def _translated(messages: Iterable[Message]) -> list[Message]:
    return [message for message in messages if all(forms(message.string)) and not message.fuzzy]


def _write(files: Mapping[Path, bytes]) -> list[Path]:
    changed = [
        path for path, text in files.items() if not path.exists() or path.read_bytes() != text
    ]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
    return changed
