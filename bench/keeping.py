"""Long runs tell how far they are, and what they have is kept whatever happens to them afterwards."""

import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from bench.goals import Part, met

RESULTS = Path(__file__).with_name("RESULTS-scale.md")
PAGE = Path(__file__).parents[1] / "docs/explanation/scale.md"
PARTS = ("sizes", "scale", "endurance")
TITLE = "# Figures of size, of several processes and of a long load\n"


@dataclass
class Keeper:
    """Keeps the figures of one of `PARTS` after each step; ``into`` none: they are printed alone."""

    name: str
    about: str
    into: Path | None = None
    began: float = field(default_factory=monotonic)

    def say(self, what: str, done: float) -> None:
        """A line of progress: what was done, and which share of the work that is by now."""
        gone = monotonic() - self.began
        left = f", about {_minutes(gone / done - gone)} left" if done > 0 else ""
        sys.stderr.write(f"{_minutes(gone)}{left}: {what}\n")
        sys.stderr.flush()

    def keep(self, part: Part, note: str = "It goes on.") -> str:
        """Write what there is, and answer it. ``note`` tells what became of the run."""
        gone = _minutes(monotonic() - self.began)
        told = f"{part.text()}\n{met(part)}\n{self.about} After {gone} minutes: {note}\n"
        if self.into:
            text = self.into.read_text("utf-8") if self.into.exists() else f"{TITLE}{_empty()}"
            self.into.write_text(replaced(text, self.name, told), "utf-8")
        return told


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"


def _empty() -> str:
    return "".join(f"\n{begin}{end}" for begin, end in map(_marks, PARTS))


def block(text: str, name: str) -> str:
    """What stands between the marks of a name. Raises `ValueError` where there are none."""
    begin, end = _marks(name)
    return text[text.index(begin) + len(begin) : text.index(end)]


def replaced(text: str, name: str, by: str) -> str:
    """The text with something else there. Raises `ValueError`."""
    begin, end = _marks(name)
    return text[: text.index(begin) + len(begin)] + by + text[text.index(end) :]


def tell_page(results: Path = RESULTS, page: Path = PAGE) -> None:
    """Have the documentation tell what was measured last."""
    text, figures = page.read_text("utf-8"), results.read_text("utf-8")
    for name in PARTS:
        told = block(figures, name)
        if told:
            text = replaced(text, name, f"\n{told.replace('## ', '### ')}\n")
    page.write_text(text, "utf-8")


def now() -> str:
    """The moment, as figures are dated."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
