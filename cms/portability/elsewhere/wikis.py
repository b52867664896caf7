"""What wikis and site generators write beside Markdown, as Markdown: links by name, pictures, callouts."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from cms.editing.slugs import slugify

PLACE = "wiki-link/"
"""Before the name in an address that was a link by name."""
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"})
_SIZE = re.compile(r"\d+(?:x\d+)?")
_PARTS = re.compile(
    r"(?P<code>^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[^\n]*$|\Z)"
    r"|(?<!`)(?P<tick>`+)(?!`)[^\n]*?(?<!`)(?P=tick)(?!`))"
    r"|(?P<comment>%%.*?%%)"
    r"|(?P<embed>!?)\[\[(?P<to>[^\[\]|\n\\]+)(?:\\?\|(?P<words>[^\[\]\n]+))?\]\]"
    r"|\(\{\{[<%]\s*(?:rel)?ref\s+\"?(?P<ref>[^\"\s]+?)\"?\s*[>%]\}\}\)"
    r"|^(?P<quote>[ ]{0,3}(?:>[ ]?)+)\[!(?P<kind>[\w-]+)\][+-]?[ \t]*(?P<title>[^\n]*)$"
    r"|(?P<shortcode>\{\{[<%].*?[>%]\}\})",
    re.DOTALL | re.MULTILINE,
)


def markdown_of(text: str, known: Callable[[str], bool], left: Callable[[str], None]) -> str:
    """The text in plain Markdown; what is code stays as it is.

    ``known`` says whether a page has a name; ``left`` hears of comments, which are for nobody to
    read, and of shortcodes, which stay as they were written.
    """

    def part(found: re.Match[str]) -> str:
        if found["code"]:
            return found[0]
        if found["comment"]:
            left("comment")
            return ""
        if found["shortcode"]:
            left(found[0])
            return found[0]
        if found["ref"]:
            return f"(<{_place(found['ref'])}>)"
        if found["quote"]:
            title = found["title"] or found["kind"].replace("-", " ").capitalize()
            return f"{found['quote']}**{markdown_of(title, known, left)}**\n{found['quote']}"
        return _link(found, known)

    return _PARTS.sub(part, text)


def _link(found: re.Match[str], known: Callable[[str], bool]) -> str:
    to, words = found["to"].strip(), (found["words"] or "").strip()
    if words and not known(to) and known(words):
        to, words = words, to  # a wiki of GitHub writes the words first
    name = to.partition("#")[0]
    if found["embed"] and PurePosixPath(name).suffix.lower() in _PICTURES:
        return f"![{'' if _SIZE.fullmatch(words) else words}](<{_place(name)}>)"
    return f"[{words or to.lstrip('#').replace('#', ': ')}](<{_place(to)}>)"


def _place(name: str) -> str:
    return PLACE + quote(name)


def name_in(address: str) -> tuple[str, str]:
    """The name that a link by name had, and the place in the page with its ``#``, if it named one."""
    name, _, place = unquote(address.removeprefix(PLACE)).partition("#")
    return name, f"#{slugify(place.rpartition('#')[2])}" if place else ""


def key_of(name: str) -> str:
    """By which a name is found, however its spaces and capitals are written."""
    return f"[[{re.sub(r'[-_ ]+', ' ', name.strip()).lower()}]]"


def joined(place: str, path: str) -> str:
    """The place within a folder that an address means which the file at ``place`` has."""
    top = PurePosixPath("/")
    base = top if path.startswith("/") else (top / place).parent
    parts: list[str] = []
    for part in (base / path.lstrip("/")).parts[1:]:
        if part == "..":
            del parts[-1:]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
