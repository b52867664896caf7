"""The picture of how far translation is: one bar a file, in Dutch and English, readable without colour."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cms.content.discovery import installed
from cms.errors import N_
from cms.translation.interface.catalogues import gettext, type_plural
from cms.translation.interface.formats import format_number
from cms.translation.rules.stages import IN_FILES, Stage

PICTURED = ("nl", "en")
"""The languages in which the picture speaks, whoever looks at it."""

_DOMAINS = {
    "messages": N_("System messages"),
    "admin": N_("Editing panel"),
    "schema": N_("Names of fields"),
}
_STAGES: dict[Stage, str] = {
    Stage.READY: N_("translated"),
    Stage.REVIEW: N_("to review"),
    Stage.STALE: N_("source changed"),
    Stage.MISSING: N_("not translated"),
}
_WIDTH = 380.0
_LEAST = 3.0  # a slice that anybody can see
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True)
class Bar:
    """One file: a content type or, if ``interface``, a domain."""

    name: str
    source: str
    locale: str
    messages: Mapping[Stage, int]
    words: Mapping[Stage, int]
    interface: bool = False

    def title(self, locale: str) -> str:
        if self.interface:
            return gettext(_DOMAINS[self.name], locale)
        return type_plural(installed()[self.name], locale)


class Slice(NamedTuple):
    """A stretch of a bar that is in one stage."""

    stage: Stage
    x: float
    width: float


def picture(bars: Sequence[Bar]) -> str:
    """An SVG of these files."""
    return _templates.get_template("coverage.svg").render(
        bars=bars,
        languages=PICTURED,
        stages=[(stage, [gettext(_STAGES[stage], one) for one in PICTURED]) for stage in IN_FILES],
        slices=slices,
        counted=counted,
        described=described,
    )


def slices(counts: Mapping[Stage, int]) -> list[Slice]:
    """A bar's stretches from left to right; the smallest are drawn wide enough to be seen."""
    total = sum(counts.values())
    widths = {
        stage: max(_LEAST, _WIDTH * counts[stage] / total) for stage in IN_FILES if counts[stage]
    }
    scale = _WIDTH / sum(widths.values()) if widths else 1
    found, x = [], 0.0
    for stage, width in widths.items():
        found.append(Slice(stage, round(x, 1), round(width * scale, 1)))
        x += width * scale
    return found


def counted(counts: Mapping[Stage, int], locale: str) -> str:
    """How many are translated, of how many."""
    ready, total = (
        format_number(one, locale) for one in (counts[Stage.READY], sum(counts.values()))
    )
    return f"{ready} / {total}"


def described(bar: Bar, locale: str) -> str:
    """A bar in words, for who cannot see it."""
    parts = [*_parts(bar, locale)]
    return f"{bar.title(locale)} ({bar.source} → {bar.locale}): {'; '.join(parts)}."


def _parts(bar: Bar, locale: str) -> Iterator[str]:
    for stage in IN_FILES:
        if bar.messages[stage]:
            text = gettext("{stage}: messages {messages}, words {words}", locale)
            numbers = (format_number(one[stage], locale) for one in (bar.messages, bar.words))
            messages, words = numbers
            named = gettext(_STAGES[stage], locale)
            yield text.format(stage=named, messages=messages, words=words)
