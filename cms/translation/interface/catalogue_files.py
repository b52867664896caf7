"""Where the interface catalogues lie, and what their headers say.

The header holds no dates that change and a reference no line number, so two branches that translate
different messages merge without a conflict.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from gettext import c2py
from pathlib import Path

from babel.messages.plurals import get_plural

DOMAINS = ("messages", "admin", "schema")

_FIXED_DATE = "2026-01-01 00:00+0000"


def catalogue_path(folder: Path, locale: str, domain: str) -> Path:
    """Where a locale's texts of a domain lie under ``locales/``."""
    return folder / locale / "LC_MESSAGES" / f"{domain}.po"


def template_path(folder: Path, domain: str) -> Path:
    """Where the English texts of a domain lie under ``locales/``."""
    return folder / f"{domain}.pot"


def template_headers() -> dict[str, str]:
    """What stands above a template."""
    return {
        "Project-Id-Version": "Klankbord",
        "PO-Revision-Date": _FIXED_DATE,
        "Last-Translator": "Klankbord",
        "Language-Team": "Klankbord",
        "Language": "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }


def catalogue_headers(locale: str, existing: Mapping[str, str]) -> dict[str, str]:
    """What stands above a catalogue: what translators' tools wrote there, without its dates."""
    own = {"Language": locale, "Plural-Forms": get_plural(locale).plural_forms}
    kept = {name: text for name, text in existing.items() if name != "POT-Creation-Date"}
    return template_headers() | own | kept | {"PO-Revision-Date": _FIXED_DATE}


def plural_count(locale: str) -> int:
    """How many forms a counted text has."""
    return int(get_plural(locale).num_plurals)


@lru_cache
def plural_form(locale: str) -> Callable[[int], int]:
    """Which of the forms of a counted text goes with a number: the language's own rule."""
    return c2py(get_plural(locale).plural_expr)


def has_other_plurals(locale: str, headers: Mapping[str, str]) -> bool:
    """Whether a file claims another rule than its language has; the file's is never used."""
    claimed = headers.get("Plural-Forms")
    return claimed is not None and _bare(claimed) != _bare(get_plural(locale).plural_forms)


def _bare(rule: str) -> str:
    return "".join(one for one in rule if one not in " \t();")
