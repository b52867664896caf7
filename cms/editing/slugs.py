"""Short names in addresses: made from titles, never surprising."""

import re
import unicodedata

LONGEST = 80
_FOLDED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ĳ": "ij"})


def slugify(title: str) -> str:
    """``De Open Koffie, één keer`` → ``de-open-koffie-een-keer``; at most 80 characters, whole words."""
    text = unicodedata.normalize("NFKD", title.lower().translate(_FOLDED))
    text = "".join(one for one in text if not unicodedata.combining(one))
    text = re.sub(r"[’'‘\u00ad]", "", text)
    slug = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    if len(slug) <= LONGEST:
        return slug
    return slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]


def is_slug(text: str) -> bool:
    """Whether a text may stand in an address as it is."""
    return bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text))
