"""The blocks of Volto, as HTML: what is text in them comes along, what is not is named."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

_ELEMENTS = {
    "p": "p", "h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4", "ul": "ul",
    "ol": "ol", "li": "li", "blockquote": "blockquote", "strong": "strong", "b": "strong", "em": "em",
    "i": "em", "code": "code", "pre": "pre",
}  # fmt: skip
_NOTHING = frozenset({"title", "description", "leadimage"})
"""They show what fields of the entry say."""

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
    if kind == "slate":
        return _nodes(one.get("value"))
    if kind == "image" and one.get("url"):
        source, alt = escape(_address(one["url"])), escape(str(one.get("alt") or ""))
        return f'<p><img src="{source}" alt="{alt}"></p>'
    if isinstance(one.get("blocks"), Mapping):
        return html_of(one["blocks"], one.get("blocks_layout") or {}, unknown)
    if kind in ("text", "html") and isinstance(one.get("html"), str):
        return str(one["html"])
    unknown(kind)
    return ""


def _address(said: Any) -> str:
    """An address; some fields hold a list with one thing that has it."""
    if isinstance(said, list):
        said = said[0] if said else ""
    return str(said.get("@id", "")) if isinstance(said, Mapping) else str(said)


def _nodes(said: Any) -> str:
    return "".join(map(_node, said)) if isinstance(said, list) else ""


def _node(one: Any) -> str:
    if not isinstance(one, Mapping):
        return ""
    if "text" in one:
        return escape(str(one["text"])).replace("\n", "<br>")
    inside, kind = _nodes(one.get("children")), str(one.get("type", ""))
    if kind == "link":
        data = one.get("data")
        to = _address(data.get("url", "")) if isinstance(data, Mapping) else ""
        return f'<a href="{escape(to)}">{inside}</a>'
    name = _ELEMENTS.get(kind)
    return f"<{name}>{inside}</{name}>" if name else inside
