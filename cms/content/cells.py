"""Cells of a table as a spreadsheet program may open it."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell begins with that such a program runs; the last four are the wide forms of the first."""


def harmless(cell: str) -> str:
    """A text that no spreadsheet program runs: what begins like a formula gets a quote before it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
