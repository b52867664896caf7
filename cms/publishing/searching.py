"""What search shows beside a hit: the words around what was found."""

import html
from collections.abc import Iterable

import orjson

from cms.content.discovery import installed
from cms.content.richtext import parse, to_text
from cms.database.engine import fetch
from cms.publishing.conditions import tsquery
from cms.publishing.statement import Statement
from cms.publishing.view import View

_BEGIN, _END = "\x02", "\x03"
_OPTIONS = f'StartSel="{_BEGIN}", StopSel="{_END}", MaxWords=35, MinWords=15, MaxFragments=1'


async def highlights(ids: Iterable[int], *, text: str, locale: str) -> dict[int, str]:
    """For each publication a piece of its text as HTML, with what was found in ``<mark>``."""
    rows = await fetch(
        "SELECT id, content_type, data->>'summary' AS summary, texts FROM publication"
        " WHERE id = ANY($1::bigint[])",
        list(ids),
    )
    plain = {row["id"]: _plain(row["content_type"], row["summary"], row["texts"]) for row in rows}
    to = Statement(View(locale))
    numbers, texts = to.bind(list(plain), "bigint[]"), to.bind(list(plain.values()), "text[]")
    config, query = to.bind(f"cms_{locale}", "regconfig"), tsquery(text, locale, to)
    found = await fetch(
        f"SELECT found.id, ts_headline({config}, found.text, {query}, {to.bind(_OPTIONS, 'text')})"
        f" AS piece FROM unnest({numbers}, {texts}) found (id, text)",
        *to.values,
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
