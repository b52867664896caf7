"""The tables and functions of procrastinate, by the steps in which its authors made them.

A migration of ours names the steps that it takes. So a database that is made today and one that
grew up come to the same, whatever version of the library is installed.
"""

from importlib.resources import files

_STEPS = files("procrastinate.sql.migrations")
LAST = "03.04.00_50"
"""The last step that our migrations take. A test notices when the library has another one."""


def steps(after: str, until: str) -> list[str]:
    """The statements of the steps behind ``after``, up to and with ``until``, in order."""
    found = sorted(one.name for one in _STEPS.iterdir() if one.name.endswith(".sql"))
    return [
        _STEPS.joinpath(name).read_text()
        for name in found
        if after < name and name[: len(until)] <= until
    ]


def newest() -> str:
    """The last step that the installed library knows."""
    names = [one.name for one in _STEPS.iterdir() if one.name.endswith(".sql")]
    return max(names)[: len(LAST)]
