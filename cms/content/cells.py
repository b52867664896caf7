"""Cells of files for spreadsheets."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """No formula for a spreadsheet: what begins like one gets a quote before it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
