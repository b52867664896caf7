"""What a file is called: a name that any system can save, ending as what is in the file does."""

import re
import unicodedata

from cms.media.limits import LONGEST_NAME

NAMELESS = "file"
_APART = re.compile(r"[\\/]")
_UNWANTED = re.compile(r'[<>:"|?*]')
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LONGEST_SUFFIX = 12


def cleaned(name: str) -> str:
    """The last part of a path in NFC, without what cannot be seen or saved, of a bounded length."""
    last = _APART.split(unicodedata.normalize("NFC", name))[-1]
    seen = "".join(one for one in last if unicodedata.category(one) not in _INVISIBLE)
    words = " ".join(_UNWANTED.sub(" ", seen).split()).strip(" .")
    stem, suffix = parted(words)
    return (stem[: LONGEST_NAME - len(suffix)].rstrip(" .") + suffix) or NAMELESS


def parted(name: str) -> tuple[str, str]:
    """A name as stem and suffix (``.jpg``); what is too long or no word is no suffix."""
    stem, dot, suffix = name.rpartition(".")
    if not (dot and stem and suffix.isalnum() and len(suffix) < _LONGEST_SUFFIX):
        return name, ""
    return stem, f".{suffix}"


def ending(name: str, suffixes: tuple[str, ...]) -> str:
    """The name with the first of ``suffixes``, unless it has one of them already."""
    made = cleaned(name)
    stem, suffix = parted(made)
    if suffix.lower() in suffixes:
        return made
    return stem[: LONGEST_NAME - len(suffixes[0])].rstrip(" .") + suffixes[0]
