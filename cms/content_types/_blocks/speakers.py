"""Speakers that somebody chose, in that order."""

from cms.content import BlockType, Field, Held
from cms.content_types._blocks._common import Heading, entry_of, heading
from cms.errors import N_


class SpeakerColumn:
    speaker = entry_of("Speaker")


chosen_speaker = BlockType(
    "chosen_speaker",
    label=N_("Speaker"),
    columns=SpeakerColumn,
    fields=lambda table: (Field(table.speaker, label=N_("Speaker")),),
    part=True,
)
block_type = BlockType(
    "speakers",
    label=N_("Speakers"),
    columns=Heading,
    fields=lambda table: (heading(table),),
    holds=Held("speakers", chosen_speaker.name, relation=True),
    help=N_("Speakers of the network that you choose."),
)
