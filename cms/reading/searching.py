"""What search shows beside a hit: the words around what was found."""

import html
from collections.abc import Iterable

import orjson

from cms.content.discovery import installed
from cms.content.richtext import parse, to_text
from cms.reading.queries import tsquery
from cms.reading.statement import Statement
from cms.reading.view import View

_BEGIN, _END = "\x02", "\x03"
_OPTIONS = f'StartSel="{_BEGIN}", StopSel="{_END}", MaxWords=35, MinWords=15, MaxFragments=1'


# Titles and summaries are found by their own words too: what is half typed has another stem.
_DOCUMENT = """
setweight(to_tsvector({config}::regconfig, {a}) || to_tsvector('simple', unaccent({a})), 'A')
|| setweight(to_tsvector({config}::regconfig, {b}) || to_tsvector('simple', unaccent({b})), 'B')
|| setweight(to_tsvector({config}::regconfig, {c}), 'C')
|| setweight(to_tsvector({config}::regconfig, {d}), 'D')
"""


def search_document(first: int) -> str:
    """The search document as SQL; its parameters are ``$first``, the configuration, and four weights."""
    names = ("config", "a", "b", "c", "d")
    return _DOCUMENT.format(**{name: f"${first + place}" for place, name in enumerate(names)})


async def highlights(ids: Iterable[int], *, text: str, view: View) -> dict[int, str]:
    """For each publication a piece of its text as HTML, with what was found in ``<mark>``."""
    read = Statement(view)
    rows = await read.rows(
        f"SELECT id, content_type, data->>'summary' AS summary, texts FROM {read.table}"
        f" WHERE id = ANY({read.bind(list(ids), 'bigint[]')})"
    )
    plain = {row["id"]: _plain(row["content_type"], row["summary"], row["texts"]) for row in rows}
    locale = view.locale
    to = Statement(View(locale))
    numbers, texts = to.bind(list(plain), "bigint[]"), to.bind(list(plain.values()), "text[]")
    config, query = to.bind(f"cms_{locale}", "regconfig"), tsquery(text, locale, to)
    found = await to.rows(
        f"SELECT found.id, ts_headline({config}, found.text, {query}, {to.bind(_OPTIONS, 'text')})"
        f" AS piece FROM unnest({numbers}, {texts}) found (id, text)"
    )
    return {row["id"]: _marked(row["piece"]) for row in found}


def _plain(content_type: str, summary: str | None, texts: str) -> str:
    rich = {one.name for one in installed()[content_type].plain_fields if one.rich}
    parts = [summary] + [
        to_text(parse(text)) if name in rich else text
        for name, text in orjson.loads(texts).items()
        if text
    ]
    return " ".join(part for part in parts if part)


def _marked(piece: str) -> str:
    return html.escape(piece, quote=False).replace(_BEGIN, "<mark>").replace(_END, "</mark>")
