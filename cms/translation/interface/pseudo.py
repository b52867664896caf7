"""A false English (en-XA): every text that can be translated has accents, brackets and more length.

What stands without brackets on a page can never be translated; what breaks the page is too long
for it; what lacks its accents was cut.
"""

import re
from dataclasses import replace
from pathlib import Path

from cms.translation.interface.catalogue_files import (
    DOMAINS,
    catalogue_headers,
    catalogue_path,
    plural_count,
    template_path,
)
from cms.translation.interface.updating import CODE_LOCALE, catalogue_locales
from cms.translation.po.content_files import replace as write_whole
from cms.translation.po.po import Catalogue, Entry, dump, parse

LOCALE = "en_XA"
LONGER = 0.3
_ACCENTS = str.maketrans(
    "AaBbCcDdEeGgHhIiJjKkLlNnOoPpRrSsTtUuWwYyZz",
    "ÅåƁƀÇçĐđÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöÞþŔŕŠšŢţÛûŴŵÝýŽž",
)
_KEPT = re.compile(r"(\{[^{}]*\}|<[^<>]*>|&\w+;|%\(\w+\)[rs]|%\w)")


def pseudo(text: str) -> str:
    """``[Šåvé ···]``; placeholders and tags stay."""
    parts = _KEPT.split(text)
    plain = sum(map(len, parts[::2]))
    parts[::2] = [part.translate(_ACCENTS) for part in parts[::2]]
    filling = "·" * max(1, round(plain * LONGER))
    return f"[{''.join(parts)} {filling}]" if plain else text


def write_pseudo(folder: Path, to: Path) -> list[Path]:
    """Write a folder of catalogues in which English is the false one, and the others are as they are."""
    written = []
    for domain in DOMAINS:
        for locale in catalogue_locales(folder):
            path = catalogue_path(folder, locale, domain)
            if locale != CODE_LOCALE and path.exists():
                written.append(_write(catalogue_path(to, locale, domain), path.read_bytes()))
        template = parse(template_path(folder, domain).read_bytes())
        written.append(_write(catalogue_path(to, CODE_LOCALE, domain), dump(_false(template))))
    return written


def _false(template: Catalogue) -> Catalogue:
    headers = catalogue_headers(CODE_LOCALE, {}) | {"Language": LOCALE}
    return Catalogue(headers=headers, entries=[_translated(entry) for entry in template.entries])


def _translated(entry: Entry) -> Entry:
    if entry.msgid_plural is None:
        return replace(entry, msgstr=pseudo(entry.msgid))
    others = (pseudo(entry.msgid_plural),) * (plural_count(CODE_LOCALE) - 1)
    return replace(entry, msgstr_plural=(pseudo(entry.msgid), *others))


def _write(path: Path, data: bytes) -> Path:
    write_whole(path, data)
    return path
