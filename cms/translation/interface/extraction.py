"""The English texts that translators work from: out of the code, the templates and the declarations.

Three domains: ``messages`` (what ``cms`` says), ``admin`` (what the panel says) and ``schema`` (the
labels of content types). References name a file without a line, so that moving code changes nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from babel.messages.extract import extract_from_file

from cms.content import ContentType, State
from cms.content.discovery import installed
from cms.content.labels import messages_of, state_of
from cms.errors import Message
from cms.translation.interface.catalogue_files import template_headers
from cms.translation.interface.source_code import labels_of_declarations, parsed, python_files
from cms.translation.po.placeholders import BadPlaceholder, placeholders
from cms.translation.po.po import Catalogue, Entry

_PYTHON: Mapping[str, object] = {
    "N_": None,
    "gettext": {None: (1,), 3: ((3, "c"), 1)},
    "ngettext": (1, 2),
}
_SAID = re.compile("|".join(_PYTHON))
_TEMPLATES: Mapping[str, object] = {"_": None, "gettext": None, "ngettext": (1, 2)}
_COMMENT_TAGS = ("NOTE:",)


def extract(root: Path) -> dict[str, Catalogue]:
    """The template of each domain, made from the project in ``root`` and the installed content types."""
    return {
        "messages": _template([*_in_code(root, "cms"), *_in_templates(root, "cms")]),
        "admin": _template([*_in_code(root, "admin"), *_in_templates(root, "admin")]),
        "schema": _template(_in_declarations(installed().values())),
    }


def _template(found: Iterable[Entry]) -> Catalogue:
    entries: dict[tuple[str | None, str], Entry] = {}
    for entry in found:
        first = entries.setdefault(entry.key, entry)
        if first is not entry:
            entries[entry.key] = _joined(first, entry)
    return Catalogue(
        headers=template_headers(),
        entries=list(entries.values()),
        comments=("locales/README.md tells how to translate this file.",),
    )


def _joined(first: Entry, second: Entry) -> Entry:
    """One message for a text that stands in several places."""
    return replace(
        first,
        references=tuple(dict.fromkeys(first.references + second.references)),
        extracted=tuple(dict.fromkeys(first.extracted + second.extracted)),
    )


def _in_code(root: Path, package: str) -> Iterator[Entry]:
    for path in python_files(root, package):
        if not _SAID.search(path.read_text("utf-8")):
            continue  # most files say nothing, and reading one word by word takes long
        labels = labels_of_declarations(parsed(path))
        found = _read(root, path, "python", _PYTHON)
        yield from _in_order(one for one in found if (one.line, one.msgid) not in labels)


def _in_templates(root: Path, package: str) -> Iterator[Entry]:
    for path in sorted((root / package).rglob("templates/**/*.html")):
        yield from _in_order(_read(root, path, "jinja2.ext:babel_extract", _TEMPLATES))


def _in_order(found: Iterable[Entry]) -> list[Entry]:
    return sorted(found, key=lambda one: (one.msgid, one.msgctxt or ""))


def _read(root: Path, path: Path, method: str, keywords: Mapping[str, object]) -> Iterator[Entry]:
    file = path.relative_to(root).as_posix()
    results = extract_from_file(method, path, keywords, _COMMENT_TAGS, strip_comment_tags=True)  # type: ignore[arg-type]
    for line, text, comments, context in results:
        singular, plural = (text, None) if isinstance(text, str) else text
        entry = _entry(file, singular, context, plural)
        yield replace(entry, extracted=tuple(comments), line=line)


def _in_declarations(content_types: Iterable[ContentType]) -> Iterator[Entry]:
    for state in State:
        yield _declared(State, state_of(state))
    known: set[str | None] = set()
    for content_type in content_types:
        for message in messages_of(content_type):
            if message.context not in known:  # types share what is said of blocks
                known.add(message.context)
                yield _declared(content_type.table, message)


def _declared(where: type, message: Message) -> Entry:
    return _entry(f"{where.__module__.replace('.', '/')}.py", message.text, message.context)


def _entry(file: str, text: str, context: str | None, plural: str | None = None) -> Entry:
    return Entry(
        msgid=text,
        msgctxt=context,
        msgid_plural=plural,
        msgstr_plural=("", "") if plural else (),
        references=(file,),
        flags=_flags(text, plural or ""),
    )


def _flags(*texts: str) -> frozenset[str]:
    """With this flag gettext and translators' editors check the placeholders too."""
    try:
        return frozenset({"python-brace-format"} if placeholders(*texts) else ())
    except BadPlaceholder:
        return frozenset()
