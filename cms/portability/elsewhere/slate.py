"""The blocks of Volto, as HTML: what is text in them comes along, what is not is named."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

_ELEMENTS = {
    "p": "p", "h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4", "ul": "ul",
    "ol": "ol", "li": "li", "blockquote": "blockquote", "strong": "strong", "b": "strong", "em": "em",
    "i": "em", "code": "code", "pre": "pre",
}  # fmt: skip
_NOTHING = frozenset({
    "title", "description", "leadimage", "eventMetadata", "toc", "breadcrumbs", "separator", "system",
})  # fmt: skip
"""They show what the entry says elsewhere, or a line."""

Unknown = Callable[[str], None]


def html_of(blocks: Mapping[str, Any], layout: Mapping[str, Any], unknown: Unknown) -> str:
    """What the blocks of a page say, in their order; ``unknown`` hears the kinds that stay behind."""
    order = layout.get("items") if isinstance(layout, Mapping) else None
    listed = [blocks.get(name) for name in order] if isinstance(order, list) else [*blocks.values()]
    return "".join(_block(one, unknown) for one in listed if isinstance(one, Mapping))


def _block(one: Mapping[str, Any], unknown: Unknown) -> str:
    kind = str(one.get("@type", ""))
    if kind in _NOTHING:
        return ""
    if kind in _MADE:
        return _MADE[kind](one)
    if kind in ("text", "html") and isinstance(one.get("html"), str):
        return str(one["html"])
    made = _holding(one, unknown)
    if made is None:
        unknown(kind)
    return made or ""


def _holding(one: Mapping[str, Any], unknown: Unknown) -> str | None:
    """What a block of any kind says that holds others, or text; none if it holds neither."""
    data = one.get("data")
    if isinstance(one.get("blocks"), Mapping):
        return _heading(one.get("headline") or one.get("title"), "h3") + _within(one, unknown)
    if isinstance(data, Mapping) and isinstance(data.get("blocks"), Mapping):
        return _within(data, unknown)  # an accordion holds its panels so
    return _nodes(one["value"]) if isinstance(one.get("value"), list) else None


def _within(one: Mapping[str, Any], unknown: Unknown) -> str:
    return html_of(one["blocks"], one.get("blocks_layout") or {}, unknown)


def _image(one: Mapping[str, Any]) -> str:
    source, alt = _address(one.get("url")), escape(str(one.get("alt") or ""))
    if not source:
        return ""
    picture = f'<img src="{escape(source)}" alt="{alt}">'
    to = _address(one.get("href"))
    return f'<p><a href="{escape(to)}">{picture}</a></p>' if to else f"<p>{picture}</p>"


def _heading(words: Any, tag: Any) -> str:
    name = _ELEMENTS.get(str(tag), "h2")
    return f"<{name}>{escape(str(words))}</{name}>" if words else ""


def _table(one: Mapping[str, Any]) -> str:
    table = one.get("table")
    rows = table.get("rows") if isinstance(table, Mapping) else None
    made = "".join(
        f"<tr>{''.join(map(_cell, _maps(row.get('cells'))))}</tr>" for row in _maps(rows)
    )
    return f"<table><tbody>{made}</tbody></table>" if made else ""


def _cell(one: Mapping[str, Any]) -> str:
    name = "th" if one.get("type") == "header" else "td"
    return f"<{name}>{_nodes(one.get('value'))}</{name}>"


def _teaser(one: Mapping[str, Any]) -> str:
    """A link in its own words, or those of what it leads to; with what stands under it."""
    to = next(iter(_maps(one.get("href"))), {})
    title = one.get("head_title") if not one.get("title") else one["title"]
    about = one.get("description") or to.get("description") or to.get("Description")
    return _link(one.get("href"), title or to.get("title") or to.get("Title"), about)


def _highlight(one: Mapping[str, Any]) -> str:
    picture = _image({"url": one.get("url"), "alt": one.get("alt")})
    link = _link(one.get("buttonLink"), one.get("buttonText")) if one.get("button") else ""
    return picture + _heading(one.get("title"), "h2") + _nodes(one.get("value")) + link


def _link(to: Any, words: Any, about: Any = "") -> str:
    """A paragraph that is a link; mere words where it leads nowhere."""
    address, shown = _address(to), escape(str(words or _address(to)))
    made = f'<a href="{escape(address)}">{shown}</a>' if address else shown
    more = f"<br>{escape(str(about))}" if about else ""
    return f"<p>{made}{more}</p>" if shown or more else ""


_MADE: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "slate": lambda one: _nodes(one.get("value")),
    "image": _image,
    "heading": lambda one: _heading(one.get("heading"), one.get("tag")),
    "slateTable": _table,
    "teaser": _teaser,
    "hero": lambda one: _image(one) + _heading(one.get("title"), "h2") + _link("", one.get("description")),
    "highlight": _highlight,
    "__button": lambda one: _link(one.get("href"), one.get("title")),
    "video": lambda one: _link(one.get("url"), one.get("title")),
    "maps": lambda one: _link(one.get("url"), one.get("title")),
    "slider": lambda one: "".join(map(_teaser, _maps(one.get("slides")))),
}  # fmt: skip
"""What a kind of block says in HTML."""


def _maps(said: Any) -> list[Mapping[str, Any]]:
    return [one for one in said if isinstance(one, Mapping)] if isinstance(said, list) else []


def _address(said: Any) -> str:
    """An address; some fields hold a list with one thing that has it."""
    if isinstance(said, list):
        said = said[0] if said else ""
    return str((said.get("@id") if isinstance(said, Mapping) else said) or "")


def _nodes(said: Any) -> str:
    return "".join(map(_node, said)) if isinstance(said, list) else ""


def _node(one: Any) -> str:
    if not isinstance(one, Mapping):
        return ""
    if "text" in one:
        return escape(str(one["text"])).replace("\n", "<br>")
    inside, kind = _nodes(one.get("children")), str(one.get("type", ""))
    if kind == "link":
        return f'<a href="{escape(_leads(one.get("data")))}">{inside}</a>'
    name = _ELEMENTS.get(kind)
    return f"<{name}>{inside}</{name}>" if name else inside


def _leads(data: Any) -> str:
    """Where a link leads; before Volto 14 that was deeper."""
    said = data if isinstance(data, Mapping) else {}
    link = said.get("link")
    for kind in ("internal", "external"):
        part = link.get(kind) if isinstance(link, Mapping) else None
        if isinstance(part, Mapping):
            return _address(part.get(f"{kind}_link"))
    return _address(said.get("url"))
