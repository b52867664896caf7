"""What can be wrong with one translation. E: it is refused; W: it is taken, and reported."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from cms.content.richtext.ast import (
    Code,
    Emphasis,
    Footnote,
    Image,
    Inlines,
    Language,
    Link,
    Paragraph,
    Text,
    walk,
)
from cms.content.richtext.ast import Strong as StrongEmphasis
from cms.content.richtext.text import ends_sentence, inline_text
from cms.content.segments import ALT, PLAIN, from_plain
from cms.content.segments.inline import is_plain, numbers, read
from cms.errors import N_, Message, Problem

MAX_LENGTH = 10_000
EVEN_IN_A_DRAFT = frozenset({"E08"})
"""What is refused even in a text that nobody confirmed yet."""
_CODE = re.compile(r"E\d\d")


class Finding(NamedTuple):
    """One thing that is wrong. ``code`` is E06 to E10 or W01 to W11; only E refuses."""

    code: str
    message: Message

    @property
    def refuses(self) -> bool:
        return self.code.startswith("E")


def code_of(problem: Problem) -> str:
    """The code of what a save refuses: a check's own, or that of the entry's rules."""
    if problem.code == "too_long":
        return "E09"
    return problem.code if _CODE.fullmatch(problem.code) else "E13"


class _Pair(NamedTuple):
    source: str
    target: str
    placeholders: Sequence[str]
    kind: str

    @property
    def formatted(self) -> bool:
        return self.kind not in (PLAIN, ALT)


_Findings = Iterator[Finding]


def check(
    source_text: str,
    target_text: str,
    placeholders: Sequence[str] = (),
    kind: str = PLAIN,
    max_length: int | None = None,
    address: str = "",
) -> list[Finding]:
    """What is wrong with ``target_text`` as a translation of a segment.

    ``address`` is how readers are addressed in its language, ``je`` or ``u``, where there is a choice.
    An empty translation is none, and nothing is wrong with it. Where the placeholders are wrong,
    the checks that build on them are left out.
    """
    pair = _Pair(source_text, target_text, placeholders, kind)
    if not target_text.strip():
        return []
    found = list(_length(pair, max_length))
    if len(target_text) > MAX_LENGTH:
        return found  # before any search: the longest texts are the slowest to search
    found += [*_placeholders(pair), *_signs(pair), *_shape(pair)]
    if pair.formatted and not any(finding.code == "E06" for finding in found):
        found += _formatting(pair)
    found += _address(target_text, address)
    return found + [finding for warn in _WARNINGS for finding in warn(pair)]


def _finding(code: str, text: str, **params: object) -> Finding:
    return Finding(code, Message(text, params))


def _length(pair: _Pair, max_length: int | None) -> _Findings:
    length = len(pair.target if pair.formatted else from_plain(pair.target))
    limit = min(max_length or MAX_LENGTH, MAX_LENGTH)
    if length > limit:
        text = N_("It is {length} characters long; at most {max} fit.")
        yield _finding("E09", text, length=length, max=limit)


def _placeholders(pair: _Pair) -> _Findings:
    wanted, found = numbers(pair.source), numbers(pair.target)
    if found is not None and found == wanted:
        return
    if found is None:
        text = N_(
            "A brace stands alone; write {opening} or {closing} for a brace of the text itself."
        )
        yield _finding("E06", text, opening="{{", closing="}}")
        return
    missing = Counter(wanted or []) - Counter(found)
    extra = Counter(found) - Counter(wanted or [])
    if missing:
        yield _finding("E06", N_("Missing: {numbers}."), numbers=_braced(missing))
    if extra:
        text = N_("Not in the source, or too often: {numbers}.")
        yield _finding("E06", text, numbers=_braced(extra))


def _braced(found: Counter[int]) -> str:
    return ", ".join(f"{{{number}}}" for number in sorted(found))


_CONTROL = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
_FOREIGN = (
    re.compile(r"\]\([^)\s]*"),  # a link or image with its own target
    re.compile(r"!\["),
    re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*>"),
    re.compile(r"<[^\s<>@]+@[^\s<>]+>"),
    re.compile(r"<(?!/?(?:em|strong)>)[/!?]?[A-Za-z!?][^\s<>]*"),
    re.compile(r"\{\{[{%]"),
)
_WHOLE = re.compile(
    r"!?\[[^\[\]]*\]\([^\s()]*(?:\([^\s()]*\)[^\s()]*)*[^()<>]*\)?"  # a link or image
    r"|<[^<>]*>?"
    r"|\{\{[{%].*?(?:[}%]\}{2,3}|$)"
)
_LONGEST_SIGN = 120
_OPENS_FOREIGN = re.compile(r"[<\[\]{]")  # each of these has one
_ESCAPED = re.compile(r"\\.")


def _signs(pair: _Pair) -> _Findings:
    known = set(_CONTROL.findall(pair.source))
    for sign in sorted(set(_CONTROL.findall(pair.target)) - known):
        text = N_("It holds the control character {sign}.")
        yield _finding("E08", text, sign=f"U+{ord(sign):04X}")
    if not _OPENS_FOREIGN.search(pair.target):
        return
    source, target = (
        _ESCAPED.sub("", text) if pair.formatted else text for text in (pair.source, pair.target)
    )
    for pattern in _FOREIGN:
        new = Counter(pattern.findall(target)) - Counter(pattern.findall(source))
        for sign in new:
            text = N_("A link, image, tag or template that is not in the source: {sign}")
            yield _finding("E08", text, sign=_whole(target, sign))
            return


def _whole(text: str, sign: str) -> str:
    """The link, tag or template that a sign belongs to, as a person sees it."""
    found = next((one[0] for one in _WHOLE.finditer(text) if sign in one[0]), sign)
    return found if len(found) <= _LONGEST_SIGN else f"{found[:_LONGEST_SIGN]}…"


_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)


def _shape(pair: _Pair) -> _Findings:
    one_line = pair.kind[0] == "h" or not pair.formatted
    if one_line and "\n" in pair.target.strip() and "\n" not in pair.source:
        yield _finding("E10", N_("Here the text cannot have a line break."))
    elif _BLANK_LINE.search(pair.target.strip()) and not _BLANK_LINE.search(pair.source):
        yield _finding("E10", N_("One paragraph became several."))
    if pair.formatted and _FENCE.search(pair.target) and not _FENCE.search(pair.source):
        yield _finding("E10", N_("The text would become a block of code."))


def _formatting(pair: _Pair) -> _Findings:
    if is_plain(pair.source) and is_plain(pair.target):
        return
    source = read(pair.source, pair.placeholders)
    target = read(pair.target, pair.placeholders)
    lost = _hidden(source) - _hidden(target)
    for what in lost:
        yield _finding("E07", N_("The link, image, footnote or mark {what} is lost."), what=what)
    if not lost and _swapped(pair):
        yield _finding("E07", N_("The marks of a foreign language have changed places."))
    if not lost and _open_brackets(pair.target) and not _open_brackets(pair.source):
        yield _finding("E07", N_("The brackets [ and ] are not in pairs."))
    lonely = _lonely_stars(pair.target, pair) > _lonely_stars(pair.source, pair)
    if _emphasis(source) - _emphasis(target) and lonely:
        yield _finding("E07", N_("Emphasis is lost: a * has no partner."))
    codes, found = _codes(source), _codes(target)
    if codes != found:
        differing = ", ".join(sorted({*(codes - found), *(found - codes)}))
        yield _finding("W10", N_("Code differs: {codes}."), codes=differing)


def _hidden(inlines: Inlines) -> Counter[str]:
    found: Counter[str] = Counter()
    for node in walk(Paragraph(inlines)):
        match node:
            case Link(href):
                found[href] = 1  # one link may come in two pieces
            case Image(src):
                found[src] += 1
            case Language(lang):
                found[lang] = 1
            case Footnote(children):
                found[f"[{inline_text(children)}]"] += 1
            case _:
                pass
    return found


def _swapped(pair: _Pair) -> bool:
    """Whether a mark for another language is closed before it is opened."""
    known = dict(enumerate(pair.placeholders, 1))
    hidden = (known.get(number, "") for number in numbers(pair.target) or ())
    marks = [mark for mark in hidden if mark.startswith("<")]
    return any(mark.startswith("</") == (n % 2 == 0) for n, mark in enumerate(marks))


def _emphasis(inlines: Inlines) -> Counter[str]:
    nodes = walk(Paragraph(inlines))
    return Counter(node.type for node in nodes if isinstance(node, Emphasis | StrongEmphasis))


def _lonely_stars(text: str, pair: _Pair) -> int:
    """How many * are no formatting, though nothing says that they are not meant so."""
    line = Paragraph(read(_ESCAPED.sub("", text), pair.placeholders))
    return sum(node.text.count("*") for node in walk(line) if isinstance(node, Text))


def _codes(inlines: Inlines) -> Counter[str]:
    return Counter(node.text for node in walk(Paragraph(inlines)) if isinstance(node, Code))


def _open_brackets(text: str) -> bool:
    plain = _ESCAPED.sub("", text)
    return plain.count("[") != plain.count("]")


_PLACEHOLDER = re.compile(r"\{\d+\}")
_LAST_MARKS = re.compile(r"(?:\s{0,9}\{\d{1,4}\}){1,99}\s*$")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]{}]+|[\w.+-]{1,64}@[\w.-]{1,255}"
    r"|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:nl|org|com|eu|net)\b"
)
_MARKS_ADDRESS = re.compile(r"://|www\.|@|\.(?:nl|org|com|eu|net)\b")  # each of these has one


def _same(pair: _Pair) -> _Findings:
    if pair.source.strip() == pair.target.strip() and len(_WORD.findall(pair.source)) > 3:
        yield _finding("W01", N_("It is the same as the source."))


def _double_space(pair: _Pair) -> _Findings:
    if "  " in pair.target and "  " not in pair.source:
        yield _finding("W02", N_("There is a double space."))


def _end(pair: _Pair) -> _Findings:
    # A footnote, or the end of words in another language, may stand behind the full stop.
    source, target = (_LAST_MARKS.sub("", text) for text in (pair.source, pair.target))
    if ends_sentence(source) != ends_sentence(target):
        yield _finding("W03", N_("One ends with punctuation, the other does not."))


def _quotes(pair: _Pair) -> _Findings:
    if _unpaired(pair.target) and not _unpaired(pair.source):
        yield _finding("W04", N_("Quotation marks are not in pairs."))


def _unpaired(text: str) -> bool:
    opening = text.count("\u201c") + text.count("\u201e")
    return opening != text.count("\u201d") or text.count('"') % 2 == 1


def _addresses(pair: _Pair) -> _Findings:
    def addresses(text: str) -> list[str]:
        if not _MARKS_ADDRESS.search(text):
            return []
        return [found.rstrip(".,:;!?") for found in _ADDRESS.findall(text)]

    differing = _difference(pair, addresses)
    if differing:
        yield _finding("W05", N_("Addresses differ: {differing}."), differing=differing)


def _digits(pair: _Pair) -> _Findings:
    differing = _difference(pair, _NUMBER.findall, _digits_of)
    if differing:
        yield _finding("W06", N_("Numbers differ: {differing}."), differing=differing)


def _digits_of(number: str) -> str:
    """A number without its language: 2.000 is 2,000, and 9.00 o'clock is 9:00 or 9."""
    return re.sub("[.,:]", "", re.sub("[.,:]00$", "", number))


