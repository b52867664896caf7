"""What search shows beside a hit: the words around what was found."""

from collections.abc import Iterable

from cms.content.discovery import installed
from cms.reading.queries import tsquery
from cms.reading.statement import Statement
from cms.reading.view import View

_BEGIN, _END = "\x02", "\x03"
_OPTIONS = f'StartSel="{_BEGIN}", StopSel="{_END}", MaxWords=35, MinWords=15, MaxFragments=1'

_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
"""What texts in HTML have instead of these signs, in the order in which to write them."""

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
    to = Statement(view)
    rows = await to.rows(
        f"SELECT p.id, {highlight_sql(text, 'p', to)} AS piece FROM {to.table} p"
        f" WHERE p.id = ANY({to.bind(list(ids), 'bigint[]')})"
    )
    return {row["id"]: row["piece"] for row in rows}


def highlight_sql(text: str, alias: str, to: Statement) -> str:
    """The expression of `highlights` for one publication, in the language that the view asks for."""
    locale = to.view.locale
    config, query = to.bind(f"cms_{locale}", "regconfig"), tsquery(text, locale, to)
    options = to.bind(_OPTIONS, "text")
    piece = f"ts_headline({config}, {_plain(alias, to)}, {query}, {options})"
    marks = {_BEGIN: "<mark>", _END: "</mark>"}
    for sign, instead in (_ESCAPED | marks).items():
        piece = f"replace({piece}, '{sign}', '{instead}')"
    return piece


def _plain(alias: str, to: Statement) -> str:
    """The summary and all long texts, without what formats them."""
    rich = [
        f"('{one.name}', '{field.name}')"
        for one in installed().values()
        for field in one.plain_fields
        if field.rich
    ]
    text = to.alias()
    words = f"{text}.value"
    if rich:
        formatted = f"({alias}.content_type, {text}.key) IN ({', '.join(rich)})"
        words = f"CASE WHEN {formatted} THEN {_unformatted(words)} ELSE {words} END"
    return (
        f"concat_ws(' ', nullif({alias}.data->>'summary', ''),"
        f" (SELECT string_agg({words}, ' ') FROM jsonb_each_text({alias}.texts) {text}))"
    )


def _unformatted(html: str) -> str:
    """The words of canonical HTML, a line for each block: nowhere in it is another ``<`` or ``>``."""
    blocks = "p|h[1-6]|[ou]l|li|blockquote|pre|table|tbody|tr|t[hd]"
    lines = f"regexp_replace({html}, '(?:</?(?:{blocks})(?: [^>]*)?>|<br>)+', E'\\n', 'g')"
    words = f"btrim(regexp_replace({lines}, '<[^>]*>', '', 'g'), E'\\n')"
    for sign, escaped in reversed(_ESCAPED.items()):
        words = f"replace({words}, '{escaped}', '{sign}')"
    return words
