"""What people paste, as the programs write it that they copy from: `corpus/*.html`.

Beside each snippet stands the tree that is expected of it, as `outline` writes it.
"""

from pathlib import Path

import pytest

from cms.content.richtext import (
    clean,
    from_markdown,
    inline_images,
    parse,
    pictures,
    to_html,
    to_markdown,
    with_inline_images,
)
from cms.errors import InvalidInput
from tests.content.richtext.outline import outline

FOLDER = Path(__file__).parent / "corpus"
CORPUS = sorted(FOLDER.glob("*.html"))


def test_there_are_many() -> None:
    assert len(CORPUS) >= 60


@pytest.mark.parametrize("snippet", CORPUS, ids=lambda path: path.stem)
def test_what_is_pasted_comes_out_clean(snippet: Path) -> None:
    doc = parse(snippet.read_text("utf-8"))
    assert outline(doc) == snippet.with_suffix(".txt").read_text("utf-8")
    written = to_html(doc)
    assert parse(written) == doc
    assert clean(written) == written
    assert from_markdown(to_markdown(doc)) == doc


@pytest.mark.parametrize(
    ("snippet", "code"),
    [
        ("web-data-picture", "inline_image"),
        ("word-picture", "local_image"),
        ("outlook-inline-picture", "local_image"),
    ],
)
def test_a_picture_that_nobody_else_sees_is_refused(snippet: str, code: str) -> None:
    html = (FOLDER / f"{snippet}.html").read_text("utf-8")
    with pytest.raises(InvalidInput) as caught:
        clean(html)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize("snippet", ["google-checklist", "web-news-article", "outlook-preheader"])
def test_a_picture_that_shows_nothing_is_left_out(snippet: str) -> None:
    html = (FOLDER / f"{snippet}.html").read_text("utf-8")
    assert not inline_images(html)
    assert "data:" not in clean(html)


def test_a_picture_in_the_text_can_go_to_the_library() -> None:
    html = (FOLDER / "web-data-picture.html").read_text("utf-8")
    (found,) = inline_images(html)
    assert (found.media_type, found.alt) == ("image/png", "grafiek")
    assert found.content.startswith(b"\x89PNG")
    moved = with_inline_images(html, ["7k3m9q2aet"])
    assert clean(moved) == '<p>Tekst<img src="uid:7k3m9q2aet" alt="grafiek">.</p>'
    assert pictures(parse(moved)) == ("7k3m9q2aet",)
