"""Rich text through its public doors, with what editors and Quill really produce."""

import pytest

from cms.content.richtext import (
    Image,
    TocEntry,
    clean,
    images,
    minutes,
    parse,
    references,
    to_html,
    to_json,
    to_markdown,
    to_text,
    toc,
    words,
)
from cms.content.richtext.addresses import address
from cms.errors import InvalidInput

QUILL_LIST = (
    '<ol><li>One</li><li class="ql-indent-1">Deeper</li></ol>'
    '<ul><li class="ql-indent-1">Dot</li><li class="ql-indent-2">Deepest</li></ul>'
    "<ol><li>Two</li></ol>"
)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("loose <b>text</b>", "<p>loose <strong>text</strong></p>"),
        ('<p class="ql-align-center">x</p><p><br></p>', "<p>x</p>"),
        ("<p>a</p><p>&nbsp;</p><p>b</p>", "<p>a</p><p>b</p>"),
        ("<h1>T</h1><h6>U</h6>", "<h2>T</h2><h4>U</h4>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        ("a<br>b<br><br>c", "<p>a<br>b</p><p>c</p>"),
        ("<h2>a<br>b</h2>", "<h2>a b</h2>"),
        ("<strong>a</strong><strong> b</strong>", "<p><strong>a b</strong></p>"),
        ("a<em> b </em>c", "<p>a <em>b</em> c</p>"),
        ("<b><i>x</i></b>", "<p><em><strong>x</strong></em></p>"),
        ("<u>a</u> <s>b</s> <sup>2</sup>", "<p>a b 2</p>"),
        ("<blockquote>a</blockquote><blockquote>b</blockquote>",
         "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
        ('<pre class="ql-syntax" spellcheck="false">a\n  b &lt;\n</pre>', "<pre>a\n  b &lt;</pre>"),
        ("<table><tr><th>H</th></tr><tr><td><p>a</p><p>b</p></td></tr></table>",
         "<table><tbody><tr><th>H</th></tr><tr><td>a<br>b</td></tr></tbody></table>"),
        ('<span lang="en" style="color:red">x</span> <span style="a">y</span>',
         '<p><span lang="en">x</span> y</p>'),
        ("1 < 2 & 3 > 2 <3", "<p>1 &lt; 2 &amp; 3 &gt; 2 &lt;3</p>"),
        ("x\x00\x08\ud800y\ufeff", "<p>x\ufffd\ufffdy</p>"),
        ("<p>a</p><script>alert(1)</script><style>p{}</style><!-- c --><p>b</p>",
         "<p>a</p><p>b</p>"),
    ],
)  # fmt: skip
def test_clean(html: str, expected: str) -> None:
    assert clean(html) == expected


def test_quills_flat_lists_become_nested() -> None:
    assert clean(QUILL_LIST) == (
        "<ol><li>One<ol><li>Deeper</li></ol><ul><li>Dot<ul><li>Deepest</li></ul></li></ul></li>"
        "<li>Two</li></ol>"
    )


@pytest.mark.parametrize(
    "href",
    ["https://a.nl/?x=1&y=2", "mailto:a@b.nl", "tel:+31701", "/nl/x", "#top", "uid:7k3m9q2a#x"],
)
def test_addresses_that_are_kept(href: str) -> None:
    written = clean(f'<a href="{href.replace("&", "&amp;")}" target="_blank" rel="x">x</a>')
    assert written == f'<p><a href="{href.replace("&", "&amp;")}">x</a></p>'


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:x",
        "java\nscript:x",
        "java&#9;script:x",
        "&#106;avascript:x",
        "\x01javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "uid:no such",
        "",
    ],
)
def test_addresses_that_are_not_kept(href: str) -> None:
    assert clean(f'<a href="{href}">x</a>') == "<p>x</p>"


@pytest.mark.parametrize("written", ["java\nscript:x", "\x01javascript:x", "\ufeffdata:x"])
def test_a_scheme_cannot_hide_behind_what_browsers_skip(written: str) -> None:
    assert address(written) == ""


def test_images_without_a_picture_are_dropped() -> None:
    assert clean('<p>a<img src="data:image/png;base64,AAAA" alt="x"></p>') == "<p>a</p>"
    assert clean('<img src="/a.png" alt="A &quot;b&quot;" onerror="x" width=3>') == (
        '<p><img src="/a.png" alt="A &quot;b&quot;"></p>'
    )


def test_too_long_is_refused_with_a_code() -> None:
    for html in ("x" * 1_000_001, "&" * 400_000):
        with pytest.raises(InvalidInput) as caught:
            clean(html)
        assert [problem.code for problem in caught.value.problems] == ["too_long"]


