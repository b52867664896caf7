"""What is wrong with the interface catalogues: for the project's checks, and before a release."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cms.errors import N_, Message
from cms.translation.interface.catalogue_files import DOMAINS, catalogue_path, has_other_plurals
from cms.translation.interface.quotes import OUTER, quotes_otherwise
from cms.translation.interface.source_code import parsed, python_files, unreadable_calls
from cms.translation.interface.updating import CODE_LOCALE, catalogue_locales, expected
from cms.translation.po.conflicts import is_open
from cms.translation.po.msgfmt import complaints
from cms.translation.po.placeholders import fits
from cms.translation.po.po import Catalogue, Entry, PoError, parse
from cms.translation.rules.conventions import BadConvention, conventions_path, read_conventions
from cms.translation.rules.glossary import glossary, glossary_path

OTHER_PLURALS = N_("Its header has another plural rule than its language, whose own is used.")


@dataclass(frozen=True)
class Finding:
    """One thing to mend. ``path`` is relative to the project; ``code`` is stable."""

    path: str
    line: int | None
    code: str
    message: Message

    def __str__(self) -> str:
        return f"{self.path}:{self.line or 1}: {self.code}: {self.message}"


def check_interface(root: Path, *, release: bool = False) -> list[Finding]:
    """All that is wrong with the project in ``root``; before a release nothing may be untranslated."""
    findings = [*_in_code(root), *_in_catalogues(root, release), *_in_agreements(root)]
    if not any(finding.code == "unreadable" for finding in findings):
        findings += _out_of_step(root)
    return findings


def _in_code(root: Path) -> Iterator[Finding]:
    for path in [*python_files(root, "cms"), *python_files(root, "admin")]:
        for line, function in unreadable_calls(parsed(path)):
            text = N_("{function}() needs its text written out, or translators never see it.")
            yield Finding(
                _relative(root, path), line, "not_literal", Message(text, {"function": function})
            )


def _out_of_step(root: Path) -> Iterator[Finding]:
    for path, text in expected(root).items():
        if not path.exists() or path.read_bytes() != text:
            message = Message(N_("The code says other things than this file: run make messages."))
            yield Finding(_relative(root, path), None, "out_of_step", message)


def _in_catalogues(root: Path, release: bool) -> Iterator[Finding]:
    for locale in catalogue_locales(root / "locales"):
        for domain in DOMAINS:
            path = catalogue_path(root / "locales", locale, domain)
            if path.exists():
                yield from _in_catalogue(_relative(root, path), path, locale, release)


def _in_catalogue(name: str, path: Path, locale: str, release: bool) -> Iterator[Finding]:
    try:
        catalogue = parse(path.read_bytes())
    except PoError as error:
        yield Finding(name, error.line, "unreadable", error.message)
        return
    if has_other_plurals(locale, catalogue.headers):
        yield Finding(name, None, "plural_rule", Message(OTHER_PLURALS))
    found = [
        Finding(name, entry.line, code, Message(text, {"text": entry.msgid}))
        for entry in catalogue.entries
        for code, text in _wrong(entry, release and locale != CODE_LOCALE)
    ]
    yield from found
    yield from _quotes(name, catalogue, locale)
    for line, said in complaints(path) if not found else ():  # ours say the same, of a message
        refused = Message(N_("msgfmt refuses it: {line}"), {"line": said})
        yield Finding(name, line, "msgfmt", refused)


def _quotes(name: str, catalogue: Catalogue, locale: str) -> Iterator[Finding]:
    for entry in catalogue.live():
        if quotes_otherwise(entry, locale):
            text = N_("The translation of “{text}” has other quotation marks than {marks}.")
            params = {"text": entry.msgid, "marks": "…".join(OUTER[locale])}
            yield Finding(name, entry.line, "quotes", Message(text, params))


def _in_agreements(root: Path) -> Iterator[Finding]:
    """What the site agreed upon: its conventions and its glossary."""
    path = conventions_path(root / "locales")
    try:
        read_conventions(path)
    except BadConvention as error:
        yield Finding(_relative(root, path), error.line, error.code, error.message)
    path = glossary_path(root / "locales")
    for line, message in glossary(path).wrong:
        yield Finding(_relative(root, path), line, "bad_glossary", message)


def _wrong(entry: Entry, release: bool) -> Iterator[tuple[str, str]]:
    if entry.obsolete:
        if release:
            yield "obsolete", N_("“{text}” is no longer used.")
        return
    if any(map(is_open, (entry.msgstr, *entry.msgstr_plural))):
        yield "conflict", N_("Of “{text}” somebody must still choose a translation.")
    elif any((entry.msgstr, *entry.msgstr_plural)) and not fits(entry):
        yield "placeholders", N_("“{text}” and its translation have different placeholders.")
    if release and entry.fuzzy:
        yield "fuzzy", N_("The translation of “{text}” was not approved yet.")
    elif release and not entry.translated:
        yield "missing", N_("“{text}” is not translated.")


def _relative(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()
