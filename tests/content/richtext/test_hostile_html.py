"""HTML that somebody wrote to keep us busy: every branch that reads what other programs write."""

import time
from contextlib import suppress

import pytest

from cms.content.richtext import clean, inline_images, parse, references
from cms.content.richtext import pictures as images_of
from cms.errors import InvalidInput

LENGTH = 800_000
SECONDS = 10
"""Of CPU. Linear is a second or two, more on a busy machine; what was quadratic took half a minute."""

QUICKLY_SEEN = {
    "converted space": ('<span class="Apple-converted-space">', "</span>"),
    "numbers in numbers": ('<a href="#n" id="r">', "</a>"),
}
OTHERS = {
    "raised numbers": ('<sup><a href="#n" id="r">', "</a></sup>"),
    "notes in notes": ('<div><a href="#r" id="n">1</a>', "</div>"),
    "bold": ('<span style="font-weight:bold">', "</span>"),
    "italic": ('<font style="font-style:italic">', "</font>"),
    "a link": ('<a href="#x">', "</a>"),
    "plain": ('<b style="font-weight:normal">', "</b>"),
    "only a name": ('<a name="x">', "</a>"),
    "Word's item": ('<p style="mso-list:l0 level2 lfo1"><span>', "</span></p>"),
    "Word's other item": ('<p class="MsoListParagraph"><span>', "</span></p>"),
    "Word's marker": ('<span style="mso-list:ignore">', "</span>"),
    "a role": ('<div role="heading" aria-level="2">', "</div>"),
    "Word's title": ('<p class="MsoTitle">', "</p>"),
    "Word's quotation": ('<p class="MsoQuote">', "</p>"),
    "Google's list": ('<ul class="lst-kix_a-3"><li>', "</li></ul>"),
    "Quill's list": ('<ol><li aria-level="9" data-list="bullet">', "</li></ol>"),
    "headings": ("<h2 class=x>", "</h2>"),
    "hidden": ('<div style="display:none">', "</div>"),
    "a change": ('<del datetime="1">', "</del>"),
    "buttons": ("<button>", "</button>"),
    "a reference": ('<sup class="reference">', "</sup>"),
    "a video": ('<figure data-embed="youtube:dQw4w9WgXcQ">', "</figure>"),
    "a note": ('<span data-footnote="">', "</span>"),
    "an item with a note": ('<li id="n"><a href="#r">', "</a></li>"),
    "a picture": ('<img style="x" src="data:image/png;base64,AA" data-src="/x.png">', ""),
    "a frame": ('<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ">', "</iframe>"),
}
CASES = [
    *(pytest.param(one, id=name) for name, one in QUICKLY_SEEN.items()),
    *(pytest.param(one, id=name, marks=pytest.mark.slow) for name, one in OTHERS.items()),
]


@pytest.mark.parametrize("element", CASES)
def test_the_time_is_in_proportion_to_the_text(element: tuple[str, str]) -> None:
    start, end = element
    many = LENGTH // len(start + end)
    note = '<p><a id="n" href="#r">1</a> note</p>'
    for hostile in (
        start * many + "1" + end * many + note,
        start * many,
        (start + "1" + end) * many + note,
    ):
        began = time.process_time()
        with suppress(InvalidInput):  # too deep, or too long once it is written: it is said in time
            clean("<p class=x>a</p>" + hostile)
        assert time.process_time() - began < SECONDS


def test_a_converted_space_is_one_space_whatever_it_holds() -> None:
    spaces = (
        '<span class="Apple-converted-space">&nbsp;<b>no</b><span class="Apple-converted-space">'
    )
    assert clean(f"<p>one{spaces}&nbsp;</span></span>two</p>") == "<p>one two</p>"


def test_a_character_of_very_many_digits_is_none() -> None:
    number = f"&#{'9' * 5000};"
    for html in (
        f'<p style="{number}">x</p>',
        f'<p><a href="#{number}" id="y">1</a></p>',
        f'<p class="x">{number}</p>',
    ):
        assert clean(html)
        inline_images(f'<img src="data:image/png,{number}">{html}')


@pytest.mark.parametrize("length", [16, 17, 20, 64])
def test_an_address_that_is_longer_than_any_uid_is_none(length: int) -> None:
    uid = "a" * length
    html = f'<p><a href="uid:{uid}#x">words</a> <img src="uid:{uid}" alt="seen"></p>'
    kept = clean(html)

    stored = parse(html)  # a text that was kept before this was refused is read as well
    fits = length <= 16
    assert references(stored) == images_of(stored) == ((uid,) if fits else ())
    assert ("uid:" in kept) == fits
    assert "words" in kept
