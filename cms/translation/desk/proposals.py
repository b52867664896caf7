"""What may help somebody who translates an entry here: what was translated before."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from cms.access.actors import Actor
from cms.editing import working_copy
from cms.translation.desk.parts import Part, parts_of
from cms.translation.exchange.memory import Memory, Remembered
from cms.translation.exchange.remembered import memory_for
from cms.translation.rules.conventions import conventions
from cms.translation.rules.stages import Stage

MOST = 5


@dataclass(frozen=True)
class Proposal:
    """A text that may do as the translation of a segment, and where it comes from.

    ``likeness`` is 1 for the same source text. A machine's has no entry that it comes from.
    """

    text: str
    origin: Literal["exact", "near", "machine"]
    likeness: float
    source_text: str
    from_uid: str | None = None
    from_title: str | None = None


async def proposals(
    actor: Actor, uid: str, locale: str, keys: Collection[str] | None = None
) -> dict[str, list[Proposal]]:
    """The proposals for segments of a working copy by key, the best first.

    Without ``keys``, for those that are not ready. Only what translators' files have of entries that
    the actor may view counts; a segment's own translation does not. Raises `NotFound`.
    """
    parts = await parts_of(actor, uid, locale)
    wanted = [one for one in parts if (one.key in keys if keys is not None else _is_open(one))]
    source = (await working_copy.load(await working_copy.content_type_of(uid), uid))[
        "source_locale"
    ]
    if not wanted or source == locale:
        return {one.key: [] for one in wanted}
    memory = await memory_for(actor, {one.source.text for one in wanted}, source, locale)
    least = conventions().likeness
    return {one.key: _proposals(one, memory, least) for one in wanted}


def _is_open(part: Part) -> bool:
    return part.stage is not Stage.READY


def _proposals(part: Part, memory: Memory, least: float) -> list[Proposal]:
    text = part.source.text
    exact = [_proposal(one, "exact", 1.0) for one in memory.exact(text) if one.key != part.key]
    near = [
        _proposal(found.remembered, "near", found.likeness)
        for found in memory.near(text, least)
        if found.remembered.key != part.key
    ]
    different = {one.text: one for one in reversed([*exact, *near])}
    return list(different.values())[::-1][:MOST]


def _proposal(one: Remembered, origin: Literal["exact", "near"], likeness: float) -> Proposal:
    return Proposal(one.text, origin, likeness, one.source, one.uid, one.title)
