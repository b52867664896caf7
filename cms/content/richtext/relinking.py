"""Links that lead somewhere else than they did, in copies and elsewhere, and images that say more."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cms.content.richtext.addresses import uid_of
from cms.content.richtext.ast import Document, Image, Link
from cms.content.richtext.html import to_html
from cms.content.richtext.parse import parse
from cms.content.richtext.text import images

Describe = Callable[[str, str], str]


def relinked(html: str, others: Mapping[str, str]) -> str:
    """The text with each link to a uid in ``others`` led to the other one, fragments included."""
    if not any(f"uid:{uid}" in html for uid in others):
        return html
    return to_html(readdressed(parse(html), lambda target: _address(target, others)))


def readdressed(doc: Document, change: Callable[[str], str]) -> Document:
    """The document with other addresses of its links and images: what ``change`` makes of each."""
    made: Document = _readdressed(doc, change)
    return made


def described(doc: Document, describe: Describe) -> Document:
    """The document with what ``describe`` says of each image of the library, of its uid and its text."""
    if not any(uid_of(image.src) for image in images(doc)):
        return doc
    made: Document = _described(doc, describe)
    return made


def _described(node: Any, describe: Describe) -> Any:
    if isinstance(node, Image) and not node.decorative and (uid := uid_of(node.src)):
        return replace(node, alt=describe(uid, node.alt))
    if getattr(node, "children", ()):
        return replace(node, children=tuple(_described(one, describe) for one in node.children))
    return node


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
