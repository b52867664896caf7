"""What we wrote, in the reader's language: the interface catalogues, compiled in memory.

English stands in the code, so a text without a translation is shown in English. What is filled into a
message goes through `render`, which translates and formats that as well.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from cms.content import LOCALES, ContentType, Field, State, labels
from cms.errors import CmsError, Message
from cms.settings import settings
from cms.translation.interface.catalogue_files import (
    DOMAINS,
    catalogue_path,
    has_other_plurals,
    plural_form,
)
from cms.translation.interface.formats import format_date, format_list, format_number
from cms.translation.po.placeholders import fits
from cms.translation.po.po import Catalogue, Entry, PoError, parse

SECONDS_BETWEEN_LOOKS = 1.0

log = logging.getLogger(__name__)


def folder() -> Path:
    """Where the catalogues lie."""
    return settings.catalogues


@dataclass(frozen=True)
class _Texts:
    """What one file says by context and English text.

    ``stamp`` is the time of change of the file that was read, or was found broken.
    """

    stamp: int
    texts: Mapping[tuple[str | None, str], tuple[str, ...]]


_NO_TEXTS = _Texts(0, {})


class Catalogues:
    """The catalogues of one folder. ``watch`` takes in changed files by itself, within a second."""

    def __init__(self, folder: Path, *, watch: bool = False) -> None:
        self._folder = folder
        self._watch = watch
        self._looked = 0.0
        self._edition = 0
        self._read_files: dict[str, dict[str, _Texts]] = {}

    def reload(self) -> None:
        """Read all files again that were ever asked for. A broken one leaves its old texts in place."""
        for locale in list(self._read_files):
            self._read(locale, anyway=True)

    def read_ahead(self) -> None:
        """Read the files of every language."""
        for locale in LOCALES:
            self._files(locale)

    def edition(self) -> int:
        """Another number whenever what the catalogues say may have changed."""
        self._look()
        return self._edition

    def gettext(self, text: str, locale: str, context: str | None = None) -> str:
        """``text`` in ``locale``: with a context first under it, then without it, then in English."""
        for key in ((context, text), (None, text)):
            for one in self._files(locale):
                if found := one.texts.get(key):
                    return found[0]
        return text

    def ngettext(self, singular: str, plural: str, number: int, locale: str) -> str:
        """The form that goes with ``number``, not filled in yet."""
        for one in self._files(locale):
            if found := one.texts.get((None, singular)):
                return found[min(plural_form(locale)(number), len(found) - 1)]
        return singular if number == 1 else plural

    def _files(self, locale: str) -> Iterable[_Texts]:
        if locale not in LOCALES:
            return ()
        if locale not in self._read_files:
            self._read(locale)
        else:
            self._look()
        return self._read_files[locale].values()

    def _look(self) -> None:
        if self._watch and monotonic() - self._looked > SECONDS_BETWEEN_LOOKS:
            self._looked = monotonic()
            for known in list(self._read_files):
                self._read(known)

    def _read(self, locale: str, *, anyway: bool = False) -> None:
        old = self._read_files.get(locale, {})
        # A new dictionary, put in place at once: other threads see all the old or all the new.
        new = {
            domain: _texts(self._folder, locale, domain, old.get(domain, _NO_TEXTS), anyway)
            for domain in DOMAINS
        }
        self._read_files[locale] = new
        # What nobody had read before was shown to nobody.
        if old and any(new[domain] is not old.get(domain) for domain in DOMAINS):
            self._edition += 1


def _texts(folder: Path, locale: str, domain: str, old: _Texts, anyway: bool) -> _Texts:
    path = catalogue_path(folder, locale, domain)
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return _NO_TEXTS
    if stamp == old.stamp and not anyway:
        return old
    try:
        catalogue = parse(path.read_bytes())
    except (PoError, OSError, ValueError) as error:
        log.error("Keeping the old texts of %s: %s", path, error)
        return replace(old, stamp=stamp)
    if has_other_plurals(locale, catalogue.headers):
        log.warning("Not using the plural rule of %s: its language has another", path)
    return _Texts(stamp, _usable(catalogue, path))


def _usable(catalogue: Catalogue, path: Path) -> dict[tuple[str | None, str], tuple[str, ...]]:
    ready = (entry for entry in catalogue.live() if entry.translated and _fits(entry, path))
    return {entry.key: entry.msgstr_plural or (entry.msgstr,) for entry in ready}


def _fits(entry: Entry, path: Path) -> bool:
    """A translation that cannot be filled in would fail while somebody reads; English never does."""
    if fits(entry):
        return True
    log.error("Not using %s, line %s: its placeholders differ", path, entry.line)
    return False


_interface = Catalogues(folder(), watch=not settings.production)


def reload() -> None:
    """Read the interface catalogues again, after an update of the files."""
    _interface.reload()


def read_ahead() -> None:
    """Read all that was not read yet, while nobody waits for a word of it."""
    _interface.read_ahead()


def edition() -> int:
    """Another number whenever the interface's texts may have changed."""
    return _interface.edition()


def gettext(text: str, locale: str, context: str | None = None) -> str:
    """A text in ``locale``: written here, or the name of one that was marked with `N_`."""
    return _interface.gettext(text, locale, context)


def ngettext(singular: str, plural: str, number: int, locale: str, **params: Any) -> str:
    """The form that goes with ``number``, which fills ``{number}``; ``params`` fill the others."""
    text = _interface.ngettext(singular, plural, number, locale)
    return _filled(text, {**params, "number": format_number(number, locale)}, locale)


def render(message: Message, locale: str) -> str:
    """A message in the reader's language; its parameters are translated and formatted as well."""
    text = _interface.gettext(message.text, locale, message.context)
    return _filled(text, message.params, locale) if message.params else text


def render_error(error: CmsError, locale: str) -> str:
    """An error's one-line text in the reader's language."""
    return render(error.message, locale)


def label(content_type: ContentType, one: labels.Labelled, locale: str) -> str:
    """The label of a field or list of fields, be it within a composite or a list."""
    return render(labels.label_of(content_type, one), locale)


def help_of(content_type: ContentType, one: labels.Labelled, locale: str) -> str:
    """The help text of a field or list of fields, or an empty text."""
    return render(labels.help_of(content_type, one), locale)


def choice_label(content_type: ContentType, one: Field, value: str, locale: str) -> str:
    """One of the values a field may take, in words; any other value as it is."""
    member = next((each for each in one.choices or () if each.value == value), None)
    return render(labels.choice_of(content_type, one, member), locale) if member else str(value)


def type_label(content_type: ContentType, locale: str) -> str:
    """What one entry of the type is called."""
    return render(labels.type_label(content_type), locale)


def type_plural(content_type: ContentType, locale: str) -> str:
    """What several entries of the type are called."""
    return render(labels.type_plural(content_type), locale)


def type_help(content_type: ContentType, locale: str) -> str:
    """What the type is for, or an empty text."""
    return render(labels.type_help(content_type), locale)


def state_label(state: str, locale: str) -> str:
    """Where an entry stands in one language, in words."""
    return render(labels.state_of(State(state)), locale)


def _filled(text: str, params: Mapping[str, Any], locale: str) -> str:
    return text.format_map({name: _shown(value, locale) for name, value in params.items()})


def _shown(value: Any, locale: str) -> Any:
    """Numbers stay as they are: a process or a revision has no thousands."""
    if isinstance(value, Message):
        return render(value, locale)
    if isinstance(value, date):
        return format_date(value, locale)
    if isinstance(value, list | tuple):
        return format_list([str(_shown(one, locale)) for one in value], locale)
    return value
