"""What strangers type: addresses in it are left out, and it is read line by line."""

import time

import pytest

from cms.community.typed import Typed, discreet
from cms.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Mail jan@example.org.", "Mail [-]."),
        ("jan.de+x@sub.example.org, of bel", "[-], of bel"),
        ("<jan@example.org>", "<[-]>"),
        ("mailto:jan@example.org?subject=x", "[-]"),
        ("jan (at) example.org", "[-]"),
        ("jan[apenstaartje]example.org!", "[-]!"),
        ("jan\uff20example.org", "[-]"),
        ("Om 10 uur @ kantoor, 50% korting", "Om 10 uur @ kantoor, 50% korting"),
        ("regel een\nregel twee", "regel een\nregel twee"),
    ],
)
def test_addresses_are_left_out(text: str, left: str) -> None:
    assert discreet(text, "[-]") == left


@pytest.mark.parametrize(
    "text", ["a" * 5000, "a " * 2500, "a" + " " * 5000, "(" * 5000, "a(" * 2500]
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.perf_counter()
    assert discreet(text, "[-]") == text
    assert time.perf_counter() - begun < 2


def test_a_line_is_one_line_and_a_text_keeps_its_paragraphs() -> None:
    form = Typed({"line": " a\r\n b\t c ", "text": "een\r\n\r\n\r\n\r\ntwee  \n drie\t"})
    assert form.line("line", 10) == "a b c"
    assert form.text("text", 100) == "een\n\ntwee\n drie"
    form.check()


def test_all_that_is_wrong_is_told_at_once() -> None:
    form = Typed({"a": "", "b": "xxx", "c": "a\x1b[1m", "d": "four", "e": "soon", "f": 7})
    form.line("a", 5, required=True)
    form.line("b", 2)
    form.text("c", 50)
    form.one_of("d", ("one", "two"))
    form.moment("e")
    form.line("f", 5, required=True)
    with pytest.raises(InvalidInput) as told:
        form.check()
    assert [(one.field, one.code) for one in told.value.problems] == [
        ("a", "required"),
        ("b", "too_long"),
        ("c", "bad_characters"),
        ("d", "unknown_choice"),
        ("e", "bad_moment"),
        ("f", "required"),
    ]
