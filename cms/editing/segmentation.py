"""A unit's text as segments, whether its field is rich text or not."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cms.content import Field
from cms.content.identity import BASE32
from cms.editing.text_store import Source
from cms.editing.units import Place

SEPARATOR = "\n\n"


@dataclass(frozen=True)
class Segment:
    kind: str
    text: str
    placeholders: tuple[str, ...] = ()
    note: str = ""


def normalised(text: str) -> str:
    """A text without the white space that makes no difference to a reader."""
    return re.sub(r"\s+", " ", text.replace("\u00ad", "")).strip()


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever their white space."""
    return one == other or normalised(one) == normalised(other)


def segments_of(one: Field, text: str) -> list[Segment]:
    """What a translator is given of a field's text, in reading order."""
    return [Segment("plain", text.replace("{", "{{").replace("}", "}}"))] if text.strip() else []


def paired(one: Field, source: str, target: str) -> list[str] | None:
    """The target's text for each segment of the source; none if their shapes differ."""
    if bool(source.strip()) != bool(target.strip()):
        return None
    return [segment.text for segment in segments_of(one, target)]


def composed(one: Field, source: str, texts: Sequence[str]) -> str:
    """The source with each segment's text replaced."""
    return texts[0].replace("{{", "{").replace("}}", "}") if texts else ""


def keys(
    uid: str, place: Place, old: Sequence[Source], new: Sequence[Segment], removed: Sequence[Source]
) -> list[str]:
    known = [*old, *removed]
    if known:
        return [known[0].seg] * len(new)
    digest = hashlib.sha256(f"{uid}\0{place}\0{new[0].text}".encode()).digest() if new else b""
    return ["".join(BASE32[byte & 31] for byte in digest[:5])] * len(new)
