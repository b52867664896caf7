"""What holds for every text, however odd: found by trying."""

import re
import time
from collections import Counter

import nh3
import pytest
from hypothesis import given, settings

from cms.content.richtext import (
    clean,
    from_markdown,
    parse,
    to_html,
    to_json,
    to_markdown,
    to_text,
    toc,
)
from cms.content.richtext.ast import Document, walk
from tests.content.soup import HTML, read
from tests.content.trees import DOCUMENTS, undecorated

many = settings(max_examples=600, deadline=None)

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "table", "tbody", "tr"}
TAGS |= {"td", "th", "a", "img", "strong", "em", "code", "br", "span", "figure"}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "role"}, "span": {"lang", "data-footnote"}}
ATTRIBUTES |= {"figure": {"data-embed", "data-src"}}
SCHEMES = {"http", "https", "mailto", "tel", "uid"}


@many
@given(HTML)
def test_cleaning_twice_is_cleaning_once(html: str) -> None:
    doc = read(html)
    written = to_html(doc)
    assert parse(written) == doc
    assert clean(written) == written


@many
@given(HTML)
def test_an_independent_sanitiser_finds_nothing_to_remove(html: str) -> None:
    written = to_html(read(html))
    again = nh3.clean(written, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    assert re.findall(r"<[^>]*>", again) == re.findall(r"<[^>]*>", written)


@many
@given(HTML)
def test_markdown_says_the_same(html: str) -> None:
    doc = read(html)
    assert undecorated(from_markdown(to_markdown(doc))) == undecorated(doc)


@many
@given(HTML)
def test_no_word_is_lost_on_the_way_out(html: str) -> None:
    doc = read(html)
    words = "".join(getattr(node, "text", getattr(node, "title", "")) for node in walk(doc))
    # Notes come after the line that they stand in.
    assert Counter(re.sub(r"\s", "", to_text(doc))) == Counter(re.sub(r"\s", "", words))


@many
@given(HTML)
def test_what_is_read_off_keeps_its_promises(html: str) -> None:
    doc = read(html)
    anchors = [entry.anchor for entry in toc(doc)]
    assert len(set(anchors)) == len(anchors)
    assert re.findall(r' id="([^"]*)"', to_html(doc, anchors=True)) == anchors
    assert to_json(doc)["type"] == "document"
    for length in (0, 1, 5, 20):
        assert len(to_text(doc, length)) <= length


SHORT = """\
<
&
<!--
<a\x20
</
<a b='
<a b="
</a\x20
<!
<b>
<b x={n}>
<div>
<div><p>
<p>x
<li>
<tr><td>
<i><b>
<a href=/x>
<p>x<br>
<script>
<span>
<span lang=en></span>
&#1;
&#11111111111111111
x\u00a0\x20
a\u0301
</b>
<h2>a</h2>
<ul><li>a</li></ul>
<blockquote>x</blockquote>
<tr><td>a
<b>a</b><i>b</i>\x20
\\
<em>*</em>
<svg>
<pre></pre>
<img src=/a>
*a\x20
_
`
![""".splitlines()


@pytest.mark.parametrize(
    ("length", "seconds"), [(15_000, 5), pytest.param(60_000, 20, marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("piece", SHORT)
def test_no_repetition_takes_long(piece: str, length: int, seconds: int) -> None:
    """Whatever is quadratic in 60,000 characters takes minutes, and in a quarter of them too long."""
    html = "".join(piece.replace("{n}", str(n)) for n in range(length // len(piece)))
    start = time.process_time()
    for text in (html, "<p><b><i>" + html, "<table>" + html):
        doc = read(text)
        to_markdown(doc)
        toc(doc)
        to_text(doc)
    assert time.process_time() - start < seconds


@settings(max_examples=40, deadline=None)
@given(DOCUMENTS)
def test_every_tree_is_read_back_as_it_was_written(tree: Document) -> None:
    """A tree that nobody cleaned has one clean form; that one stays in HTML and in Markdown."""
    doc = parse(to_html(tree))
    assert parse(to_html(doc)) == doc
    assert undecorated(from_markdown(to_markdown(doc))) == undecorated(doc)


@pytest.mark.slow
@settings(max_examples=5000, deadline=None)
@given(DOCUMENTS)
def test_every_tree_is_read_back_however_often_one_asks(tree: Document) -> None:
    doc = parse(to_html(tree))
    assert parse(to_html(doc)) == doc
    assert undecorated(from_markdown(to_markdown(doc))) == undecorated(doc)
