"""The entries of a feed with all that is told of them: texts, authors, tags, other languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from cms.content import LOCALES
from cms.content.block_trees import formatted
from cms.content.discovery import installed
from cms.content.richtext import Document, parse, readdressed, to_html, to_text
from cms.delivery.feeds.choosing import Choice
from cms.delivery.feeds.model import Author, Feed, Item
from cms.delivery.identity import universal
from cms.delivery.noticing import note_listing
from cms.media.sizes import Rendition
from cms.reading.files import File, files
from cms.reading.languages import Versions, versions
from cms.reading.publications import (
    Slice,
    entries,
    home_uid,
    long_texts,
    part_of,
    tag_labels,
)
from cms.reading.records import Record
from cms.reading.surrogates import Reads
from cms.reading.view import LIVE, View
from cms.representations.leads import Leads, named_in
from cms.representations.pictures import shared

MOST_ITEMS = 50
SUMMARY = 300
"""Characters of the text for an entry without a summary."""
IMAGE = "image"
AUTHORS = "authors"
"""The relation that says who wrote something."""


@dataclass(frozen=True)
class _Around:
    """What the entries of a feed refer to: texts by their row, other entries by uid, labels of tags."""

    url: str
    texts: Mapping[int, Sequence[Document]]
    others: Mapping[str, Record]
    labels: Mapping[str, Mapping[str, str]]
    versions: Mapping[str, Versions]
    files: Mapping[str, File]

    def leads(self, locale: str) -> Leads:
        """Where the texts of a language lead."""
        paths = {uid: one.path for uid, one in self.others.items()}
        return Leads(self.url, (locale,), paths, self.files)


async def gathered(choice: Choice, url: str, reads: Reads) -> Feed:
    """The feed of a choice; ``url`` is the site's address."""
    note_listing(reads, choice.listing)
    found = await part_of(choice.listing, Slice(MOST_ITEMS))
    records = [record for record, _ in found.records]
    view = choice.listing.view
    around = await _around(records, view, url, reads)
    home = await _home(view, reads)
    site = home.title if home else url.partition("://")[2]
    address = url + choice.stems[view.locale]
    return Feed(
        id=universal("feed", choice.stems[view.locale] + choice.query).urn,
        title=f"{choice.title} – {site}" if choice.title else site,
        description=choice.summary or (home and home.data.get("summary")) or "",
        locale=view.locale,
        address=address,
        page=url + (choice.path or f"/{view.locale}"),
        query=choice.query,
        alternates={one: url + stem for one, stem in choice.stems.items() if one != view.locale},
        items=[_item(record, around) for record in records],
    )


async def _home(view: View, reads: Reads) -> Record | None:
    reads.below("", LOCALES)
    uid = await home_uid(LIVE)
    if uid is None:
        return None
    reads.entry(uid, [view.locale])
    return (await entries([uid], view)).get(uid)


async def _around(records: Sequence[Record], view: View, url: str, reads: Reads) -> _Around:
    texts = await long_texts((one.id for one in records), LIVE)
    documents = {one.id: _documents(one, texts[one.id]) for one in records}
    linked = {uid for some in documents.values() for one in some for uid in named_in(one)}
    linked.update(uid for one in records for uid in one.data.get(AUTHORS) or ())
    tags = {tag for one in records for tag in one.data.get("tags") or ()}
    shown = linked | {image for one in records if (image := one.data.get(IMAGE))}
    for one in records:
        reads.entry(one.uid)
    for uid in linked:
        reads.entry(uid, [view.locale])
    for uid in shown:
        reads.asset(uid)
    for tag in tags:
        reads.label(tag)
    return _Around(
        url,
        documents,
        await entries(linked, view),
        await tag_labels(tags),
        await versions([one.uid for one in records], LIVE),
        await files(shown),
    )


def _documents(record: Record, texts: Mapping[str, str | None]) -> Sequence[Document]:
    content_type = installed()[record.content_type]
    rich = (one.name for one in content_type.plain_fields if one.rich)
    written = (text for text in (texts.get(name) for name in rich) if text)
    return [parse(text) for text in (*written, *formatted(content_type, texts))]


def _item(record: Record, around: _Around) -> Item:
    documents = around.texts[record.id]
    since = record.since or record.updated_at
    return Item(
        id=universal(record.uid, record.locale).urn,
        url=around.url + record.path,
        title=record.title,
        summary=record.data.get("summary") or _begin(documents),
        html="".join(_html(one, record, around) for one in documents),
        published=record.first_published_at or since,
        updated=max(record.updated_at, since),
        authors=[
            Author(one.title, around.url + one.path)
            for one in map(around.others.get, record.data.get(AUTHORS) or ())
            if one
        ],
        tags={
            tag: around.labels.get(tag, {}).get(record.locale, tag)
            for tag in record.data.get("tags") or ()
        },
        alternates=_alternates(record, around),
        image=_image(around.files.get(record.data.get(IMAGE) or ""), around.url),
    )


def _image(found: File | None, url: str) -> Rendition | None:
    return shared(found, url) if found and found.scalable else None


def _begin(documents: Iterable[Document]) -> str:
    return next((text for text in (to_text(one, SUMMARY) for one in documents) if text), "")


def _html(document: Document, record: Record, around: _Around) -> str:
    """Every address in it is whole: who reads it is elsewhere."""
    here = around.url + record.path

    def whole(target: str) -> str:
        return target if target.startswith("uid:") else urljoin(here, target)

    leads = around.leads(record.locale)
    return to_html(readdressed(document, whole), resolve=leads.address, picture=leads.picture)


def _alternates(record: Record, around: _Around) -> dict[str, str]:
    live = (one for one in around.versions[record.uid].values() if one.live)
    return {one.locale: around.url + one.path for one in live if one.locale != record.locale}
