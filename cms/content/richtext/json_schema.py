"""The tree as JSON Schema, read off the nodes: what `to_json` gives, for programs that check or generate."""

import json
from collections.abc import Mapping
from dataclasses import fields
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from cms.content.embeds import PROVIDERS
from cms.content.richtext import ast
from cms.content.richtext.ast import Document, Embed, Heading, Image, Item, Link, Row

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAME = "urn:klankbord:rich-text"

_VALUES: Mapping[type, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
}
_UNIONS = {"inline": ast.Inline, "block": ast.Block}
_UID = {"type": "string", "description": "What of this site it is; absent if it is elsewhere."}
_ADDRESS = {"type": "string", "format": "uri"}
# What `to_json` adds to a node's own fields, or says more of them than their types do.
_MORE: Mapping[type, dict[str, dict[str, Any]]] = {
    Heading: {"level": {"type": "integer", "minimum": 2, "maximum": 4}},
    Link: {"uid": _UID},
    Image: {"uid": _UID},
    Embed: {
        "provider": {"enum": sorted(PROVIDERS)},
        "page": {**_ADDRESS, "description": "Where a reader sees it at its provider."},
        "player": {**_ADDRESS, "description": "What a frame shows; it follows nobody."},
    },
}


def json_schema() -> dict[str, Any]:
    """The schema of a document as `to_json` writes it."""
    nodes = [Document, Item, Row, ast.Cell, *get_args(ast.Block), *get_args(ast.Inline)]
    unions = {
        name: {"oneOf": [_reference(one.type) for one in get_args(union)]}
        for name, union in _UNIONS.items()
    }
    return {
        "$schema": DIALECT,
        "$id": NAME,
        "title": "Rich text",
        "description": "A tree of nodes. Each has a type and its own values, most have children.",
        "$ref": f"#/$defs/{Document.type}",
        "$defs": {one.type: _node(one) for one in nodes} | unions,
    }


def printed_json_schema() -> str:
    """The schema as the file in which it is published."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _node(node: Any) -> dict[str, Any]:
    hints = get_type_hints(node)
    own = {one.name: _value(hints[one.name]) for one in fields(node)}
    more = _MORE.get(node, {})
    required = ["type", *own, *(name for name in more if name not in ("uid", *own))]
    made: dict[str, Any] = {"type": "object"}
    if described := _described(node):
        made["description"] = described
    return made | {
        "properties": {"type": {"const": node.type}, **own, **more},
        "required": required,
        "additionalProperties": False,
    }


def _value(hint: Any) -> dict[str, Any]:
    """What a field holds: a value, or nodes."""
    if hint in _VALUES:
        return _VALUES[hint]
    assert get_origin(hint) is tuple
    member = get_args(hint)[0]
    if isinstance(member, UnionType):
        name = next(name for name, union in _UNIONS.items() if union == member)
        return {"type": "array", "items": _reference(name)}
    return {"type": "array", "items": _reference(member.type)}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def _described(node: Any) -> str:
    """What the node says of itself; a dataclass without words says its signature."""
    said = node.__doc__ or ""
    return "" if said.startswith(f"{node.__name__}(") else " ".join(said.replace("``", "").split())
