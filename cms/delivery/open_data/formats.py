"""The formats of open data: how each begins, what it has for a batch of entries, and how it ends."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from cms.content import Composite, ContentType
from cms.content.cells import harmless
from cms.content.declaration import camel
from cms.content.discovery import installed
from cms.delivery.open_data.documents import FIRST, Entry, as_html, as_text, declared
from cms.reading.harvesting import Whole, batches
from cms.representations.gathering import Known, known_around
from cms.representations.linked_data import CONTEXT, graph_of

Pieces = Callable[[Sequence[Whole], Known], Iterable[bytes]]
"""What a format has for each entry of a batch."""


@dataclass(frozen=True)
class Format:
    """A format. ``between`` stands between what two entries have.

    ``of_one_type`` says that it cannot hold entries of several types.
    """

    media_type: str
    pieces: Pieces
    head: Callable[[ContentType | None], bytes] = lambda _type: b""
    between: bytes = b""
    tail: bytes = b""
    of_one_type: bool = False


async def written(
    form: Format, locale: str, types: Mapping[str, ContentType], site: str
) -> AsyncIterator[bytes]:
    """All that the public reads of some types in a language, batch after batch."""
    yield form.head(next(iter(types.values())) if len(types) == 1 else None)
    first = True
    async for found in batches(locale, [*types]):
        known = await known_around(found, locale, site)
        body = form.between.join(form.pieces(found, known))
        yield body if first else form.between + body
        first = False
    yield form.tail


def _documents(found: Sequence[Whole], known: Known) -> Iterator[bytes]:
    for one in found:
        yield orjson.dumps(as_html(one, known))


def _lines(found: Sequence[Whole], known: Known) -> Iterator[bytes]:
    for one in _documents(found, known):
        yield one + b"\n"


def _nodes(found: Sequence[Whole], known: Known) -> Iterator[bytes]:
    for one in found:
        content_type = installed()[one.record.content_type]
        graph = graph_of(content_type, one.record, known.around(one.record))
        yield b",\n".join(map(orjson.dumps, graph))


def _rows(found: Sequence[Whole], known: Known) -> Iterator[bytes]:
    for one in found:
        names = columns(installed()[one.record.content_type])
        cells = flat(as_text(one, known))
        yield _row(_cell(cells.get(name)) for name in names)


def columns(content_type: ContentType) -> list[str]:
    """The heading of a type's CSV."""
    found = [*FIRST]
    for one in declared(content_type):
        name = camel(one.name)
        inside = one.fields if isinstance(one, Composite) else ()
        found += [f"{name}.{camel(part.name)}" for part in inside] or [name]
    return found


def flat(entry: Entry) -> Entry:
    """An entry with what belongs together as ``published.date`` and ``published.precision``."""
    made: Entry = {}
    for name, value in entry.items():
        if isinstance(value, dict) and name not in FIRST:
            made |= {f"{name}.{part}": inner for part, inner in value.items()}
        else:
            made[name] = value
    return made


def _cell(value: Any) -> str:
    """A value as a cell: lists of words with spaces between, what is more than that as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return harmless(" ".join(value))
    return orjson.dumps(value).decode()


def _row(cells: Iterable[str]) -> bytes:
    made = io.StringIO()
    csv.writer(made).writerow(cells)
    return made.getvalue().encode()


def _heading(content_type: ContentType | None) -> bytes:
    assert content_type
    return _row(columns(content_type))


FORMATS: Mapping[str, Format] = {
    "json": Format("application/json", _documents, lambda _type: b"[\n", b",\n", b"\n]\n"),
    "jsonl": Format("application/x-ndjson", _lines),
    "jsonld": Format(
        "application/ld+json",
        _nodes,
        lambda _type: b'{"@context": "%b", "@graph": [\n' % CONTEXT.encode(),
        b",\n",
        b"\n]}\n",
    ),
    "csv": Format("text/csv", _rows, _heading, of_one_type=True),
}
"""By the end of an address."""
