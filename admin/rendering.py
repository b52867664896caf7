"""A document as a person reads it: every public field with its label, formatted text as HTML."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup
from piccolo.columns import Boolean, Date, Timestamptz

from admin.authentication import ROOT
from admin.language import TIMEZONE
from cms.content import Blocks, Composite, ContentType, Field, Rows
from cms.content.block_trees import formatted, mentioned, walked
from cms.content.blocks import Query
from cms.content.discovery import installed
from cms.content.richtext import parse, to_html
from cms.errors import N_
from cms.media.presets import PRESETS
from cms.reading import publications
from cms.reading.files import File, files
from cms.reading.publications import Part, Slice, part_of
from cms.reading.records import Record
from cms.reading.stored_queries import listing_of
from cms.reading.view import View
from cms.representations.leads import files_of, named_in
from cms.representations.pictures import image_set, img
from cms.translation.interface.catalogues import choice_label, gettext, label
from cms.translation.interface.formats import format_date, format_datetime
from cms.translation.interface.missing import missing_text
from cms.translation.interface.notes import note_words

SAID = {True: N_("Yes"), False: N_("No")}
GONE = N_("A file that the library no longer has")
GIVES = N_("What it gives now")
NOTHING = N_("Nothing.")
HEADINGS = 4
LEFT_OUT = ("title", "slug", "parent", "position", "source_locale")
"""What the page shows elsewhere, or what is no part of what is read."""


@dataclass(frozen=True)
class Line:
    """One field: in words, as ``html``, or ``rows`` of fields. ``missing``: the public would need it."""

    label: str
    text: str = ""
    html: Markup | None = None
    rows: tuple[tuple["Line", ...], ...] = ()
    missing: bool = False


@dataclass(frozen=True)
class Document:
    """What a view shows of an entry, in words."""

    title: Line
    path: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Words:
    """What it takes to put values in words, in the reader's language and in that of the text.

    ``given`` are the titles of what blocks list, by their keys.
    """

    content_type: ContentType
    reader: str
    text: str
    linked: Mapping[str, Record]
    files: Mapping[str, File]
    given: Mapping[str, list[str]]

    def lines(self, declared: Iterable[Any], values: Mapping[str, Any]) -> Iterator[Line]:
        for one in declared:
            value = values.get(one.name)
            if isinstance(one, Field):
                yield from self.field(one, value)
            elif isinstance(one, Composite) and value:
                inside = tuple(self.lines(one.fields, value))
                yield Line(self.label(one), rows=(inside,) if inside else ())
            elif isinstance(one, Blocks):
                yield from (
                    self.block(one, each) for each in value or () if each["kind"] in one.kinds
                )
            elif isinstance(one, Rows) and value:
                yield self.rows(one, value)

    def field(self, one: Field, value: Any) -> Iterator[Line]:
        if value is None or value in ("", []):
            if one.required:
                said = missing_text(self.content_type, one, self.text)
                yield Line(self.label(one), said, missing=True)
        elif one.rich:
            notes = note_words(self.text)
            html = to_html(parse(value), HEADINGS, self.leads, picture=self.picture, notes=notes)
            yield Line(self.label(one), html=Markup(html))  # noqa: S704 - rendered from its tree
        elif one.asset:
            yield Line(self.label(one), html=self.file(value))
        elif not (one.references and value not in self.linked):
            yield Line(self.label(one), self.words(one, value))

    def leads(self, uid: str) -> str | None:
        """A link to an entry leads to its own preview: the site may be elsewhere."""
        return f"{ROOT}preview/{uid}/{self.text}/" if uid in self.linked else None

    def picture(self, uid: str, alt: str | None) -> str | None:
        """A picture in a text."""
        found = self.files.get(uid)
        return img(found, alt, (self.text,), "") if found else None

    def file(self, uid: str) -> Markup:
        """A file by its name, with a small picture if there is something to be seen."""
        found = self.files.get(uid)
        if found is None:
            return Markup(gettext(GONE, self.reader))  # noqa: S704 - our own words
        if not found.is_picture:
            return Markup("{}").format(found.name)
        thumb = image_set(found, PRESETS["thumb"], "")
        return Markup('<img src="{}" alt="" width="{}" height="{}" class="thumb"> {}').format(
            thumb.src, thumb.width, thumb.height, found.name
        )

    def block(self, blocks: Blocks, one: Mapping[str, Any]) -> Line:
        """A block by its kind, with what lies in it below its own fields."""
        kind = blocks.kinds[one["kind"]]
        own = [each for each in blocks.own_fields(kind.name) if each.name not in kind.asks]
        inside = [*self.lines(own, one)]
        if one["key"] in self.given:
            titles = ", ".join(self.given[one["key"]]) or gettext(NOTHING, self.reader)
            inside.append(Line(gettext(GIVES, self.reader), titles))
        held = (one.get(kind.holds.name) or []) if kind.holds else []
        if kind.holds and kind.holds.relation:
            titles = ", ".join(self.linked[uid].title for uid in held if uid in self.linked)
            inside += [Line(self.label(kind), titles)] if titles else []
        else:
            inside += [self.block(blocks, each) for each in held]
        return Line(self.label(kind), rows=(tuple(inside),) if inside else ())

    def rows(self, one: Rows, value: Any) -> Line:
        if one.relation:
            titles = [self.linked[uid].title for uid in value if uid in self.linked]
            return Line(self.label(one), ", ".join(titles))
        return Line(
            self.label(one), rows=tuple(tuple(self.lines(one.fields, row)) for row in value)
        )

    def label(self, one: Any) -> str:
        return label(self.content_type, one, self.reader)

    def words(self, one: Field, value: Any) -> str:
        if isinstance(value, list):
            return ", ".join(self.words(one, each) for each in value)
        if one.references:
            return self.linked[value].title
        if one.choices:
            return choice_label(self.content_type, one, value, self.text)
        return self.plain(one, value)

    def plain(self, one: Field, value: Any) -> str:
        if issubclass(one.kind, Boolean):
            return gettext(SAID[bool(value)], self.reader)
        if issubclass(one.kind, Timestamptz):
            return format_datetime(datetime.fromisoformat(value), TIMEZONE, self.text)
        if issubclass(one.kind, Date):
            return format_date(date.fromisoformat(value), self.text)
        return str(value)


async def rendered(uid: str, view: View, reader: str) -> Document | None:
    """What a view shows of an entry, told to a ``reader`` of a language; none if it shows nothing."""
    record = (await publications.entries([uid], view)).get(uid)
    if record is None:
        return None
    content_type = installed()[record.content_type]
    values = {**record.data}
    texts = await publications.long_texts([record.id], view.perspective)
    values |= texts.get(record.id, {})
    referred = _referred(content_type, values)
    linked = await publications.entries(referred, view)
    held = await files({*referred, *files_of(content_type, values)})
    given = await _given(content_type, values, view)
    words = _Words(content_type, reader, record.locale, linked, held, given)
    (title,) = words.field(content_type.field("title"), record.title)
    shown = [one for one in content_type.all_fields if one.name not in LEFT_OUT]
    return Document(title, record.path, tuple(words.lines(shown, values)))


async def _given(
    content_type: ContentType, values: Mapping[str, Any], view: View
) -> dict[str, list[str]]:
    queries = {
        one["key"]: kind.query(one)
        for blocks in content_type.rows
        if isinstance(blocks, Blocks)
        for kind, one in walked(blocks, values.get(blocks.name))
        if kind.query
    }
    return {
        key: [record.title for record, _ in (await _part(query, view)).records]
        for key, query in queries.items()
        if query
    }


async def _part(query: Query, view: View) -> Part:
    return await part_of(listing_of(query, view), Slice(query.most))


def _referred(content_type: ContentType, values: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for one in content_type.plain_fields:
        value = values.get(one.name)
        if one.references and value:
            found.add(value)
        elif one.rich and value:
            found.update(named_in(parse(value)))
    found.update(mentioned(content_type, values))
    for text in formatted(content_type, values):
        found.update(named_in(parse(text)))
    for rows in content_type.rows:
        if isinstance(rows, Blocks):
            continue
        targets = [one.name for one in rows.plain_fields if one.references]
        for row in values.get(rows.name) or []:
            found.update([row] if rows.relation else [row[name] for name in targets if row[name]])
    return found
