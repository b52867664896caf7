"""Mission texts: standard texts that others may copy, with statements and facts."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from piccolo.columns import Date, ForeignKey, OnDelete, Text, Varchar
from piccolo.table import Table

from cms.content import Composite, ContentType, Entry, Field, Row, Rows, Translated
from cms.content.published import Linked, Node, Published, Surroundings, Wording
from cms.content.richtext import ast, parse
from cms.content_types._shared import DatePrecision
from cms.errors import N_, Message

SOURCE = N_("source: {source}")


class MissionTextKind(StrEnum):
    """What a mission text is for."""

    FACTS = "facts"
    MISSION = "mission"
    MESSAGE = "message"
    SUMMARY = "summary"
    BOILERPLATE = "boilerplate"
    BIOGRAPHY = "biography"


class MissionText(Entry, Table, tablename="mission_text"):
    """A text about the network, ready to be used elsewhere."""

    kind = Varchar(length=20, default=MissionTextKind.BOILERPLATE, choices=MissionTextKind)
    body = Translated(Text)


class Statement(Row, Table, tablename="mission_text_statement"):
    """One numbered statement of a mission."""

    owner: "ForeignKey[MissionText]" = ForeignKey(
        MissionText, null=False, index=True, on_delete=OnDelete.cascade
    )
    text = Translated(Text)


class Fact(Row, Table, tablename="mission_text_fact"):
    """One line of a fact sheet."""

    owner: "ForeignKey[MissionText]" = ForeignKey(
        MissionText, null=False, index=True, on_delete=OnDelete.cascade
    )
    label = Translated(Varchar, length=200)
    value = Translated(Varchar, length=200)
    date = Date(null=True, default=None)
    precision = Varchar(length=5, default=DatePrecision.DAY, choices=DatePrecision)
    source = Translated(Varchar, length=300)


def whole_text(published: Published, wording: Wording) -> tuple[ast.Block, ...]:
    """The text, then its statements with their numbers, then its facts as a list."""
    blocks: list[ast.Block] = [*parse(published.get("body") or "").children]
    statements = [one["text"] for one in published.get("statements") or () if one["text"]]
    facts = [_fact(one, wording) for one in published.get("facts") or ()]
    if statements:
        blocks.append(ast.List(True, tuple(_item((ast.Text(one),)) for one in statements)))
    if facts:
        blocks.append(ast.List(False, tuple(map(_item, facts))))
    return tuple(blocks)


def _item(line: ast.Inlines) -> ast.Item:
    return ast.Item((ast.Paragraph(line),))


def _fact(row: Mapping[str, Any], wording: Wording) -> ast.Inlines:
    """``Founding of the network: June 2008 (source: the foundation's deed)``."""
    said = ", ".join(_said(row, wording))
    source = row.get("source")
    if source:
        said += f" ({wording.said(Message(SOURCE, {'source': source}))})"
    label = ast.Strong((ast.Text(row["label"] or ""),))
    return (label, ast.Text(f": {said}")) if said else (label,)


def _said(row: Mapping[str, Any], wording: Wording) -> Iterator[str]:
    if row.get("value"):
        yield row["value"]
    if row.get("date"):
        known = row["date"]
        precision = known.get("precision") or DatePrecision.DAY
        yield wording.partial_date(date.fromisoformat(known["date"]), precision)


def linked(published: Published, _around: Surroundings) -> Node:
    """An article; what it says stands on its page."""
    return {"headline": published["title"], "abstract": published.get("summary")}


content_type = ContentType(
    MissionText,
    label=N_("Mission text"),
    plural=N_("Mission texts"),
    order=20,
    whole=whole_text,
    linked=Linked(lambda _: "Article", linked),
    fields=(
        Field(
            MissionText.kind, required=True, filter=True, sort=True, in_list=True, group="details"
        ),
        Field(MissionText.body, label=N_("Text"), rich=True, search="C"),
        Rows(
            "statements",
            Statement,
            fields=(Field(Statement.text, required=True, search="C", most=1000),),
            help=N_("Numbered on the page in this order."),
        ),
        Rows(
            "facts",
            Fact,
            fields=(
                Field(Fact.label, required=True, search="C"),
                Field(Fact.value, search="C"),
                Composite(
                    "date",
                    "PartialDate",
                    (Field(Fact.date), Field(Fact.precision)),
                ),
                Field(Fact.source),
            ),
        ),
    ),
)
