"""Spellings of addresses that are inside, as people who mean harm write them."""

from pathlib import Path

_ESCAPED = {r"\t": "\t", r"\r\n": "\r\n", r"\u00a0": "\u00a0"}


def spellings(port: int) -> list[str]:
    """Of this machine, at a port where something listens; and of other places inside."""
    text = (Path(__file__).parent / "spellings.txt").read_text("utf-8").replace("PORT", str(port))
    for written, meant in _ESCAPED.items():
        text = text.replace(written, meant)
    return [one for one in text.split("\n") if one]
