"""A video or another thing of another site, shown here without anybody being followed."""

from collections.abc import Iterable
from typing import Any

from piccolo.columns import Varchar

from cms.content import BlockType, Computed, Field, Translated, Values
from cms.content.blocks import Fields
from cms.content.embeds import PROVIDERS, embedded
from cms.content_types._blocks._common import Caption, caption
from cms.errors import N_, Message, Problem


class Columns(Caption):
    url = Varchar(length=500)
    title = Translated(Varchar, length=200)


def fields(table: Any) -> Fields:
    """Where it is, and what it is."""
    return (
        Field(
            table.url,
            label=N_("Address"),
            required=True,
            help=N_("Of the video’s own page. It starts at its beginning."),
        ),
        Field(
            table.title, label=N_("Title"), search="C", help=N_("What one hears who cannot see it.")
        ),
        caption(table),
    )


def shown_here(values: Values) -> Iterable[Problem]:
    """The address is that of a video of somebody who follows nobody."""
    if values["url"] and not embedded(values["url"]):
        known = [one.label for one in PROVIDERS.values()]
        text = N_("Give the address of a video at one of these: {known}.")
        yield Problem("not_embeddable", Message(text, {"known": known}), "url")


def _provider(values: Values, _locale: str) -> str | None:
    found = embedded(values["url"] or "")
    return PROVIDERS[found.provider].label if found else None


def _player(values: Values, _locale: str) -> str | None:
    found = embedded(values["url"] or "")
    return found.player if found else None


block_type = BlockType(
    "embed",
    label=N_("Video"),
    columns=Columns,
    fields=fields,
    rules=(shown_here,),
    computed=(
        Computed("provider", _provider, label=N_("Provider")),
        Computed("player", _player, label=N_("Player")),
    ),
    help=N_("A video that plays on the page, by its address."),
)
