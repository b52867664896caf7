"""What must hold of blocks among each other: of which kind each is, where it lies, what it is called."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cms.content import Blocks, ContentType, Values
from cms.content.blocks import held_in
from cms.content.values import blank_row
from cms.errors import N_, Message, Problem

_ANCHOR = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def block_problems(
    content_type: ContentType, before: Values | None, after: Values
) -> list[Problem]:
    """Whatever must never be saved of an entry's blocks, in a draft either."""
    return [
        replace(one, field=f"{blocks.name}.{one.field}")
        for blocks in content_type.rows
        if isinstance(blocks, Blocks)
        for one in _problems(blocks, before[blocks.name] if before else [], after[blocks.name])
    ]


def _problems(blocks: Blocks, before: Sequence[Values], stored: list[Values]) -> Iterator[Problem]:
    kinds = {row["key"]: row["kind"] for row in before}
    blank = blank_row(blocks)
    places = _Places(blocks, stored)
    obsolete = blocks.obsolete(before)
    for index, row in enumerate(stored):
        if row["key"] in obsolete and kinds[row["key"]] == row["kind"]:
            continue  # of a kind that there was once: it is shown to nobody
        if row["kind"] not in blocks.kinds:
            yield _unknown_kind(blocks, row, index)
            continue
        if kinds.get(row["key"], row["kind"]) != row["kind"]:
            text = N_("A block stays of its kind. Make a new one instead.")
            yield Problem("kind_changed", Message(text), f"{index}.kind")
        yield from _of_another_kind(blocks, row, blank, index)
        yield from places.problems(row, index)
        for rule in blocks.kinds[row["kind"]].rules:
            yield from (replace(one, field=f"{index}.{one.field}") for one in rule(row))
    yield from _anchor_problems(stored)
    yield from _number_problems(blocks, stored)


def _unknown_kind(blocks: Blocks, row: Values, index: int) -> Problem:
    text = N_("There is no kind of block {kind}; there are {known}.")
    params = {"kind": repr(row["kind"][:40]), "known": ", ".join(blocks.kinds)}
    return Problem("unknown_kind", Message(text, params), f"{index}.kind")


def _of_another_kind(
    blocks: Blocks, row: Values, blank: Mapping[str, Any], index: int
) -> Iterator[Problem]:
    own = {column for one in blocks.fields_of(row) for column in one.columns()}
    for column, value in row.items():
        if column in blank and column not in own and value != blank[column]:
            text = N_("A block of the kind {kind} has no field {name}.")
            params = {"kind": row["kind"], "name": column}
            yield Problem("field_of_another_kind", Message(text, params), f"{index}.{column}")


class _Places:
    """Where each row lies, and whether it can lie there."""

    def __init__(self, blocks: Blocks, stored: Sequence[Values]) -> None:
        self.blocks = blocks
        self.rows = {row["key"]: row for row in stored}

    def problems(self, row: Values, index: int) -> Iterator[Problem]:
        place, above = f"{index}.within", row["within"]
        if above and above not in self.rows:
            text = N_("The block that this one lies in is not there.")
            yield Problem("unknown_block", Message(text), place)
        elif self._lies_in_itself(row):
            yield Problem("cycle", Message(N_("A block cannot lie in itself.")), place)
        else:
            holder = self.rows[above]["kind"] if above else ""
            if row["kind"] not in self.blocks.holdable(holder):
                yield _misplaced(row["kind"], holder, place)

    def _lies_in_itself(self, row: Values) -> bool:
        passed: set[str] = set()
        while row["within"] in self.rows:
            if row["key"] in passed:
                return True
            passed.add(row["key"])
            row = self.rows[row["within"]]
        return False


def _misplaced(kind: str, holder: str, place: str) -> Problem:
    if holder:
        text = N_("A block of the kind {kind} cannot lie in one of the kind {holder}.")
    else:
        text = N_("A block of the kind {kind} lies in another block.")
    return Problem("misplaced_block", Message(text, {"kind": kind, "holder": holder}), place)


def _anchor_problems(stored: Sequence[Values]) -> Iterator[Problem]:
    numbers = Counter(row["anchor"] for row in stored)
    for index, row in enumerate(stored):
        anchor, place = row["anchor"], f"{index}.anchor"
        if anchor and not _ANCHOR.fullmatch(anchor):
            text = N_(
                "Begin with a small letter; use small letters, digits and single hyphens, as in"
                " the-programme."
            )
            yield Problem("bad_anchor", Message(text), place)
        elif anchor and numbers[anchor] > 1:
            text = N_("Two blocks have the anchor {anchor}.")
            yield Problem("anchor_taken", Message(text, {"anchor": anchor}), place)


def _number_problems(blocks: Blocks, stored: Sequence[Values]) -> Iterator[Problem]:
    held = held_in(stored)
    for index, row in enumerate(stored):
        kind = blocks.kinds.get(row["kind"])
        if kind and kind.holds and len(held.get(row["key"], ())) > kind.holds.most:
            text = Message(N_("There can be at most {most} rows."), {"most": kind.holds.most})
            yield Problem("too_many", text, f"{index}.kind")
