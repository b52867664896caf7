"""Internal links that lead somewhere else: for copies, which refer to each other."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cms.content.richtext.addresses import uid_of
from cms.content.richtext.ast import Image, Link
from cms.content.richtext.html import to_html
from cms.content.richtext.parse import parse


def relinked(html: str, others: Mapping[str, str]) -> str:
    """The text with each link to a uid in ``others`` led to the other one, fragments included."""
    if not any(f"uid:{uid}" in html for uid in others):
        return html
    return to_html(_relinked(parse(html), others))


def _relinked(node: Any, others: Mapping[str, str]) -> Any:
    changes: dict[str, Any] = {}
    if isinstance(node, Link):
        changes["href"] = _address(node.href, others)
    elif isinstance(node, Image):
        changes["src"] = _address(node.src, others)
    if getattr(node, "children", ()):
        changes["children"] = tuple(_relinked(child, others) for child in node.children)
    return replace(node, **changes) if changes else node


def _address(target: str, others: Mapping[str, str]) -> str:
    uid = uid_of(target)
    if uid is None or uid not in others:
        return target
    return f"uid:{others[uid]}" + target.removeprefix(f"uid:{uid}")
