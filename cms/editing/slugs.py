"""Short names in addresses: made from titles, never surprising."""

import re
import unicodedata
from collections.abc import Collection
from itertools import count

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


def numbered(slug: str, taken: Collection[str]) -> str:
    """The first of ``slug``, ``slug-2``, ``slug-3``… that is not taken; what is empty stays empty."""
    if not slug or slug not in taken:
        return slug
    return next(one for n in count(2) if (one := f"{slug}-{n}") not in taken)


def is_made_from(title: str, slug: str) -> bool:
    """Whether a slug says no more than its title: the same, or numbered up to 99.

    A larger number is a year or the like, and a person's choice.
    """
    made = slugify(title)
    return slug == made or bool(
        made and re.fullmatch(re.escape(made) + "-([2-9]|[1-9][0-9])", slug)
    )


def is_slug(text: str) -> bool:
    """Whether a text may stand in an address as it is."""
    return bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text))
