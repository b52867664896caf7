"""Why a file is not taken: a stable code and words for whoever sent it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cms.errors import N_, CmsError, InvalidInput, Message, Problem

FIELD = "file"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class DiskFull(CmsError):
    """There is no room for a file."""

    code = "disk_full"
    status = 507

    def __init__(self) -> None:
        super().__init__(
            N_("The server has no room left for this file. Nothing was kept; tell whoever runs it.")
        )


def refusal(code: str, text: str, **params: Any) -> InvalidInput:
    """A file that is not taken; ``text`` is a msgid."""
    return InvalidInput([Problem(code, Message(text, params), FIELD)])


def not_accepted() -> InvalidInput:
    """What is in the file is of no kind that the library takes."""
    return refusal(
        "file_not_accepted",
        N_(
            "This kind of file is not accepted: its content is no picture, PDF, office document, "
            "plain text, sound or film that can be shown."
        ),
    )


def broken() -> InvalidInput:
    """The file is cut off or damaged."""
    return refusal("broken_file", N_("This file is damaged or not complete."))


def too_large(most: int) -> InvalidInput:
    """The file has too many bytes."""
    text = N_("This file is too large: at most {most} MB.")
    return refusal("file_too_large", text, most=most // 1_000_000)


def too_complex() -> InvalidInput:
    """Reading the file takes more time or memory than is given to it."""
    return refusal("file_too_complex", N_("This file takes too much time or memory to read."))


@contextmanager
def room() -> Iterator[None]:
    """Writing a file: raises `DiskFull` when there is no room for it."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull from error
        raise
