"""The tables and functions of procrastinate, by the steps in which its authors made them.

A migration of ours names the steps that it takes. So a database that is made today and one that
grew up come to the same, whatever version of the library is installed.
"""

import re
from importlib.resources import files

_STEPS = files("procrastinate.sql.migrations")
LAST = "03.04.00_50"
"""The last step that our migrations take. A test notices when the library has another one."""
_ADDED = re.compile(r"ALTER TYPE (\w+) ADD VALUE ('\w+')(?: (BEFORE|AFTER) ('\w+'))?;")


def steps(after: str, until: str) -> list[str]:
    """The statements of the steps behind ``after``, up to and with ``until``, in order.

    Those from the very first on, which are all done in one transaction, add no value to an enum: before
    PostgreSQL 17 nothing in that transaction could use it. They make the enum with all its values.
    """
    found = sorted(one.name for one in _STEPS.iterdir() if one.name.endswith(".sql"))
    taken = [
        _STEPS.joinpath(name).read_text()
        for name in found
        if after < name and name[: len(until)] <= until
    ]
    return taken if after else _with_whole_enums(taken)


def _with_whole_enums(taken: list[str]) -> list[str]:
    first, *others = taken
    for one in others:
        for added in _ADDED.finditer(one):
            first = _with_value(first, *added.groups(""))
    return [first, *(_ADDED.sub("", one) for one in others)]


def _with_value(first: str, enum: str, value: str, side: str, neighbour: str) -> str:
    before, made, after = re.split(rf"(CREATE TYPE {enum} AS ENUM \([^;]*\));", first, maxsplit=1)
    if side:
        pair = (value, neighbour) if side == "BEFORE" else (neighbour, value)
        made = made.replace(neighbour, ", ".join(pair), 1)
    else:
        made = f"{made[:-1]}    , {value}\n)"
    return f"{before}{made};{after}"


def newest() -> str:
    """The last step that the installed library knows."""
    names = [one.name for one in _STEPS.iterdir() if one.name.endswith(".sql")]
    return max(names)[: len(LAST)]
