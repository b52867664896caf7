"""Videos, footnotes, pictures of the library and tables, and the published schema of them all."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema_rs import Draft202012Validator, meta

from cms.content.richtext import (
    NoteWords,
    clean,
    footnotes,
    from_markdown,
    images,
    parse,
    pictures,
    references,
    to_html,
    to_json,
    to_markdown,
    to_plain,
    to_text,
    toc,
    words,
)
from cms.content.richtext.ast import Block, Document, Embed, Inline, walk
from cms.content.richtext.json_schema import json_schema, printed_json_schema
from cms.content.segments import split
from cms.errors import InvalidInput
from tests.content.trees import DOCUMENTS

VIDEO = (
    '<figure data-embed="youtube:dQw4w9WgXcQ"'
    ' data-src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ">'
    '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">{title}</a></figure>'
)
NOTED = (
    "<h2>Kop<span data-footnote>Een</span></h2><p>Zin<span data-footnote>Zie"
    ' <a href="uid:boek">dit</a> <img src="uid:foto" alt="plaat">.</span>.</p>'
)
WORDS = NoteWords("Noten", "Terug naar {number}")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (VIDEO.format(title="A &lt; b"), VIDEO.format(title="A &lt; b")),
        ('<figure data-embed="youtube:dQw4w9WgXcQ"><p>Een</p><b>twee</b></figure>',
         VIDEO.format(title="Een twee")),
        ("<p>a<iframe src='https://youtu.be/dQw4w9WgXcQ' title='A \"b\"'></iframe>b</p>",
         "<p>a</p>" + VIDEO.format(title="A &quot;b&quot;") + "<p>b</p>"),
        ('<figure data-embed="youtube:javascript"><p>x</p></figure>', "<p>x</p>"),
        ('<figure data-embed="evil:dQw4w9WgXcQ" data-src="https://evil.example/">x</figure>', "<p>x</p>"),
        ('<figure data-embed="youtube:&quot; onload=x">x</figure>', "<p>x</p>"),
        ('<iframe src="https://evil.example/"></iframe>', ""),
        ('<iframe srcdoc="<script>alert(1)</script>"></iframe>', ""),
    ],
)  # fmt: skip
def test_videos_come_from_the_table_alone(html: str, expected: str) -> None:
    assert clean(html) == expected


def test_a_video_without_a_title_shows_its_address() -> None:
    page = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    written = clean('<figure data-embed="youtube:dQw4w9WgXcQ"></figure>')
    assert written == VIDEO.format(title=page)
    assert parse(written) == Document((Embed("youtube", "dQw4w9WgXcQ"),))
    assert to_plain(parse(written)) == f"{page}\n"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<span data-footnote='x' onclick=y>b</span></p>", '<p>a<span data-footnote="">b</span></p>'),
        ("<em>a<span data-footnote>b</span>c</em>",
         '<p><em>a</em><span data-footnote="">b</span><em>c</em></p>'),
        ("a<span data-footnote>b<span data-footnote>c</span></span>",
         '<p>a<span data-footnote="">b c</span></p>'),
        ("<a href='/x'>a<span data-footnote>b</span></a>",
         '<p><a href="/x">a</a><span data-footnote="">b</span></p>'),
        ("<span lang=en>a<span data-footnote>b</span></span>",
         '<p><span lang="en">a</span><span data-footnote=""><span lang="en">b</span></span></p>'),
        ("a<span data-footnote> <br> </span>b", "<p>ab</p>"),
        ("a<span data-footnote><a href='javascript:x'>b</a><script>c</script></span>",
         '<p>a<span data-footnote="">b</span></p>'),
        ("<table><tr><td>a<span data-footnote>b</span></td><td>c</td></tr></table>",
         '<table><tbody><tr><td>a<span data-footnote="">b</span></td><td>c</td></tr></tbody></table>'),
    ],
)  # fmt: skip
def test_footnotes_stand_by_themselves(html: str, expected: str) -> None:
    assert clean(html) == expected
    assert clean(expected) == expected


def test_readers_see_numbers_and_the_notes_below() -> None:
    doc = parse(NOTED)
    written = to_html(
        doc, resolve={"boek": "/b"}.get, notes=WORDS, picture=lambda uid, alt: f"<img {uid} {alt}>"
    )
    identity = written.partition('href="#')[2].partition('-1"')[0]
    one, two = f"{identity}-1", f"{identity}-2"
    assert written == (
        f'<h2>Kop<sup><a href="#{one}" id="{one}-ref" role="doc-noteref">1</a></sup></h2>'
        f'<p>Zin<sup><a href="#{two}" id="{two}-ref" role="doc-noteref">2</a></sup>.</p>'
        '<section role="doc-endnotes" aria-label="Noten"><ol>'
        f'<li id="{one}">Een <a href="#{one}-ref" role="doc-backlink"'
        ' aria-label="Terug naar 1">↩︎</a></li>'
        f'<li id="{two}">Zie <a href="/b">dit</a> <img foto plaat>. <a href="#{two}-ref"'
        ' role="doc-backlink" aria-label="Terug naar 2">↩︎</a></li></ol></section>'
    )
    assert parse(to_html(doc, notes=WORDS)) == doc, "what readers copy is what was written"
    assert identity not in to_html(parse(NOTED + "<p>x</p>"), notes=WORDS)
    assert to_html(parse("<p>x</p>"), notes=WORDS) == "<p>x</p>"


def test_notes_are_read_after_the_line_they_stand_in() -> None:
    doc = parse(NOTED)
    assert to_text(doc) == "Kop\nEen\nZin.\nZie dit ."
    assert (
        to_plain(doc, {"boek": "/b"}.get)
        == "Kop[1]\n\nZin[2].\n\n[1] Een\n\n[2] Zie dit (/b) plaat.\n"
    )
    assert [entry.text for entry in toc(doc)] == ["Kop"]
    assert (words(doc), len(footnotes(doc))) == (5, 2)
    assert (references(doc), pictures(doc)) == (("boek",), ("foto",))
    assert to_markdown(doc) == (
        "## Kop[^1]\n\nZin[^2].\n\n[^1]: Een\n\n[^2]: Zie [dit](uid:boek) ![plaat](uid:foto).\n"
    )


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a[^x] b\n\n[^x]: n *m*", '<p>a<span data-footnote="">n <em>m</em></span> b</p>'),
        ("a[^x]\n\n[^x]: n\n\n    m", '<p>a<span data-footnote="">n<br>m</span></p>'),
        ("a[^1] b[^1]\n\n[^1]: n",
         '<p>a<span data-footnote="">n</span> b<span data-footnote="">n</span></p>'),
        ("a[^1]\n\n[^1]: n[^1]", '<p>a<span data-footnote="">n[^1]</span></p>'),
        ("a[^none]", "<p>a[^none]</p>"),
        ("[a](javascript:x) <script>b</script> ![c](data:x)", "<p>a</p>"),
        ("# A\n\n- b\n  - c\n\n1. d", "<h2>A</h2><ul><li>b<ul><li>c</li></ul></li></ul><ol><li>d</li></ol>"),
    ],
)  # fmt: skip
def test_markdown_is_read(markdown: str, html: str) -> None:
    assert to_html(from_markdown(markdown)) == html


@pytest.mark.parametrize(
    "text", ["a{}(/x)", "{}: y", "a!{}", "a {}[b]", "<em>a</em>{}<em>(b)</em>", "# {}"]
)
def test_markdown_takes_no_note_for_something_else(text: str) -> None:
    doc = parse(f"<p>{text.format('<span data-footnote># n</span>')}</p>")
    assert len(footnotes(doc)) == 1
    assert from_markdown(to_markdown(doc)) == doc


def test_code_in_a_link_defines_no_reference() -> None:
    doc = parse('<p><a href="/x"><code>]: *a*</code></a></p>')
    assert from_markdown(to_markdown(doc)) == doc


def test_a_note_that_is_referred_to_very_often_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        from_markdown("[^1]" * 20_000 + "\n\n[^1]: " + "word " * 20_000)
    assert [problem.code for problem in caught.value.problems] == ["too_long"]


def test_tables_are_grids() -> None:
    html = "<table><tr><th colspan=2>a<tr><td rowspan=2>b<td>c<td>d<tr><td>e</table>"
    assert clean(html) == (
        "<table><tbody><tr><th>a</th><th></th><th></th></tr><tr><td>b</td><td>c</td><td>d</td></tr>"
        "<tr><td></td><td>e</td><td></td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    "cells", ["<td colspan=100>" * 900, "<td rowspan=100 colspan=100><tr>" * 900]
)
def test_no_table_is_larger_than_anyone_would_read(cells: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        clean(f"<table><tr>{cells}x</table>")
    assert [problem.code for problem in caught.value.problems] == ["too_many_cells"]


def test_the_schema_is_the_one_that_is_published() -> None:
    assert meta.is_valid(json_schema())
    assert Path("rich-text.schema.json").read_text("utf-8") == printed_json_schema()
    named = {one.type for one in (*Block.__args__, *Inline.__args__)}
    assert named < set(json_schema()["$defs"])


@settings(max_examples=25, deadline=None)
@given(DOCUMENTS)
def test_every_tree_keeps_to_its_schema(tree: Document) -> None:
    validator = Draft202012Validator(json_schema())
    validator.validate(to_json(tree))
    validator.validate(to_json(tree, lambda uid: None if uid == "abc" else "/x"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "document"},
        {"type": "document", "children": [{"type": "script", "children": []}]},
        {"type": "document", "children": [{"type": "text", "text": "a"}]},
        {"type": "document", "children": [], "more": 1},
        {"type": "document", "children": [{"type": "heading", "level": 1, "children": []}]},
    ],
)
def test_the_schema_is_closed(wrong: object) -> None:
    assert not Draft202012Validator(json_schema()).is_valid(wrong)


def test_translators_are_given_titles_notes_and_descriptions() -> None:
    found = [
        (one.kind, one.text, one.placeholders)
        for one in split(parse(NOTED + VIDEO.format(title="*A*")))
    ]
    assert found == [
        ("h2", "Kop{1}", ("^(footnote 1)",)),
        ("note", "Een", ()),
        ("p", "Zin{1}.", ("^(footnote 1)",)),
        ("note", "Zie [dit]{1} {2}.", ("(uid:boek)", "!(uid:foto)")),
        ("alt", "plaat", ()),
        ("embed", "\\*A\\*", ()),
    ]
    assert not any(isinstance(node, Embed) for node in walk(parse(NOTED)))


def test_a_picture_that_decorates_is_told_from_one_without_words() -> None:
    html = '<p><img src="uid:a" alt="" role="presentation"> <img src="uid:b" alt=""></p>'
    doc = parse(html)

    assert [one.decorative for one in images(doc)] == [True, False]
    assert clean(html) == html
    assert to_markdown(doc) == "![](uid:a) ![](uid:b)\n"
    assert split(doc) == []
    assert to_html(doc, picture=lambda uid, alt: f"[{uid} {alt}]") == "<p>[a ] [b None]</p>"


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<img src="/a" role="none">', '<p><img src="/a" alt="" role="presentation"></p>'),
        ('<img src="/a" alt="b" role="presentation">', '<p><img src="/a" alt="b"></p>'),
        ('<img src="/a" role="button">', '<p><img src="/a" alt=""></p>'),
        ('<p role="presentation">a</p>', "<p>a</p>"),
    ],
)
def test_only_a_picture_without_words_decorates(html: str, kept: str) -> None:
    assert clean(html) == kept
