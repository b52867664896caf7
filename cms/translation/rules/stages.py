"""How far a text is in another language: the same stages in the panel, the files and what is counted."""

from enum import StrEnum

from cms.translation.po.conflicts import is_open
from cms.translation.po.po import Entry

SAME_TEXT = "same text translated elsewhere"
"""The comment at a translation that was taken from another place."""


class Stage(StrEnum):
    """How far a text is in a language: the most urgent first, and what is done last.

    A draft waits in ``review``, or in ``machine`` when no person wrote it.
    """

    CONFLICT = "conflict"
    STALE = "stale"
    REVIEW = "review"
    MACHINE = "machine"
    MISSING = "missing"
    READY = "ready"


WORK = tuple(one for one in Stage if one is not Stage.READY)
"""The stages in which somebody must look at a text."""

IN_FILES = (Stage.READY, Stage.REVIEW, Stage.STALE, Stage.MISSING)
"""The stages that a file tells apart; what is in conflict or machine-made there is to be reviewed."""


def stage_of(entry: Entry) -> Stage:
    """How far a message of a file is. What the memory proposed is nobody's translation yet."""
    if not entry.begun or _proposed(entry):
        return Stage.MISSING
    if not entry.fuzzy:
        return Stage.READY
    texts = entry.msgstr_plural or (entry.msgstr,)
    stale = entry.previous_msgid and not any(map(is_open, texts))
    return Stage.STALE if stale else Stage.REVIEW


def _proposed(entry: Entry) -> bool:
    exact = any(line.startswith(SAME_TEXT) for line in entry.extracted)
    return entry.fuzzy and (exact or entry.previous_msgctxt is not None)
