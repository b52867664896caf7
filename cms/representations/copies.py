"""A whole text for use elsewhere: as HTML, as Markdown and as plain text, from one tree."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin

from cms.content import Composite, ContentType, Field
from cms.content.discovery import installed
from cms.content.published import Published
from cms.content.richtext import described, parse, readdressed, to_html, to_markdown, to_plain
from cms.content.richtext.ast import Document, Heading, Text
from cms.errors import Message
from cms.reading import publications
from cms.reading.files import files
from cms.reading.records import Record
from cms.reading.surrogates import Reads
from cms.reading.view import View
from cms.representations.leads import Leads, named_in
from cms.translation.interface.catalogues import render
from cms.translation.interface.formats import format_partial_date

TITLE = 1


@dataclass(frozen=True)
class Copy:
    """The whole of an entry's text: its title, and all that stands below it."""

    title: str
    html: str
    markdown: str
    text: str


@dataclass(frozen=True)
class Written:
    """How a language of the site writes dates, and what we say."""

    locale: str

    def said(self, message: Message) -> str:
        return render(message, self.locale)

    def partial_date(self, day: date, precision: str) -> str:
        return format_partial_date(day, precision, self.locale)


def linked_from(content_type: ContentType, published: Published) -> tuple[str, ...]:
    """The uids of what the texts of an entry lead to, and of the pictures in them."""
    texts = _formatted(content_type.all_fields, published)
    return tuple(dict.fromkeys(uid for text in texts for uid in named_in(parse(text))))


def _formatted(fields: Iterable[Any], published: Published) -> Iterator[str]:
    """Its formatted texts, also those that are part of something, such as a column."""
    for one in fields:
        if isinstance(one, Composite):
            yield from _formatted(one.fields, published.get(one.name) or {})
        elif isinstance(one, Field) and one.rich:
            yield published.get(one.name) or ""


def copy_of(content_type: ContentType, record: Record, published: Published, leads: Leads) -> Copy:
    """The text of an entry. A copy is read elsewhere: every address in it is whole."""
    assert content_type.whole
    title = record.title or record.uid
    blocks = content_type.whole(published, Written(record.locale))
    here = leads.site + record.path

    def whole(target: str) -> str:
        return target if target.startswith("uid:") else urljoin(here, target)

    document = readdressed(Document((Heading(TITLE, (Text(title),)), *blocks)), whole)
    return Copy(
        title=title,
        html=to_html(document, resolve=leads.address, picture=leads.picture, notes=leads.notes),
        markdown=to_markdown(described(document, leads.alt), leads.address),
        text=to_plain(document, leads.address),
    )


async def public_copy(
    uid: str, locale: str, public_url: str, reads: Reads | None = None
) -> Copy | None:
    """What the public may copy of an entry in a language; none if it is not there to be copied.

    ``reads`` hears of the entries and files that it follows from.
    """
    reads, view = reads or Reads(), View(locale)
    reads.entry(uid, [locale])
    record = (await publications.entries([uid], view)).get(uid)
    content_type = installed().get(record.content_type) if record else None
    if record is None or content_type is None or content_type.whole is None:
        return None
    texts = await publications.long_texts([record.id], view.perspective)
    published: Mapping[str, Any] = {**record.data, **texts.get(record.id, {})}
    uids = linked_from(content_type, published)
    for one in uids:
        reads.entry(one, [locale])
        reads.asset(one)
    linked = await publications.entries(uids, view)
    paths = {one.uid: one.path for one in linked.values()}
    leads = Leads(public_url, (locale,), paths, await files(uids))
    return copy_of(content_type, record, published, leads)
