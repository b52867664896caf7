"""Both sides of a conflict in one message, with the marks that gettext's msgcat makes."""

from collections.abc import Sequence

MARK = "#-#-#-#-#"
_ADMIN = f"{MARK} admin {MARK}\n"
_FILE = f"\n{MARK} file {MARK}\n"


def both(here: str, arrived: Sequence[str]) -> str:
    """The text here and those that arrived in files, for a translator to choose from."""
    return _ADMIN + _FILE.join([here, *arrived])


def is_open(text: str) -> bool:
    """Whether somebody must still choose."""
    return MARK in text


def sides(text: str) -> tuple[str, tuple[str, ...]]:
    """What `both` was given; of any other text the text itself, and nothing."""
    if not text.startswith(_ADMIN):
        return text, ()
    here, *arrived = text.removeprefix(_ADMIN).split(_FILE)
    return here, tuple(arrived)
