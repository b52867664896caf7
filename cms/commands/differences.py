"""What an import brings, for a person: thing by thing, and line by line where asked."""

import json
import re
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Any

from cms.commands.terminal import plain
from cms.errors import N_, Message
from cms.portability.comparing import Difference
from cms.translation.interface.catalogues import render

STATUSES = {
    "new": N_("new"),
    "changed": N_("changed"),
}
WHYS: Mapping[str, str] = {
    "changed_here": N_("changed here since"),
    "other_file": N_("other in the file, not changed here since"),
    "deleted": N_("deleted here"),
    "other_type": N_("of another type here"),
    "living": N_("gone in the files, not here"),
}
"""Of what is in conflict."""
_BLOCK_ENDS = re.compile(r"(</(?:p|h[1-6]|li|[uo]l|blockquote|pre|tr|table|figure)>)(?=<)")
_HEADERS = 2


def lines(one: Difference, locale: str, *, diff: bool) -> Iterator[str]:
    """One difference; with ``diff`` also what goes (``-``) and what comes (``+``)."""
    fields = f" ({', '.join(one.fields)})" if one.fields else ""
    words = WHYS[one.why] if one.status == "conflict" else STATUSES[one.status]
    said = render(Message(words), locale)
    yield plain(f"{said}: {one.kind} {one.uid} {one.title}{fields}")
    for name, (before, after) in one.changes.items() if diff else ():
        yield plain(f"  {name}")
        compared = unified_diff(_written(before), _written(after), n=0, lineterm="")
        for line in [*compared][_HEADERS:]:
            if not line.startswith("@@"):
                yield plain(f"  {line[0]} {line[1:]}")


def _written(value: Any) -> list[str]:
    """A value as lines, with each part of a formatted text on its own."""
    if value is None or value == "":
        return []
    text = (
        value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, indent=1, default=str)
    )
    return _BLOCK_ENDS.sub("\\1\n", text).splitlines()
