"""What search engines and other programs are told of an entry: schema.org in JSON-LD.

Nothing is in it that the public does not read: of other entries it has those that were found public,
and of the entry itself what was published.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from piccolo.columns import Array

from cms.content import Blocks, ContentType
from cms.content.discovery import installed
from cms.content.published import Node, Published
from cms.media.presets import PRESETS, Format
from cms.publishing.relations import PARENT
from cms.reading.files import File
from cms.reading.records import Record
from cms.representations.pictures import image_set

CONTEXT = "https://schema.org"
WORKS = frozenset({"Article", "Course", "WebPage"})
"""Types of creative works whose language is that of their page; a book is not written anew with it."""
_SAFE = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


@dataclass(frozen=True)
class Around:
    """What the public reads around an entry.

    ``records`` are other entries by uid, ``above`` those that it stands under, from the home page.
    ``paths`` are its own addresses by language, and ``source`` is the language it is translated from.
    ``labels`` say what tags are called, ``files`` are those of the library.
    """

    site: str
    records: Mapping[str, Record] = field(default_factory=dict)
    above: Sequence[Record] = ()
    paths: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, File] = field(default_factory=dict)

    def image(self, uid: str | None, locale: str) -> Node | None:
        """A picture of the library, described in a language; none if it is gone."""
        found = self.files.get(uid or "")
        if found is None or not found.is_picture:
            return None
        made = image_set(found, PRESETS["full"], self.site, Format.JPEG)
        return {
            "@type": "ImageObject",
            "url": made.src,
            "width": made.width,
            "height": made.height,
            "caption": found.alt([locale])[0],
            "creditText": found.credit,
        }

    def entry(self, uid: str | None) -> Node | None:
        found = self.records.get(uid or "")
        if found is None or found.content_type not in installed():
            return None
        kind = installed()[found.content_type]
        return {
            "@type": _type_of(kind, found.data),
            "@id": _identity(kind, self.site + found.path),
            "name": found.title,
            "url": self.site + found.path,
        }

    def entries(self, uids: list[str] | None) -> list[Node]:
        return [found for found in map(self.entry, uids or ()) if found]

    def label(self, tag: str) -> str:
        return self.labels.get(tag, tag)


def linked_data(content_type: ContentType, record: Record, around: Around) -> Node:
    """An entry as the nodes of `graph_of`, with the context in which to read them."""
    return {"@context": CONTEXT, "@graph": graph_of(content_type, record, around)}


def graph_of(content_type: ContentType, record: Record, around: Around) -> list[Node]:
    """The page of an entry, the thing that it is about, and the way to it."""
    url = around.site + record.path
    nodes = [_page(content_type, record, around, url)]
    if content_type.linked:
        nodes.append(_thing(content_type, record, around, url))
    if around.above:
        nodes.append(_breadcrumbs(record, around, url))
    return [_filled(one) for one in nodes]


def script_safe(node: Node) -> str:
    """As JSON that may stand in a ``<script>`` of a page: no text in it can end that."""
    return orjson.dumps(node).decode().translate(_SAFE)


def related(content_type: ContentType, published: Published) -> tuple[str, ...]:
    """The uids that linked data may name: of the relations of an entry, whether they are public or not."""
    return tuple(dict.fromkeys(_related(content_type, published)))


def tag_fields(content_type: ContentType) -> tuple[str, ...]:
    """The fields of a type that hold tags."""
    found = (one for one in content_type.plain_fields if issubclass(one.kind, Array))
    return tuple(one.name for one in found if not one.choices)


def tags_of(content_type: ContentType, published: Published) -> tuple[str, ...]:
    """The tags whose labels linked data needs."""
    names = tag_fields(content_type)
    return tuple(dict.fromkeys(tag for name in names for tag in published.get(name) or ()))


def _related(content_type: ContentType, published: Published) -> Iterator[str]:
    for one in content_type.plain_fields:
        value = published.get(one.name)
        if one.references and value and one.name != PARENT:
            yield value
    for rows in content_type.rows:
        if isinstance(rows, Blocks):
            continue  # what a page shows of others says nothing of what it is
        listed = published.get(rows.name) or ()
        if rows.relation:
            yield from listed
            continue
        targets = [one.name for one in rows.plain_fields if one.references]
        yield from (row[name] for row in listed for name in targets if row.get(name))


def _type_of(content_type: ContentType, published: Published) -> str:
    return content_type.linked.what(published) if content_type.linked else "WebPage"


def _identity(content_type: ContentType, url: str) -> str:
    """The thing has another name than the page about it."""
    return f"{url}#{content_type.name}" if content_type.linked else url


def _page(content_type: ContentType, record: Record, around: Around, url: str) -> Node:
    thing = _identity(content_type, url)
    return {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": record.title,
        "description": record.data.get("seo_description") or record.data.get("summary"),
        "inLanguage": record.locale,
        **_dates(record),
        "keywords": [around.label(tag) for tag in record.data.get("tags") or ()],
        "isPartOf": {"@type": "WebSite", "@id": f"{around.site}/", "url": f"{around.site}/"},
        "primaryImageOfPage": _image(record, around, url),
        "mainEntity": {"@id": thing} if thing != url else None,
        "breadcrumb": {"@id": f"{url}#breadcrumbs"} if around.above else None,
        **_translated(record, around, ""),
    }


def _image(record: Record, around: Around, url: str) -> Node | None:
    """The same object by the same name, wherever it stands."""
    found = around.image(record.data.get("image"), record.locale)
    return {"@id": f"{url}#image", **found} if found else None


def _dates(record: Record) -> Node:
    """What was last saved before it appeared was, for the public, changed when it appeared."""
    published, saved = record.first_published_at, record.updated_at
    return {
        "datePublished": published and published.isoformat(),
        "dateModified": max(saved, published or saved).isoformat(),
    }


def _thing(content_type: ContentType, record: Record, around: Around, url: str) -> Node:
    assert content_type.linked
    kind = _type_of(content_type, record.data)
    known: Node = {
        "@type": kind,
        "@id": _identity(content_type, url),
        "name": record.title,
        "description": record.data.get("summary"),
        "url": url,
        "mainEntityOfPage": {"@id": url},
        "image": _image(record, around, url),
    }
    if kind in WORKS:
        known["inLanguage"] = record.locale
        known |= _dates(record) | _translated(record, around, f"#{content_type.name}")
    else:
        known["sameAs"] = [around.site + path for path in _elsewhere(record, around).values()]
    return known | content_type.linked.properties(record.data, around)


def _elsewhere(record: Record, around: Around) -> dict[str, str]:
    return {one: path for one, path in around.paths.items() if one != record.locale}


def _translated(record: Record, around: Around, fragment: str) -> Node:
    """The same work in other languages: those made from this one, or the one that this is made from."""
    others = _elsewhere(record, around)
    made = {one: {"@id": around.site + path + fragment} for one, path in others.items()}
    if record.locale == around.source:
        return {"workTranslation": [*made.values()]}
    return {"translationOfWork": made.get(around.source)}


def _breadcrumbs(record: Record, around: Around, url: str) -> Node:
    steps = [*around.above, record]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{url}#breadcrumbs",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": one.title,
                "item": around.site + one.path,
            }
            for place, one in enumerate(steps, 1)
        ],
    }


def _filled(value: Any) -> Any:
    """Without what is null or empty: that says nothing."""
    if isinstance(value, dict):
        filled = {key: _filled(one) for key, one in value.items()}
        return {key: one for key, one in filled.items() if one not in (None, "", [], {})}
    if isinstance(value, list):
        return [_filled(one) for one in value]
    return value
