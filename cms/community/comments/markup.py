"""A comment's plain text as HTML: paragraphs, ends of lines, and addresses as links. Nothing else."""

import re
from html import escape

_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^\x00-\x20]+[^\s<>\"'`{}|\\^.,;:!?)\]\x00-\x20]")
_LINK = '<a href="{0}" rel="nofollow ugc noopener">{0}</a>'


def as_html(text: str) -> str:
    """The HTML of a comment. Search engines give nothing for the links in it."""
    paragraphs = [part.strip("\n") for part in re.split(r"\n{2,}", text)]
    return "".join(f"<p>{_lines(part)}</p>" for part in paragraphs if part.strip())


def number_of_links(text: str) -> int:
    """How many addresses there are in a text."""
    return len(_ADDRESS.findall(text))


def _lines(text: str) -> str:
    return "<br>".join(_linked(line) for line in text.split("\n"))


def _linked(line: str) -> str:
    parts, end = [], 0
    for found in _ADDRESS.finditer(line):
        parts += [escape(line[end : found.start()]), _LINK.format(escape(found[0]))]
        end = found.end()
    return "".join([*parts, escape(line[end:])])
