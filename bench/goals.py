"""What came of a part of the bench, and the goals beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.measuring import Figures


@dataclass(frozen=True)
class Goal:
    """A goal and what was found: at most so much, or with ``least`` at least."""

    name: str
    found: float
    goal: float
    unit: str
    least: bool = False

    @property
    def met(self) -> bool:
        return self.found >= self.goal if self.least else self.found <= self.goal

    def cells(self) -> list[str]:
        """As the table of goals shows it."""
        sign = "≥" if self.least else "≤"
        found = f"{self.found:.2f}" if self.found < 10 else f"{self.found:.0f}"
        mark = "" if self.met else "**missed**"
        return [self.name, f"{sign} {self.goal:g}{self.unit}", f"{found}{self.unit}", mark]


@dataclass
class Part:
    """A table of figures."""

    title: str
    columns: Sequence[str]
    rows: list[list[str]] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)

    def compare(self, question: str, found: Mapping[str, Figures], ratio: float) -> None:
        """Add a row for each way, and what the first takes of the second."""
        for name, figures in found.items():
            self.rows.append([f"{question}: {name}", *figures.cells()])
        self.rows[-len(found)][-1] += f" = {ratio:.2f} ×"

    def text(self) -> str:
        """As Markdown."""
        return f"## {self.title}\n\n{table(self.columns, self.rows)}"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as Markdown has it."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def met(part: Part) -> str:
    """The goals of a part as Markdown, if it has any."""
    cells = [goal.cells() for goal in part.goals]
    return table(["", "goal", "found", ""], cells) if cells else ""
