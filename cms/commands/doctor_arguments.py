"""The arguments of `cms doctor`."""

from typing import Any

from cms import commands as loaded
from cms.commands.terminal import add_json
from cms.settings import settings
from cms.translation.interface.catalogues import gettext

_Commands = Any  # argparse names no public type for what add_subparsers returns


def add_doctor(commands: _Commands, here: str) -> None:
    """Add `doctor`; ``here`` is the terminal's language."""
    doctor = commands.add_parser(
        "doctor",
        help=gettext(
            "look at settings, machine and database, and say what to do; 1 if one fails", here
        ),
    )
    add_json(doctor, here)
    doctor.set_defaults(
        run=lambda asked: loaded.doctor.run_doctor(settings, as_json=asked.json, locale=here)
    )
