"""Mission texts: standard texts that others may copy, with statements and facts."""

from enum import StrEnum

from piccolo.columns import Date, ForeignKey, OnDelete, Text, Varchar
from piccolo.table import Table

from cms.content import Composite, ContentType, Entry, Field, Row, Rows, Translated
from cms.content_types._shared import DatePrecision
from cms.errors import N_


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


content_type = ContentType(
    MissionText,
    label=N_("Mission text"),
    plural=N_("Mission texts"),
    order=20,
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
