"""Stand-in until rich text lands."""

import re


def clean(html: str) -> str:
    return html


def parse(html: str) -> str:
    return html


def references(doc: str) -> list[str]:
    return re.findall(r'href="uid:([0-9a-z]+)"', doc)


def to_text(doc: str) -> str:
    return re.sub(r"<[^>]+>", " ", doc)
