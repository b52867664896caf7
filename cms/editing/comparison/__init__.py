"""What differs between two states of an entry, field by field; pure functions over snapshots."""

from cms.editing.comparison.fields import (
    Change,
    FieldChange,
    ListChange,
    RowChange,
    RowsChange,
    ValueChange,
    compare,
)
from cms.editing.comparison.lines import LineChange, RichChange, compare_rich
from cms.editing.comparison.words import Run, TextChange, compare_text

__all__ = [
    "Change",
    "FieldChange",
    "LineChange",
    "ListChange",
    "RichChange",
    "RowChange",
    "RowsChange",
    "Run",
    "TextChange",
    "ValueChange",
    "compare",
    "compare_rich",
    "compare_text",
]
