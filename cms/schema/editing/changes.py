"""What differs between two states of an entry, for a client to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry
from strawberry.scalars import JSON

from cms.content import ContentType, Declared, Rows
from cms.content.declaration import camel
from cms.editing import comparison
from cms.schema.editing.inputs import places
from cms.schema.enums import Locale
from cms.translation.interface.catalogues import label


@strawberry.type(description="A stretch of text that was `kept`, `added` or `removed`.")
class Run:
    fate: str
    text: str
    marks: list[str] = strawberry.field(description="How it is set: `strong`, `link:…`.")


@strawberry.type(description="A text, by word.")
class TextChange:
    runs: list[Run]


@strawberry.type(description="A paragraph, heading, item or row of a table.")
class LineChange:
    fate: str = strawberry.field(description="`kept`, `added`, `removed` or `changed`.")
    kind: str
    was: str = strawberry.field(description="The kind it had before, if that is another.")
    depth: int = strawberry.field(description="In how many lists and quotations it stands.")
    runs: list[Run]


@strawberry.type(description="A rich text, by line and by word.")
class RichTextChange:
    lines: list[LineChange]


@strawberry.type(description="A number, a date, a choice or a relation: one in place of another.")
class ValueChange:
    before: JSON | None
    after: JSON | None


@strawberry.type(description="Tags, menus or related entries, by key or uid.")
class ListChange:
    kept: list[str]
    added: list[str]
    removed: list[str]
    reordered: bool


@strawberry.type(description="A related row.")
class RowChange:
    fate: str = strawberry.field(description="`added`, `removed` or `changed`.")
    key: strawberry.ID
    was_at: int | None
    is_at: int | None
    moved: bool
    cells: list["FieldChange"]


@strawberry.type(description="The related rows that differ.")
class RowsChange:
    rows: list[RowChange]


Change = Annotated[
    TextChange | RichTextChange | ValueChange | ListChange | RowsChange,
    strawberry.union("Change", description="What became of a field."),
]


@strawberry.type(description="A field that differs.")
class FieldChange:
    field: str = strawberry.field(description="Its place in the input: `title.nl`.")
    label: str
    locale: Locale | None
    change: Change


def field_changes(
    content_type: ContentType, changes: Sequence[comparison.FieldChange], reader: str
) -> list[FieldChange]:
    """The changes of an entry, with labels in the reader's language."""
    return _Told(content_type, reader).changes(changes, content_type.all_fields)


@dataclass(frozen=True)
class _Told:
    content_type: ContentType
    reader: str

    def changes(
        self, changes: Sequence[comparison.FieldChange], declared: Sequence[Declared]
    ) -> list[FieldChange]:
        found = places(declared)
        return [
            FieldChange(
                field=found.get(one.name, camel(one.name)),
                label=label(self.content_type, one.one, self.reader),
                locale=Locale(one.locale) if one.locale else None,
                change=self.change(one),
            )
            for one in changes
        ]

    def change(self, one: comparison.FieldChange) -> Any:
        match one.change:
            case comparison.RowsChange(rows):
                assert isinstance(one.one, Rows)
                return RowsChange(rows=[self.row(row, one.one) for row in rows])
            case other:
                return _change(other)

    def row(self, one: comparison.RowChange, rows: Rows) -> RowChange:
        return RowChange(
            fate=one.fate,
            key=strawberry.ID(one.key),
            was_at=one.was_at,
            is_at=one.is_at,
            moved=one.moved,
            cells=self.changes(one.cells, rows.fields),
        )


def _change(change: comparison.Change) -> Any:
    match change:
        case comparison.TextChange(runs):
            return TextChange(runs=runs_of(runs))
        case comparison.RichChange(lines):
            return RichTextChange(lines=[_line(one) for one in lines])
        case comparison.ValueChange(before, after):
            return ValueChange(before=before, after=after)
        case comparison.ListChange(kept, added, removed, reordered):
            return ListChange(
                kept=list(kept), added=list(added), removed=list(removed), reordered=reordered
            )
    raise TypeError(change)


def runs_of(runs: Sequence[comparison.Run]) -> list[Run]:
    """The stretches of a text that was compared."""
    return [Run(fate=one.fate, text=one.text, marks=list(one.marks)) for one in runs]


def _line(one: comparison.LineChange) -> LineChange:
    return LineChange(
        fate=one.fate, kind=one.kind, was=one.was, depth=one.depth, runs=runs_of(one.runs)
    )
