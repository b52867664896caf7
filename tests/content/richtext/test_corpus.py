"""What people paste, as the programs write it that they copy from: `corpus/*.html`.

Beside each snippet stands the tree that is expected of it, as `outline` writes it.
"""

from pathlib import Path

import pytest

from cms.content.richtext import clean, from_markdown, parse, to_html, to_markdown
from tests.content.richtext.outline import outline

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.html"))


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
