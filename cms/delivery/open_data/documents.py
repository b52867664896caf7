"""One entry as open data: what its type declares, by the names that GraphQL has."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urljoin

from cms.content import Blocks, Composite, ContentType, Field, Reverse, Rows
from cms.content.block_trees import shown_fields
from cms.content.declaration import camel
from cms.content.discovery import installed
from cms.content.richtext import parse, readdressed, to_html, to_plain
from cms.content.richtext.ast import Document
from cms.reading.harvesting import Whole
from cms.representations.gathering import Known
from cms.representations.leads import Leads

Write = Callable[[Document, Leads], str]
Entry = dict[str, Any]
FIRST = ("uid", "type", "locale", "url", "translations", "publishedAt", "updatedAt")
"""What every entry begins with."""


def _html(document: Document, leads: Leads) -> str:
    return to_html(document, resolve=leads.address, picture=leads.picture, notes=leads.notes)


def _plain(document: Document, leads: Leads) -> str:
    return to_plain(document, leads.address)


def as_html(one: Whole, known: Known) -> Entry:
    """An entry, its formatted texts as HTML."""
    return _entry(one, known, _html)


def as_text(one: Whole, known: Known) -> Entry:
    """An entry, its formatted texts as plain text."""
    return _entry(one, known, _plain)


def _entry(one: Whole, known: Known, write: Write) -> Entry:
    record, site = one.record, known.site
    content_type = installed()[record.content_type]
    values = {**record.data, **one.texts, "title": record.title, "parent": record.parent}
    others = known.versions[record.uid].values()
    first = (
        record.uid,
        record.content_type,
        record.locale,
        site + record.path,
        {each.locale: site + each.path for each in others if each.live},
        record.first_published_at and record.first_published_at.isoformat(),
        record.updated_at.isoformat(),
    )
    leads = known.leads(record.locale)
    rich = partial(_rich, here=site + record.path, leads=leads, write=write)
    made = _Values(known, rich).of(declared(content_type), values)
    return dict(zip(FIRST, first, strict=True)) | made


def declared(content_type: ContentType) -> list[Any]:
    """What open data has of a type: all that it declares, but for lists read the other way round."""
    return [one for one in content_type.all_fields if not isinstance(one, Reverse)]


class _Values:
    """The values of one entry. ``rich`` writes a formatted text."""

    def __init__(self, known: Known, rich: Callable[[str], str]) -> None:
        self.known = known
        self.rich = rich

    def of(self, some: Iterable[Any], values: Mapping[str, Any]) -> Entry:
        return {camel(one.name): self.value(one, values.get(one.name)) for one in some}

    def value(self, one: Any, value: Any) -> Any:
        if isinstance(one, Composite):
            return self.of(one.fields, value) if value else None
        if isinstance(one, Rows):
            return self.rows(one, value or [])
        if isinstance(one, Field) and one.references:
            return value if value in self.known.records else None
        if isinstance(one, Field) and one.asset:
            return self.known.file_address(value)
        if isinstance(one, Field) and one.rich:
            return self.rich(value or "")
        return value

    def block(self, blocks: Blocks, one: Mapping[str, Any]) -> Entry:
        """A block with what lies in it. What it lists anew each time is no data of its own."""
        kind = blocks.kinds[one["kind"]]
        made: Entry = {"key": one["key"], "kind": kind.name, "anchor": one.get("anchor")}
        made |= self.of(shown_fields(blocks, kind), one)
        if kind.holds:
            held = one.get(kind.holds.name) or []
            made[camel(kind.holds.name)] = (
                [uid for uid in held if uid in self.known.records]
                if kind.holds.relation
                else self.rows(blocks, held)
            )
        return made

    def rows(self, one: Rows, listed: list[Any]) -> list[Any]:
        """Of related entries those that the public reads."""
        if isinstance(one, Blocks):
            return [self.block(one, each) for each in listed if each["kind"] in one.kinds]
        if one.relation:
            return [uid for uid in listed if uid in self.known.records]
        return [self.of(one.fields, row) for row in listed]


def _rich(text: str, *, here: str, leads: Leads, write: Write) -> str:
    """Every address in it is whole, and none leads to what is not public."""

    def whole(target: str) -> str:
        return target if target.startswith("uid:") else urljoin(here, target)

    return write(readdressed(parse(text), whole), leads)
