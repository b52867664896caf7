"""Other forms of a word, for a search to look for beside the one that was typed.

PostgreSQL's stemmers make one of most endings. These rules are for what they leave apart: in Dutch
*sessie* and *sessies*, *huis* and *huizen*, *brug* and *bruggen*, *gewerkt* and *werken*. A form that
no one writes does no harm, for nothing has it; so the rules know no exceptions.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

_SHORTEST = 3
_MOST = 16

_CHANGING = (
    ("stad", "steden"),
    ("lid", "leden"),
    ("schip", "schepen"),
    ("eum", "ea"),
    ("trum", "tra"),
    ("forum", "fora"),
    ("cus", "ci"),
)
_INFLECTED = r"(?:en|ies|jes?|eerd|eert)$"
_WITH_EREN = r"(kind|blad|lied|kalf|rund|volk|goed|kleed|ei)"


@lru_cache(4096)
def forms(word: str, locale: str) -> tuple[str, ...]:
    """The word itself and what may be other forms of it: in small letters, without accents."""
    plain = folded(word)
    rule = _RULES.get(locale)
    if rule is None or not re.fullmatch(rf"[a-z]{{{_SHORTEST},}}", plain):
        return (plain,)
    return tuple(dict.fromkeys((plain, *rule(plain))))[:_MOST]


def folded(text: str) -> str:
    """In small letters, without accents."""
    split = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _dutch(word: str) -> Iterator[str]:
    bases = dict.fromkeys(_bases(word))
    yield from bases
    if not bases or not re.search(_INFLECTED, word):
        bases[word] = None
    for base in bases:
        yield from _inflected(base)
    for base in bases:
        yield from _diminutives(base)


_SHORTENED = (
    (re.compile(r"([aeiouy])s$"), r"\1"),  # sessies, themas
    (re.compile(r"(ie|ee)en$"), r"\1"),  # industrieën, ideeën
    (re.compile(rf"{_WITH_EREN}eren$"), r"\1"),  # kinderen
    (re.compile(r"eren$"), "eer"),  # organiseren
    (re.compile(r"^(?:ge)?(.+eer)(?:t|d|de|den)$"), r"\1"),  # georganiseerd, organiseert
    (re.compile(r"^ge(.{3,}[^aeiou])[td]e?$"), r"\1"),  # gewerkt
    (re.compile(r"([^aeiout])t$"), r"\1"),  # werkt
    (re.compile(r"^(.{3,})jes?$"), r"\1"),  # boekje
    (re.compile(r"^(.{3,})(?:tje|pje)s?$"), r"\1"),  # verhaaltje, filmpje
    (re.compile(r"^(.{2,})([^aeiou])\2etjes?$"), r"\1\2"),  # bruggetje
    (re.compile(r"([aou])\1tjes?$"), r"\1"),  # fotootje
)


def _bases(word: str) -> Iterator[str]:
    """What the word may be a form of."""
    for ending, instead in _SHORTENED:
        shorter, changed = ending.subn(instead, word)
        if changed and len(shorter) >= _SHORTEST:
            yield shorter
    for one, many in _CHANGING:
        if word.endswith(many):
            yield word.removesuffix(many) + one
    stem = re.sub(r"(?<![ij])en?$", "", word)
    if stem != word and len(stem) >= _SHORTEST:
        yield from _closed(stem)


def _closed(stem: str) -> Iterator[str]:
    """How a stem is spelt that nothing follows: *bruggen* is of *brug*, *brieven* of *brief*."""
    yield stem
    if stem[-1] == stem[-2]:
        yield stem[:-1]
    elif stem[-1] in "vz":
        yield stem[:-1] + {"v": "f", "z": "s"}[stem[-1]]


def _inflected(base: str) -> Iterator[str]:
    """The forms of a word that the stemmer takes for other words."""
    if re.search(r"[aeiouy]$", base):
        yield base + "s"  # sessies
    if re.search(r"(?:ie|ee)$", base):
        yield base + "en"  # industrieën
    if re.search(r"(?:[aeiouy][fs]|[ln]s|[lr]f)$", base):
        yield base[:-1] + {"f": "v", "s": "z"}[base[-1]] + "en"  # brieven, huizen
    if re.search(r"(?:^|[^aeiou])[aeiou][bfglmnprs]$", base):
        yield base + base[-1] + "en"  # bruggen
    if re.search(rf"{_WITH_EREN}$", base):
        yield base + "eren"  # kinderen
    for one, many in _CHANGING:
        if base.endswith(one):
            yield base.removesuffix(one) + many
    if base.endswith("eer"):
        yield from (base + "t", base + "de", f"ge{base}d")  # organiseert, georganiseerd
    elif re.search(r"[^aeioutd]$", base) and not re.search(r"(?:e[nlr]|aar|ing|rs)$|^ge", base):
        yield from (base + "t", f"ge{base}t")  # werkt, gewerkt


def _diminutives(base: str) -> Iterator[str]:
    if base.endswith("je"):
        return
    if re.search(r"(?:^|[^aeiou])[aeiou][bglmnprs]$", base):
        small = base + base[-1] + "etje"
    elif base.endswith("m"):
        small = base + "pje"
    else:
        small = base + ("tje" if re.search(r"[aeioulnrw]$", base) else "je")
    yield from (small, small + "s")


_OTHERWISE = (
    # organise, organize
    (re.compile(r"i[sz](e|es|ed|er|ers|ing|ations?|ational)$"), (r"is\1", r"iz\1")),
    (re.compile(r"^(.{2,})ou?r(s|ed|ing|al|able)?$"), (r"\1our\2", r"\1or\2")),  # labour, labor
    (re.compile(r"(cent|theat)(?:re|er)(s?)$"), (r"\1re\2", r"\1er\2")),
    (re.compile(r"program(?:me)?(s?)$"), (r"programme\1", r"program\1")),
)


def _english(word: str) -> Iterator[str]:
    """The stemmer knows the endings; what is left are the spellings of Britain and America."""
    for ending, ways in _OTHERWISE:
        if ending.search(word):
            yield from (ending.sub(way, word) for way in ways)


_RULES: Mapping[str, Callable[[str], Iterator[str]]] = {"nl": _dutch, "en": _english}
