"""One source, two shapes: a letter as plain text and as HTML in the site's house style.

The source is plain text, with empty lines between paragraphs. A line ``[Confirm](https://…)`` on its own
is a link with words, and the first of them a button: what the letter is for. ``- `` begins an item of a
list, and ``> `` what somebody else wrote. Only addresses of the site itself become links: whatever
strangers have put into a letter leads nobody away.
"""

import re
from collections.abc import Iterator
from html import escape
from itertools import chain, groupby, repeat

_LINK = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s()<>\"]+)\)")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_PAGE = """<!doctype html>
<html lang="{locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{subject}</title>
</head>
<body style="margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div role="article" lang="{locale}" style="max-width:36em;margin:0 auto">
{body}
<p style="margin:32px 0 0;padding:12px 0 0;border-top:1px solid #8a938f">{site}</p>
</div>
</body>
</html>
"""
_BUTTON = (
    '<p style="margin:24px 0"><a href="{url}" style="display:inline-block;padding:10px 20px;'
    'border-radius:6px;background:#11453b;color:#ffffff;text-decoration:none">{label}</a></p>'
)
_FURTHER = '<p><a href="{url}">{label}</a></p>'
_QUOTE = (
    '<blockquote style="margin:16px 0;padding:0 0 0 16px;border-left:3px solid #8a938f">'
    "{text}</blockquote>"
)


def as_text(source: str) -> str:
    """The plain text: a link is its words, and its address on the next line."""
    return "\n".join(
        _LINK.sub(r"\1:\n\2", line) if _is_link(line) else line for line in _all(source)
    )


def as_html(source: str, subject: str, locale: str, site: str) -> str:
    """The HTML; ``site`` is the address with which all links must begin."""
    blocks = "\n".join(_blocks(source, site))
    return _PAGE.format(
        locale=locale or "nl",
        subject=escape(subject),
        body=blocks,
        site=escape(site.partition("://")[2]),
    )


def _all(source: str) -> list[str]:
    return source.split("\n")


def _is_link(line: str) -> bool:
    return bool(_LINK.fullmatch(line.strip()))


def _kind(line: str) -> str:
    if not line.strip():
        return "nothing"
    if _is_link(line):
        return "link"
    return {"- ": "list", "> ": "quote"}.get(line[:2], "quote" if line == ">" else "text")


def _blocks(source: str, site: str) -> Iterator[str]:
    shapes = chain([_BUTTON], repeat(_FURTHER))
    for kind, found in groupby(_all(source), _kind):
        lines = list(found)
        if kind == "link":
            yield from (_link(line.strip(), site, shapes) for line in lines)
        elif kind == "list":
            items = "".join(f"<li>{_linked(line[2:], site)}</li>" for line in lines)
            yield f"<ul>{items}</ul>"
        elif kind == "quote":
            yield _QUOTE.format(text="<br>".join(escape(line[2:]) for line in lines))
        elif kind == "text":
            yield f"<p>{'<br>'.join(_linked(line, site) for line in lines)}</p>"


def _link(line: str, site: str, shapes: Iterator[str]) -> str:
    found = _LINK.fullmatch(line)
    assert found
    label, url = found.groups()
    if not _is_ours(url, site):
        return f"<p>{escape(line)}</p>"
    return next(shapes).format(url=escape(url), label=escape(label))


def _linked(line: str, site: str) -> str:
    """A line of text, in which our own addresses are links."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(line):
        url = found[0]
        if _is_ours(url, site):
            parts += [
                escape(line[end : found.start()]),
                f'<a href="{escape(url)}">{escape(url)}</a>',
            ]
            end = found.end()
    return "".join([*parts, escape(line[end:])])


def _is_ours(url: str, site: str) -> bool:
    return url == site or url.startswith((f"{site}/", f"{site}?", f"{site}#"))


def quoted(text: str) -> str:
    """What somebody else wrote, as a letter has it: none of its lines is anything but text."""
    return "\n".join(f"> {line}" for line in text.splitlines())
