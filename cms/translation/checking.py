"""What is wrong with one translation of a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cms.errors import N_, Message
from cms.translation.arriving import Target
from cms.translation.judging import Judged
from cms.translation.report import Severity

EVEN_IN_A_DRAFT = frozenset({"E08"})


class Found(NamedTuple):
    """One thing about a translation."""

    code: str
    severity: Severity
    message: Message


@dataclass(frozen=True)
class Checked:
    """The text as it will be stored, and what a person must know about it."""

    text: str
    findings: tuple[Found, ...] = ()

    @property
    def refused(self) -> bool:
        return any(one.severity == "error" for one in self.findings)


def check(judged: Judged, target: Target | None) -> Checked:
    """Look at the text of a message.

    A draft may be wrong in any way that does no harm. Of a source text that is gone nothing is
    known any more, and its translation will not be shown.
    """
    text = judged.entry.msgstr
    if target is None:
        return Checked(text)
    found = tuple(
        one
        for one in _length(target, text)
        if not judged.entry.fuzzy or one.code in EVEN_IN_A_DRAFT
    )
    return Checked(target.canonical(text), found)


def _length(target: Target, text: str) -> Iterator[Found]:
    most = target.unit.one.length
    if most and len(text) > most:
        message = N_("It is {length} characters long; at most {most} fit.")
        yield Found("E09", "error", Message(message, {"length": len(text), "most": most}))
