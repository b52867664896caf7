"""Answers that are ready to be sent again: kept as bytes, dropped by what changes and by the clock."""
