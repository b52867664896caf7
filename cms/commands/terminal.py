"""The person at the terminal: what they type, and what they are told."""

import argparse
import sys

MOST = 1_000_000


def say(text: str) -> None:
    """A line for the person at the terminal, kept apart from output that programs read."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def plain(text: str) -> str:
    """A line that others wrote, without what would steer the terminal."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def amount(text: str) -> int:
    """A number of versions or days from the command line."""
    if text.isascii() and text.isdigit() and int(text[:9]) <= MOST:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to {MOST}")
