"""Links that lead somewhere else than they did: in copies, which refer to each other, and elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cms.content.richtext.addresses import uid_of
from cms.content.richtext.ast import Document, Image, Link
from cms.content.richtext.html import to_html
from cms.content.richtext.parse import parse


def relinked(html: str, others: Mapping[str, str]) -> str:
    """The text with each link to a uid in ``others`` led to the other one, fragments included."""
    if not any(f"uid:{uid}" in html for uid in others):
        return html
    return to_html(readdressed(parse(html), lambda target: _address(target, others)))


def readdressed(doc: Document, change: Callable[[str], str]) -> Document:
    """The document with other addresses of its links and images: what ``change`` makes of each."""
    made: Document = _readdressed(doc, change)
    return made


def _readdressed(node: Any, change: Callable[[str], str]) -> Any:
    changes: dict[str, Any] = {}
    if isinstance(node, Link):
        changes["href"] = change(node.href)
    elif isinstance(node, Image):
        changes["src"] = change(node.src)
    if getattr(node, "children", ()):
        changes["children"] = tuple(_readdressed(child, change) for child in node.children)
    return replace(node, **changes) if changes else node


def _address(target: str, others: Mapping[str, str]) -> str:
    uid = uid_of(target)
    if uid is None or uid not in others:
        return target
    return f"uid:{others[uid]}" + target.removeprefix(f"uid:{uid}")
