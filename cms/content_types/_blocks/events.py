"""Events: the next ones, or some that somebody chose."""

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


class EventColumn:
    event = entry_of("Event")


def fields(table: Any) -> Fields:
    """Which ones."""
    return heading(table), choice(table), count(table)


def query(published: Mapping[str, Any]) -> Query | None:
    """The next ones, if none were to be chosen."""
    if published["choice"] == BlockChoice.CHOSEN:
        return None
    return Query(("event",), sorting=BlockOrder.SOONEST, upcoming=True, most=published["count"])


chosen_event = BlockType(
    "chosen_event",
    label=N_("Event"),
    columns=EventColumn,
    fields=lambda table: (Field(table.event, label=N_("Event")),),
    part=True,
)
block_type = BlockType(
    "events",
    label=N_("Events"),
    columns=Columns,
    fields=fields,
    holds=Held("events", chosen_event.name, relation=True),
    rules=(few,),
    query=query,
    asks=("choice", "count"),
    help=N_("The next events, or those that you choose."),
)
