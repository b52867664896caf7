"""What somebody types so that another's browser runs it: each calls ``ran(n)`` with its number."""

from pathlib import Path

_TYPED = Path(__file__).with_name("payloads.txt")
"""One a line. A ``§`` stands for the number, a ``⏎`` for a line break."""


def payloads(first: int = 1) -> list[str]:
    """All of them, numbered from ``first``. What must be pressed has the id ``press-{number}``."""
    lines = _TYPED.read_text().removesuffix("\n").split("\n")
    return [
        line.replace("§", str(number)).replace("⏎", "\n")
        for number, line in enumerate(lines, first)
    ]
