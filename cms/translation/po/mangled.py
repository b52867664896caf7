"""Previous texts that a tool took for a translator's comment: Babel writes ``# | msgid "…"``, wrapped."""

import re
from dataclasses import replace

from cms.translation.po.po import Catalogue, Entry, PoError, parse

_START = re.compile(r'\| msg(?:ctxt|id|id_plural) "')
_TEXT = r'"(?:[^"\\]|\\.)*"'
_PREVIOUS = re.compile(rf"\| (msg(?:ctxt|id|id_plural) {_TEXT}|{_TEXT})(?: |$)")


def mended(catalogue: Catalogue) -> Catalogue:
    """The catalogue with these texts where they belong, as far as they can still be read."""
    if not any(_is_mangled(entry) for entry in catalogue.entries):
        return catalogue
    entries = [_mended(one) if _is_mangled(one) else one for one in catalogue.entries]
    return replace(catalogue, entries=entries)


def _is_mangled(entry: Entry) -> bool:
    return any(_START.match(line) for line in entry.comments)


def _mended(entry: Entry) -> Entry:
    start = next(n for n, line in enumerate(entry.comments) if _START.match(line))
    rest, lines = " ".join(entry.comments[start:]), []
    while found := _PREVIOUS.match(rest):
        lines.append(f"#| {found[1]}\n")
        rest = rest[found.end() :]
    try:
        read = parse(f'msgid ""\nmsgstr ""\n\n{"".join(lines)}msgid "x"\nmsgstr "x"\n'.encode())
    except PoError:
        return entry
    said = read.entries[0]
    return replace(
        entry,
        comments=(*entry.comments[:start], *filter(None, [rest])),
        previous_msgctxt=entry.previous_msgctxt or said.previous_msgctxt,
        previous_msgid=entry.previous_msgid or said.previous_msgid,
    )
