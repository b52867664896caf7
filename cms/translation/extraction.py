"""The English texts that translators work from: out of the code, the templates and the declarations.

Three domains: ``messages`` (what ``cms`` says), ``admin`` (what the panel says) and ``schema`` (the
labels of content types). References name a file without a line, so that moving code changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file

from cms.content import ContentType
from cms.content.discovery import installed
from cms.content.labels import messages_of
from cms.translation.placeholders import forms
from cms.translation.source_code import labels_of_declarations, parsed, python_files

_PYTHON: Mapping[str, object] = {
    "N_": None,
    "gettext": {None: (1,), 3: ((3, "c"), 1)},
    "ngettext": (1, 2),
}
_TEMPLATES: Mapping[str, object] = {"_": None, "gettext": None, "ngettext": (1, 2)}
_COMMENT_TAGS = ("NOTE:",)


@dataclass(frozen=True)
class _Found:
    """A text in a file, with what its author tells translators."""

    text: str | tuple[str, ...]
    comments: tuple[str, ...] = ()
    context: str | None = None

    @property
    def order(self) -> tuple[str, str]:
        return forms(self.text)[0], self.context or ""


def extract(root: Path) -> dict[str, Catalog]:
    """The template of each domain, made from the project in ``root`` and the installed content types."""
    return {
        "messages": _template(_in_code(root, "cms")),
        "admin": _template([*_in_code(root, "admin"), *_in_templates(root, "admin")]),
        "schema": _template(_in_declarations(installed().values())),
    }


def _template(found: Iterable[tuple[str, _Found]]) -> Catalog:
    catalog = Catalog()
    for file, one in found:
        catalog.add(
            one.text, locations=[(file, 0)], auto_comments=one.comments, context=one.context
        )
    return catalog


def _in_code(root: Path, package: str) -> Iterator[tuple[str, _Found]]:
    for path in python_files(root, package):
        labels = labels_of_declarations(parsed(path))
        found = (
            one for line, one in _read(path, "python", _PYTHON) if (line, one.text) not in labels
        )
        yield from _in_order(root, path, found)


def _in_templates(root: Path, package: str) -> Iterator[tuple[str, _Found]]:
    for path in sorted((root / package).rglob("templates/**/*.html")):
        found = (one for _, one in _read(path, "jinja2.ext:babel_extract", _TEMPLATES))
        yield from _in_order(root, path, found)


def _in_order(root: Path, path: Path, found: Iterable[_Found]) -> Iterator[tuple[str, _Found]]:
    file = path.relative_to(root).as_posix()
    return ((file, one) for one in sorted(found, key=lambda one: one.order))


def _read(path: Path, method: str, keywords: Mapping[str, object]) -> Iterator[tuple[int, _Found]]:
    results = extract_from_file(method, path, keywords, _COMMENT_TAGS, strip_comment_tags=True)  # type: ignore[arg-type]
    for line, text, comments, context in results:
        yield line, _Found(text, tuple(comments), context)


def _in_declarations(content_types: Iterable[ContentType]) -> Iterator[tuple[str, _Found]]:
    for content_type in content_types:
        file = f"{content_type.table.__module__.replace('.', '/')}.py"
        for message in messages_of(content_type):
            yield file, _Found(message.text, context=message.context)
