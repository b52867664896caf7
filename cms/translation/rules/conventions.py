"""How the site writes and translates, as ``locales/l10n.toml`` says it."""

import logging
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError

from cms.content import LOCALES
from cms.errors import N_, CmsError
from cms.settings import settings

NAME = "l10n.toml"
ADDRESSES: Mapping[str, tuple[str, ...]] = {"nl": ("je", "u")}
_SITE = re.compile(r"https?://[^\s/?#]+/?")
EXACT = ("propose", "accept")

log = logging.getLogger(__name__)


class BadConvention(CmsError):
    """The file says something that cannot be used; ``line`` is where, 0 if that is not known."""

    code = "bad_convention"

    def __init__(self, path: Path, line: int, text: str, /, **params: Any) -> None:
        super().__init__(text, **params)
        self.path = path
        self.line = line


@dataclass(frozen=True)
class Conventions:
    """``address``: the form of address by language. ``variants``: which Babel data a language takes.

    ``exact``: whether what was translated elsewhere is proposed or accepted. ``likeness``: how alike
    texts must be for a proposal, from 0 to 1. ``site``: the site's address, for links in files; here
    and not in the environment, so that every machine writes the same files.
    """

    address: Mapping[str, str] = field(default_factory=lambda: {"nl": "je"})
    variants: Mapping[str, str] = field(default_factory=lambda: {"en": "en_GB"})
    exact: str = "propose"
    likeness: float = 0.7
    site: str = ""


def conventions_path(folder: Path | None = None) -> Path:
    """Where the file lies; ``folder`` is that of the catalogues."""
    return (folder or settings.catalogues) / NAME


def read_conventions(path: Path) -> Conventions:
    """What the file says; without a file, the defaults. Raises `BadConvention`."""
    if not path.exists():
        return Conventions()
    try:
        text = path.read_text(encoding="utf-8")
        return _Reading(path, text).conventions(tomllib.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        raise BadConvention(path, 0, N_("It cannot be read: {reason}."), reason=error) from error
    except tomllib.TOMLDecodeError as error:
        raise BadConvention(path, 0, N_("It is no TOML: {reason}."), reason=error) from error


class _Reading:
    """One file; the text is kept to tell on which line something stands."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()

    def conventions(self, data: Mapping[str, Any]) -> Conventions:
        self._known(data, "site", "address", "variants", "memory")
        memory = self._table(data, "memory")
        self._known(memory, "exact", "likeness")
        default = Conventions()
        return Conventions(
            address={**default.address, **self._by_language(data, "address", _is_address)},
            variants={**default.variants, **self._by_language(data, "variants", _is_variant)},
            exact=self._exact(memory.get("exact", default.exact)),
            likeness=self._likeness(memory.get("likeness", default.likeness)),
            site=self._site(data.get("site", default.site)),
        )

    def _known(self, table: Mapping[str, Any], *names: str) -> None:
        for name in table:
            if name not in names:
                text = N_("{name} is not known here; known are {known}.")
                raise self._bad(name, text, name=name, known=", ".join(names))

    def _table(self, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        found = data.get(name, {})
        if not isinstance(found, dict):
            raise self._bad(name, N_("{name} must be a table: [{name}]."), name=name)
        return found

    def _by_language(
        self, data: Mapping[str, Any], name: str, fits: Callable[[str, str], bool]
    ) -> Mapping[str, str]:
        found = self._table(data, name)
        self._known(found, *LOCALES)
        for locale, value in found.items():
            if not isinstance(value, str) or not fits(locale, value):
                text = N_("{value} cannot be used for {name} in {locale}.")
                raise self._bad(locale, text, value=repr(value), name=name, locale=locale)
        return found

    def _exact(self, value: object) -> str:
        if value not in EXACT:
            text = N_("{name} must be one of {known}, not {value}.")
            known = ", ".join(EXACT)
            raise self._bad("exact", text, name="exact", known=known, value=repr(value))
        return str(value)

    def _likeness(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0.5 <= value <= 1:
            text = N_("{name} must be a number from 0.5 to 1, not {value}.")
            raise self._bad("likeness", text, name="likeness", value=repr(value))
        return float(value)

    def _site(self, value: object) -> str:
        if not isinstance(value, str) or (value and not _SITE.fullmatch(value)):
            text = N_("{name} must be an address such as https://www.example.org, not {value}.")
            raise self._bad("site", text, name="site", value=repr(value))
        return value.rstrip("/")

    def _bad(self, name: str, text: str, /, **params: Any) -> BadConvention:
        starts = (name, f"[{name}]", f'"{name}"')
        found = (n for n, line in enumerate(self.lines, 1) if line.lstrip().startswith(starts))
        return BadConvention(self.path, next(found, 1), text, **params)


def _is_address(locale: str, value: str) -> bool:
    return value in ADDRESSES.get(locale, ())


def _is_variant(locale: str, value: str) -> bool:
    try:
        return Locale.parse(value).language == locale
    except (UnknownLocaleError, ValueError):
        return False


def conventions() -> Conventions:
    """The site's own. An edit counts at once; what cannot be used is logged, and the defaults hold."""
    path = conventions_path()
    try:
        return _known(path, path.stat().st_mtime_ns)
    except OSError:
        return Conventions()


@lru_cache(maxsize=4)
def _known(path: Path, _stamp: int) -> Conventions:
    try:
        return read_conventions(path)
    except BadConvention as error:
        log.error("Not using %s, line %s: %s", path, error.line, error)
        return Conventions()
