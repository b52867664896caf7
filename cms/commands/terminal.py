"""The person at the terminal: what they type, and what they are told."""

import argparse
import os
import sys
from typing import Any

from cms.errors import Message
from cms.settings import settings
from cms.translation.interface.catalogues import render

MOST = 1_000_000


def language() -> str:
    """The terminal's language: English unless its locale says Dutch."""
    named = (
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    )
    short = named.partition("_")[0].partition(".")[0].lower()
    return short if short in settings.locales else "en"


def say(text: str) -> None:
    """A line for the person at the terminal, kept apart from output that programs read."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def tell(text: str, **params: Any) -> None:
    """The same of a text marked with `N_`, in the terminal's language."""
    say(render(Message(text, params), language()))


def plain(text: str) -> str:
    """A line that others wrote, without what would steer the terminal."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def amount(text: str) -> int:
    """A number of versions or days from the command line."""
    if text.isascii() and text.isdigit() and int(text[:9]) <= MOST:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to {MOST}")
