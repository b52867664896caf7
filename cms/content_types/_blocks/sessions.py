"""Sessions: the next ones, or some that somebody chose."""

from collections.abc import Mapping
from typing import Any

from cms.content import BlockType, Field, Held
from cms.content.blocks import Fields, Query
from cms.content_types._blocks._common import (
    BlockChoice,
    BlockOrder,
    Chosen,
    Count,
    Heading,
    choice,
    count,
    entry_of,
    few,
    heading,
)
from cms.errors import N_


class Columns(Heading, Chosen, Count):
    """Which ones."""


class SessionColumn:
    session = entry_of("Session")


def fields(table: Any) -> Fields:
    """Which ones."""
    return heading(table), choice(table), count(table)


def query(published: Mapping[str, Any]) -> Query | None:
    """The next ones, if none were to be chosen."""
    if published["choice"] == BlockChoice.CHOSEN:
        return None
    return Query(("session",), sorting=BlockOrder.SOONEST, upcoming=True, most=published["count"])


chosen_session = BlockType(
    "chosen_session",
    label=N_("Session"),
    columns=SessionColumn,
    fields=lambda table: (Field(table.session, label=N_("Session")),),
    part=True,
)
block_type = BlockType(
    "sessions",
    label=N_("Sessions"),
    columns=Columns,
    fields=fields,
    holds=Held("sessions", chosen_session.name, relation=True),
    rules=(few,),
    query=query,
    asks=("choice", "count"),
    help=N_("The next sessions, or those that you choose."),
)
