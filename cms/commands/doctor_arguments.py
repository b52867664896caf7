"""The arguments of `cms doctor`."""

from collections.abc import Callable
from typing import Any

from cms import commands as loaded
from cms.settings import settings

_Commands = Any  # argparse names no public type for what add_subparsers returns
_Locale = Callable[[], str]


def add_doctor(commands: _Commands, locale: _Locale) -> None:
    """Add `doctor`; ``locale`` answers the terminal's language."""
    doctor = commands.add_parser(
        "doctor", help="look at settings, machine and database, and say what to do; 1 if one fails"
    )
    doctor.add_argument("--json", action="store_true", help="for a program")
    doctor.set_defaults(
        run=lambda asked: loaded.doctor.run_doctor(settings, as_json=asked.json, locale=locale())
    )
