"""How our own texts quote in a language: with one pair of marks, and with others only within those."""

import re
from collections.abc import Mapping

from cms.translation.po.po import Entry

OUTER: Mapping[str, tuple[str, str]] = {"nl": ("“", "”")}
"""The marks that begin and end a quotation, by language."""
_OTHERS = re.compile("[‘\u201a„«»\u2039\u203a]")  # not ’, which is an apostrophe too


def quotes_otherwise(entry: Entry, locale: str) -> bool:
    """Whether a translation has other marks outside. What is straight in the source is no quotation."""
    if locale not in OUTER:
        return False
    begin, end = OUTER[locale]
    within = re.compile(f"{begin}[^{begin}{end}]*{end}")
    left = re.compile(f"{_OTHERS.pattern}|[{begin}{end}]")
    straight = '"' in f"{entry.msgid}{entry.msgid_plural or ''}"
    return any(
        left.search(within.sub("", one)) or ('"' in one and not straight)
        for one in (entry.msgstr, *entry.msgstr_plural)
    )
