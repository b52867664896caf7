"""Writing XML that every reader takes, whatever signs a text has."""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, in references either."""


def legal(text: str) -> str:
    """The text without the signs that XML does not have."""
    return _ILLEGAL.sub("", text)


def root(name: str, attributes: Mapping[str, str]) -> Element:
    """The outermost element; its names of namespaces are attributes."""
    return Element(name, {key: legal(value) for key, value in attributes.items()})


def add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """One more element in another one."""
    made = SubElement(parent, name, {key: legal(value) for key, value in attributes.items()})
    made.text = legal(text) or None
    return made


def written(element: Element) -> bytes:
    """The whole document."""
    made: bytes = tostring(element, encoding="utf-8", xml_declaration=True)
    return made