def _difference(
    pair: _Pair, found_in: Callable[[str], list[str]], alike: Callable[[str], str] = str
) -> str:
    """What one text has more often than the other, as it is written there."""
    listed = [found_in(_PLACEHOLDER.sub(" ", text)) for text in (pair.source, pair.target)]
    source, target = (Counter(map(alike, found)) for found in listed)
    differing = {*(source - target), *(target - source)}
    return ", ".join(sorted({one for one in (*listed[0], *listed[1]) if alike(one) in differing}))


_OTHER_ADDRESS = {
    "je": re.compile(r"(?<![\w'’])(?:u|uw|uzelf)(?![\w'’])"),
    "u": re.compile(r"(?<![\w'’])(?:je|jij|jou|jouw|jullie)(?![\w'’])", re.IGNORECASE),
}


def _address(text: str, address: str) -> _Findings:
    pattern = _OTHER_ADDRESS.get(address)
    other = pattern.search(text) if pattern else None
    if other:
        said = N_("It says “{other}”; readers are addressed with “{address}” here.")
        yield _finding("W08", said, other=other[0], address=address)


def _proportion(pair: _Pair) -> _Findings:
    source, target = len(pair.source), len(pair.target)
    if source > 40 and not 0.4 < target / source < 2.2:
        text = N_("It is {target} characters long, the source {source}.")
        yield _finding("W11", text, target=target, source=source)


_WARNINGS = (_same, _double_space, _end, _quotes, _addresses, _digits, _proportion)
