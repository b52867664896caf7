"""What is wrong with one translation of a file."""

from collections.abc import Iterator

from cms.editing.segmentation import Segment
from cms.editing.units import Unit
from cms.errors import N_, Message
from cms.translation.judging import Judged
from cms.translation.report import Severity

Found = tuple[str, Severity, Message]
NEVER_A_DRAFT = frozenset({"E08"})


def check(unit: Unit, segment: Segment | None, judged: Judged) -> tuple[str, list[Found]]:
    """The text as it will be stored, and what a person must know about it.

    A draft may be wrong in any way that does no harm.
    """
    text = judged.entry.msgstr
    found = list(_length(unit, text))
    if judged.entry.fuzzy:
        found = [one for one in found if one[0] in NEVER_A_DRAFT]
    return text, found


def _length(unit: Unit, text: str) -> Iterator[Found]:
    most = unit.one.length
    if most and len(text) > most:
        message = N_("It is {length} characters long; at most {most} fit.")
        yield "E09", "error", Message(message, {"length": len(text), "most": most})
