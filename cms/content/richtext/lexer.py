"""Tags, ends and texts of an HTML string, in linear time whatever it holds.

`html.parser` takes seconds for 20 kB of ``<a <a <a``; this one never looks at a character more
than a few times.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Start(NamedTuple):
    name: str
    attributes: dict[str, str]  # values as written, character references included


class End(NamedTuple):
    name: str


Token = str | Start | End

_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)"""
_TAG = re.compile(rf"<(/?)([A-Za-z][^\s/>]*+)((?:[\s/=]++|[^\s/>=]++(?:\s*+=\s*+{_VALUE}?+)?+)*+)>")
_UNCLOSED = re.compile(r"</?[A-Za-z]")  # no tag, though it begins as one: nothing closes it
_ATTRIBUTE = re.compile(rf"([^\s/>=]++)(?:\s*+=\s*+({_VALUE}))?")

# Their content is no text of the document.
_HIDDEN = frozenset(
    {"iframe", "math", "noembed", "noframes", "noscript", "object", "script", "select", "style"}
    | {"svg", "template", "textarea", "title", "video", "xml", "xmp"}
)


def tokens(html: str) -> Iterator[Token]:
    """Texts, start tags and end tags, in order; comments and hidden elements are left out.

    Texts come as written, with their character references. Of a frame there is the start, which says
    what it shows.
    """
    position = 0
    while markup := _MARKUP.search(html, position):
        start = markup.start()
        if start > position:
            yield html[position:start]
        if tag := _TAG.match(html, start):
            position = tag.end()
            name = tag[2].lower()
            if tag[1]:
                yield End(name)
            elif name in _HIDDEN:
                if name == "iframe":
                    yield Start(name, _attributes(tag[3]))
                position = _after(html, rf"</{name}(?=[\s/>])[^>]*+>", position)
            else:
                yield Start(name, _attributes(tag[3]))
        elif html.startswith("<!--", start):
            position = _after(html, "-->", start)
        elif _UNCLOSED.match(html, start):
            position = start
            break
        else:
            position = _after(html, ">", start)
    if position < len(html):
        yield html[position:]


def markup(token: Token) -> str:
    """A token as HTML: tags well-formed, texts without any sign that could begin one."""
    if isinstance(token, str):
        return token.replace("<", "&lt;").replace(">", "&gt;")
    if isinstance(token, End):
        return f"</{token.name}>"
    pairs = (f' {name}="{_quoted(value)}"' for name, value in token.attributes.items())
    return f"<{token.name}{''.join(pairs)}>"


def _quoted(value: str) -> str:
    """A value as it was written, character references and all, safe between double quotes."""
    return value.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _after(html: str, pattern: str, position: int) -> int:
    found = re.compile(pattern, re.IGNORECASE).search(html, position)
    return found.end() if found else len(html)


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = match[2] or ""
        found.setdefault(match[1].lower(), value[1:-1] if value[:1] in ("'", '"') else value)
    return found
