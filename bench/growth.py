"""A picture of how figures grow: lines over sizes, both in powers of ten, as SVG that needs no fonts."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, BOTTOM, RIGHT, TOP = 760, 420, 60, 50, 120, 40
COLOURS = ("#0b5394", "#a64d00", "#38761d", "#741b47", "#45538c", "#7f6000")
Line = Sequence[tuple[int, float]]


def drawn(title: str, lines: Mapping[str, Line]) -> str:
    """The picture; ``lines`` are figures by size, for each name."""
    sizes = [size for line in lines.values() for size, _ in line]
    values = [value for line in lines.values() for _, value in line]
    across = _Axis(min(sizes), max(sizes), LEFT, WIDTH - RIGHT)
    up = _Axis(
        10 ** floor(log10(min(values))), 10 ** ceil(log10(max(values))), HEIGHT - BOTTOM, TOP
    )
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            f' font-family="sans-serif" font-size="13"><title>{title}</title>'
        ),
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="15">{title}</text>',
        *_grid(across, up, sorted(set(sizes))),
    ]
    taken: list[float] = []
    coloured = [
        (name, line, colour) for (name, line), colour in zip(lines.items(), COLOURS, strict=False)
    ]
    for name, line, colour in sorted(coloured, key=_ends, reverse=True):  # as labels stand
        points = [(across.at(size), up.at(value)) for size, value in line]
        said = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        parts.append(f'<polyline points="{said}" fill="none" stroke="{colour}" stroke-width="2"/>')
        label = points[-1][1]
        while any(abs(label - one) < 15 for one in taken):
            label += 5
        taken.append(label)
        x = WIDTH - RIGHT + 8
        parts.append(f'<text x="{x}" y="{label + 4:.0f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _ends(one: tuple[str, Line, str]) -> float:
    """The last figure of a line."""
    return one[1][-1][1]


class _Axis:
    """From a value to its place, by powers of ten."""

    def __init__(self, least: float, most: float, begins: int, ends: int) -> None:
        self.least, self.most, self.begins, self.ends = least, most, begins, ends

    def at(self, value: float) -> float:
        share = log10(value / self.least) / (log10(self.most / self.least) or 1)
        return self.begins + share * (self.ends - self.begins)


def _grid(across: _Axis, up: _Axis, sizes: Sequence[int]) -> list[str]:
    found = []
    value = up.least
    while value <= up.most * 1.01:
        y = up.at(value)
        found.append(f'<path d="M{LEFT} {y:.0f}H{WIDTH - RIGHT}" stroke="#ccc"/>')
        found.append(f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{value:g}</text>')
        value *= 10
    for size in sizes:
        x = across.at(size)
        found.append(f'<text x="{x:.0f}" y="{HEIGHT - 24}" text-anchor="middle">{size:,}</text>')
    return found
