"""Names of what is kept: they say nothing of where, and cannot lead anywhere else."""

import re

from cms.errors import N_, CmsError, NotFound

ORIGINALS = "originals"
INCOMING = "incoming"
_KEY = re.compile(r"[a-z]+(?:/[0-9A-Za-z_-]+)+", re.ASCII)


class Missing(NotFound):
    """A file of which the database knows is not where it should be."""

    code = "file_missing"

    def __init__(self) -> None:
        super().__init__(N_("The file is not there."))


class BadKey(CmsError):
    """What is no key: no file can have it."""

    code = "bad_key"

    def __init__(self) -> None:
        super().__init__(N_("There can be no file of that name."))


def original_key(digest: str) -> str:
    """Where the bytes with a digest are kept."""
    return checked(f"{ORIGINALS}/{digest}")


def checked(key: str) -> str:
    """The key, if it is one; raises `BadKey`."""
    if not _KEY.fullmatch(key):
        raise BadKey
    return key
