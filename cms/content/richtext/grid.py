"""Cells that reach over several columns or rows, as a grid in which each stands alone."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cms.content.richtext.ast import Cell, Row
from cms.errors import N_, InvalidInput, Message, Problem

MAX_CELLS = 20_000


class Spanning(NamedTuple):
    """A cell, and how many columns and rows it has for itself."""

    cell: Cell
    columns: int = 1
    rows: int = 1


def grid(rows: Iterable[Sequence[Spanning]]) -> tuple[Row, ...]:
    """Rows of equal length. What a cell reaches over is empty, as is what is missing.

    Raises `InvalidInput` (``too_many_cells``) for more than anyone would read.
    """
    hanging: dict[int, tuple[int, bool]] = {}  # column: how many rows it is still taken, as what
    made: list[list[Cell]] = []
    width = 0
    for row in rows:
        cells = _row(row, hanging)
        width = max(width, len(cells))
        made.append(cells)
        _limit(width * len(made))
    return tuple(Row((*cells, *_filling(cells, width))) for cells in made)


def _row(row: Sequence[Spanning], hanging: dict[int, tuple[int, bool]]) -> list[Cell]:
    cells: list[Cell] = []
    for one in row:
        _taken(cells, hanging)
        for number in range(one.columns):
            if one.rows > 1:
                hanging[len(cells)] = (one.rows - 1, one.cell.header)
            cells.append(Cell(one.cell.header, ()) if number else one.cell)
        _limit(len(cells))
    _taken(cells, hanging)
    return cells


def _taken(cells: list[Cell], hanging: dict[int, tuple[int, bool]]) -> None:
    """The places that cells of the rows above reach into."""
    while found := hanging.pop(len(cells), None):
        left, header = found
        if left > 1:
            hanging[len(cells)] = (left - 1, header)
        cells.append(Cell(header, ()))


def _filling(cells: Sequence[Cell], width: int) -> Iterable[Cell]:
    """Empty cells, headings in a row of headings."""
    header = all(cell.header for cell in cells)
    return (Cell(header, ()) for _ in range(width - len(cells)))


def _limit(cells: int) -> None:
    if cells > MAX_CELLS:
        text = N_("A table has at most {max} cells.")
        raise InvalidInput([Problem("too_many_cells", Message(text, {"max": MAX_CELLS}))])
