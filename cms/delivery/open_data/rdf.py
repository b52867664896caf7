"""Statements about resources, and how Turtle and JSON-LD write them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import orjson

PREFIXES: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_UNFIT = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CONTROL = re.compile(r'[\x00-\x1f"\\\x7f]')


@dataclass(frozen=True)
class Iri:
    """The name of a resource elsewhere."""

    address: str


@dataclass(frozen=True)
class Literal:
    """A text in a ``language``, or of a ``datatype`` such as ``xsd:date``."""

    text: str
    language: str = ""
    datatype: str = ""


@dataclass
class Resource:
    """A resource with what is said of it; without an address it is only known where it stands."""

    kind: str
    address: str = ""
    said: list[tuple[str, "Value"]] = field(default_factory=list)

    def say(self, name: str, *values: "Value | None") -> "Resource":
        """Add what is known; the same resource, to go on with."""
        self.said += [(name, one) for one in values if one is not None]
        return self


Value = Iri | Literal | Resource


def turtle(resources: Iterable[Resource]) -> bytes:
    """Resources as Turtle."""
    head = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    return (head + "".join(f"\n{_subject(one)} .\n" for one in resources)).encode()


def json_ld(resources: Iterable[Resource]) -> bytes:
    """Resources as JSON-LD, its context in it."""
    graph = [_node(one) for one in resources]
    return orjson.dumps({"@context": PREFIXES, "@graph": graph}, option=orjson.OPT_INDENT_2)


def _subject(one: Resource) -> str:
    return f"{_iri(one.address)} {_said(one)}"


def _said(one: Resource) -> str:
    pairs = [f"a {one.kind}", *(f"{name} {_value(value)}" for name, value in one.said)]
    return " ;\n    ".join(pairs)


def _value(value: Value) -> str:
    match value:
        case Iri(address):
            return _iri(address)
        case Literal(text, language, datatype):
            written = '"' + _CONTROL.sub(_escaped, text) + '"'
            return written + (f"@{language}" if language else f"^^{datatype}" if datatype else "")
        case Resource():
            return _iri(value.address) if value.address else f"[ {_said(value)} ]"


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}"


def _iri(address: str) -> str:
    return f"<{_clean(address)}>"


def _clean(address: str) -> str:
    """No address ends where Turtle would end it."""
    return _UNFIT.sub(lambda found: quote(found[0], safe=""), address)


def _node(one: Resource) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": one.kind}
    if one.address:
        made["@id"] = _clean(one.address)
    for name, value in one.said:
        made.setdefault(name, []).append(_told(value))
    return made


def _told(value: Value) -> dict[str, Any]:
    match value:
        case Iri(address):
            return {"@id": _clean(address)}
        case Literal(text, language, datatype):
            more = {"@language": language} if language else {"@type": datatype} if datatype else {}
            return {"@value": text, **more}
        case Resource():
            return {"@id": _clean(value.address)} if value.address else _node(value)
