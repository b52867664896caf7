"""Segments of a document, and documents made from translated segments."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.content.richtext import clean, parse, references, to_html
from cms.content.richtext.ast import Code, Document, Link, Text, walk
from cms.content.segments import (
    Segment,
    align,
    from_plain,
    inline,
    join,
    pair,
    plain,
    same_shape,
    split,
)
from tests.content.soup import HTML, read

many = settings(max_examples=500, deadline=None)
SIGNS = st.sampled_from([*"ab *_`[](){}<>!\\\n1", "{1}", "{2}", "<em>", "</em>", "{{", "}}"])
TRANSLATION = st.lists(SIGNS, max_size=20).map("".join)

PAGE = (
    "<h2>Kop</h2><p>Zie <a href='/a'>dit</a> en <a href='uid:b'>dat <em>stuk</em></a>.<br>Ja!</p>"
    "<ol><li>een, en</li><li>twee<ul><li>drie.</li></ul></li></ol><blockquote>Citaat</blockquote>"
    "<p><img src='/i.png' alt='Een {foto}'></p><p><span lang='en'>Open</span> koffie { }</p>"
    "<table><tr><th>A</th></tr><tr><td>–</td></tr></table><pre>code</pre>"
)


def keyed(doc: Document) -> list[Segment]:
    segments = split(doc)
    keys = align("7k3m9q2aet", "body", [], segments)
    return [replace(segment, key=key) for segment, key in zip(segments, keys, strict=True)]


def translated(doc: Document, texts: Sequence[str]) -> Document:
    segments = keyed(doc)
    return join(doc, {s.key: text for s, text in zip(segments, texts, strict=True)}, segments)


def test_one_segment_for_each_line_of_text() -> None:
    assert [(s.kind, s.text, s.placeholders) for s in split(parse(PAGE))] == [
        ("h2", "Kop", ()),
        ("p", "Zie [dit]{1} en [dat *stuk*]{2}.\nJa!", ("(/a)", "(uid:b)")),
        ("li", "een, en", ()),
        ("li", "twee", ()),
        ("li", "drie.", ()),
        ("quote", "Citaat", ()),
        ("alt", "Een {{foto}}", ()),
        ("p", "{1}Open{2} koffie {{ }}", ('<span lang="en">', "</span>")),
        ("cell", "A", ()),
    ]


def test_a_list_item_that_goes_on_says_with_what() -> None:
    notes = [segment.note for segment in split(parse(PAGE)) if segment.kind == "li"]
    assert notes == [
        "list item; the sentence goes on in the next item: twee",
        "list item",
        "list item",
    ]


def test_formatting_that_asterisks_cannot_say_is_written_as_tags() -> None:
    (segment,) = split(parse('w<em>"a"</em>b * [x] `'))
    assert segment.text == 'w<em>"a"</em>b \\* \\[x\\] \\`'


@many
@given(HTML)
def test_translating_everything_into_itself_changes_no_byte(html: str) -> None:
    doc = read(html)
    same = translated(doc, [segment.text for segment in split(doc)])
    assert to_html(same) == to_html(doc)
    assert same == doc


@many
@given(HTML, st.lists(TRANSLATION, min_size=40, max_size=40))
def test_whatever_a_translator_writes_the_result_is_clean(html: str, texts: list[str]) -> None:
    doc = read(html)
    segments = split(doc)
    result = translated(doc, (texts * (len(segments) // 40 + 1))[: len(segments)])
    assert clean(to_html(result)) == to_html(result)
    links = {node.href for node in walk(result) if isinstance(node, Link)}
    assert links <= {node.href for node in walk(doc) if isinstance(node, Link)}


@many
@given(HTML, st.lists(TRANSLATION, min_size=40, max_size=40))
def test_a_pair_gives_the_translations_back(html: str, texts: list[str]) -> None:
    doc = read(html)
    count = len(split(doc))
    result = translated(doc, (texts * (count // 40 + 1))[:count])
    found = pair(doc, result)
    if found is not None:
        assert translated(doc, found) == result


@many
@given(HTML)
def test_a_document_is_its_own_pair(html: str) -> None:
    doc = read(html)
    assert pair(doc, doc) == [segment.text for segment in split(doc)]


def test_untranslated_segments_stay() -> None:
    doc = parse("<p>een</p><p>twee</p>")
    segments = keyed(doc)
    result = join(doc, {segments[1].key: "two"}, segments)
    assert to_html(result) == "<p>een</p><p>two</p>"


def test_links_follow_the_source_wherever_the_translator_puts_them() -> None:
    doc = parse("<p>Zie <a href='/a'>dit</a> en <a href='uid:b'>dat</a>.</p>")
    result = translated(doc, ["First [that]{2}, then [this]{1}; not [x](javascript:y) {3}."])
    assert to_html(result) == (
        '<p>First <a href="uid:b">that</a>, then <a href="/a">this</a>;'
        " not [x](javascript:y) {3}.</p>"
    )


def test_a_translation_cannot_add_elements_or_blocks() -> None:
    doc = parse("<p>x</p>")
    result = translated(doc, ["<script>alert(1)</script>\n\n# a\n\n- b ![c](d) <https://e.nl>"])
    assert "<script" not in to_html(result)
    assert to_html(result).count("<p>") == 1
    assert references(result) == ()


def test_a_numbered_sentence_stays_one_item() -> None:
    doc = parse("<ol><li>a</li><li>b</li></ol>")
    result = translated(doc, ["4. december", "1) c"])
    assert to_html(result) == "<ol><li>4. december</li><li>1) c</li></ol>"


def test_segments_of_another_document_are_refused() -> None:
    with pytest.raises(ValueError, match="another document"):
        join(parse("<p>a</p>"), {}, keyed(parse("<p>b</p>")))


def test_pair_numbers_links_as_the_source_does() -> None:
    source = parse("<p><a href='/x'>a</a> <a href='/nl/y'>b</a> <img src='/i'></p>")
    target = parse("<p><img src='/i'> <a href='/en/y'>B</a> <a href='/x'>A</a></p>")
    assert pair(source, target) == ["{3} [B]{2} [A]{1}"]
    more = parse("<p><a href='/x'>A</a> <a href='/q'>B</a> <a href='/r'>C</a> <img src='/i'></p>")
    assert pair(source, more) == ["[A]{1} [B]{2} [C]{4} {3}"]


@pytest.mark.parametrize(
    "other",
    [
        "<p>a</p><p>b</p>",
        "<h2>a</h2>",
        "<ul><li>a</li></ul>",
        "<p>–</p>",
        "<p>a <img src=/i alt=b></p>",
        "",
    ],
)
def test_other_blocks_are_no_translation(other: str) -> None:
    assert pair(parse("<p>a</p>"), parse(other)) is None
    assert not same_shape(parse("<p>a</p>"), parse(other))


def test_code_blocks_must_be_equal() -> None:
    assert same_shape(parse("<pre>a</pre><p>x</p>"), parse("<pre>a</pre><p>y</p>"))
    assert not same_shape(parse("<pre>a</pre><p>x</p>"), parse("<pre>b</pre><p>y</p>"))


PLAIN_SIGNS = st.text(st.sampled_from("aé1_ .,;:?!'\"()/%€–—…“”‘’-*[{<&\\`"), max_size=9)


@given(PLAIN_SIGNS)
@settings(max_examples=1000)
def test_a_line_without_formatting_is_read_as_if_it_might_have_some(text: str) -> None:
    if inline.is_plain(text):
        assert inline.read(text, ()) == (Text(text),)
        assert inline.read(f"{text} `x`", ()) == (Text(f"{text} "), Code("x"))
        assert inline.write((Text(text),)) == (text, ())


@given(st.text(st.sampled_from("ab{}1 "), max_size=12))
def test_plain_fields_come_back_as_they_were(text: str) -> None:
    assert from_plain(plain(text).text) == text
