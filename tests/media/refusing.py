"""A function that a child runs."""

from cms.media.inside import Refused


def refuse(code: str) -> None:
    """As a function in the child does it."""
    raise Refused(code)