@pytest.mark.parametrize("html", ["<ul><li>" * 30 + "x", "<blockquote>" * 50_000 + "x"])
def test_too_deep_is_refused_with_a_code(html: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        clean(html)
    assert [problem.code for problem in caught.value.problems] == ["too_deep"]


def test_headings_start_where_the_frontend_wants() -> None:
    doc = parse("<h2>a</h2><h4>b</h4>")
    assert to_html(doc, heading_base=4) == "<h4>a</h4><h6>b</h6>"
    assert to_html(doc, heading_base=6) == "<h6>a</h6><h6>b</h6>"
    assert to_html(doc, heading_base=1) == "<h1>a</h1><h3>b</h3>"


def test_internal_links_are_resolved() -> None:
    doc = parse('<a href="uid:one#p">a</a> <a href="uid:gone">b</a> <img src="uid:gone">')
    addresses = {"one": "/nl/one"}
    assert to_html(doc, resolve=addresses.get) == '<p><a href="/nl/one#p">a</a> b </p>'
    assert to_markdown(doc, addresses.get) == "[a](/nl/one#p) b \n"
    (paragraph,) = to_json(doc, addresses.get)["children"]
    assert paragraph["children"] == [
        {
            "type": "link",
            "href": "/nl/one#p",
            "uid": "one",
            "children": [{"type": "text", "text": "a"}],
        },
        {"type": "text", "text": " "},
        {"type": "text", "text": "b"},
        {"type": "text", "text": " "},
    ]
    assert to_json(parse('<a href="uid:a"><img src="uid:b"></a>c'), addresses.get)["children"] == [
        {"type": "paragraph", "children": [{"type": "text", "text": "c"}]}
    ]
    assert references(doc) == ("one", "gone")


def test_markdown() -> None:
    html = (
        "<h2>A <em>b</em></h2><p>4. x * y_z<br># <a href='/a_(b)'>c</a></p><ul><li>a<ol><li>b</li>"
        "</ol></li><li>c</li></ul><blockquote><p>q</p></blockquote><pre>``` x</pre>"
        '<table><tr><th>H|</th></tr><tr><td>c<br>d</td></tr></table>w<em>"a"</em>b'
    )
    assert to_markdown(parse(html)) == (
        "## A *b*\n\n4\\. x \\* y_z\\\n\\# [c](</a_(b)>)\n\n- a\n  1. b\n- c\n\n> q\n\n"
        "````\n``` x\n````\n\n| H\\| |\n| --- |\n| c<br>d |\n\n"
        'w<em>"a"</em>b\n'
    )


def test_markdown_of_a_link_after_an_exclamation_mark_is_no_image() -> None:
    doc = parse('Hi!<a href="/a">a</a><br>Bye!')
    assert to_markdown(doc) == "Hi\\![a](/a)\\\nBye!\n"


def test_plain_text_and_its_length() -> None:
    doc = parse("<h2>Title</h2><p>One two<br>three</p><ul><li>four</li></ul>")
    assert to_text(doc) == "Title\nOne two\nthree\nfour"
    assert to_text(doc, 13) == "Title One…"
    assert to_text(doc, 28) == "Title One two three four"
    assert words(doc) == 5
    assert minutes(doc) == 1
    assert minutes(parse("word " * 201)) == 2
    assert minutes(parse("")) == 1


def test_table_of_contents_has_distinct_anchors() -> None:
    doc = parse("<h2>Één plan!</h2><h3>Een plan</h3><h2>漢</h2><h2>Een plan 2</h2>")
    assert toc(doc) == (
        TocEntry(2, "Één plan!", "een-plan"),
        TocEntry(3, "Een plan", "een-plan-2"),
        TocEntry(2, "漢", "part"),
        TocEntry(2, "Een plan 2", "een-plan-2-2"),
    )
    assert to_html(doc, anchors=True).startswith('<h2 id="een-plan">')


def test_images_and_json() -> None:
    doc = parse('<p>a <strong>b</strong><img src="/i.png" alt="c"></p>')
    assert images(doc) == (Image("/i.png", "c"),)
    assert to_json(doc) == {
        "type": "document",
        "children": [
            {
                "type": "paragraph",
                "children": [
                    {"type": "text", "text": "a "},
                    {"type": "strong", "children": [{"type": "text", "text": "b"}]},
                    {"type": "image", "src": "/i.png", "alt": "c", "decorative": False},
                ],
            }
        ],
    }
