"""How far texts are in a language, in words, signs and bars: the same on every page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cms.errors import N_
from cms.translation.interface.catalogues import gettext
from cms.translation.interface.formats import format_number
from cms.translation.rules.stages import WORK, Stage

NAMES: Mapping[Stage, str] = {
    Stage.CONFLICT: N_("In conflict"),
    Stage.STALE: N_("Stale"),
    Stage.REVIEW: N_("To check"),
    Stage.MACHINE: N_("Machine-made"),
    Stage.MISSING: N_("Missing"),
    Stage.READY: N_("Current"),
}
SIGNS: Mapping[Stage, str] = {
    Stage.CONFLICT: "≠",
    Stage.STALE: "↻",
    Stage.REVIEW: "◐",
    Stage.MACHINE: "⚙",
    Stage.MISSING: "○",
    Stage.READY: "✓",
}
IN_A_BAR = (
    Stage.READY, Stage.REVIEW, Stage.MACHINE, Stage.STALE, Stage.CONFLICT, Stage.MISSING,
)  # fmt: skip
"""What is done stands first, what is not begun last."""


@dataclass(frozen=True)
class Part:
    """A stretch of a bar, and its line in the legend."""

    stage: str
    sign: str
    name: str
    messages: int
    shown: str
    words: str


@dataclass(frozen=True)
class Bar:
    """How many texts are in which stage; ``percent`` of them are current, never 100 too early."""

    parts: tuple[Part, ...]
    percent: int
    work: int
    work_shown: str
    words: int
    text: str


Counts = Counter[Stage]


def bar(messages: Counts, words: Counts, locale: str) -> Bar:
    """A bar, with what it says in words."""
    parts = tuple(
        Part(
            stage.value,
            SIGNS[stage],
            gettext(NAMES[stage], locale),
            messages[stage],
            format_number(messages[stage], locale),
            format_number(words[stage], locale),
        )
        for stage in IN_A_BAR
        if messages[stage]
    )
    total, work = messages.total(), of_work(messages)
    return Bar(
        parts,
        messages[Stage.READY] * 100 // total if total else 100,
        work,
        format_number(work, locale),
        of_work(words),
        ", ".join(f"{one.name}: {one.shown}" for one in parts),
    )


def of_work(counts: Counts) -> int:
    """How many somebody must look at."""
    return sum(counts[stage] for stage in WORK)


def named(stages: Iterable[Stage], locale: str) -> list[tuple[str, str, str]]:
    """Each stage with its sign and its name."""
    return [(one.value, SIGNS[one], gettext(NAMES[one], locale)) for one in stages]
