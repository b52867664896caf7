"""Rich text on its way to the visual editor and back."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.rich_text import shown, stored
from cms.content.richtext import clean, to_html
from tests.content.soup import HTML, read

LINE = st.sampled_from(["a", "<p>a</p>", "b<br>c", '<em>a</em><a href="uid:x">b</a>', ""])
BLOCKS = st.recursive(
    LINE
    | st.sampled_from(["<h3>h</h3>", "<pre>a\n b</pre>", "<table><tr><td>t</td></tr></table>"]),
    lambda inner: (
        st.builds(
            "<{0}><li>{1}{2}</li><li>{3}</li></{0}>".format,
            st.sampled_from(["ul", "ol"]),
            LINE,
            inner,
            inner,
        )
        | st.builds("<blockquote>{}{}</blockquote>".format, inner, LINE)
        | st.builds("{}{}".format, inner, inner)
    ),
    max_leaves=12,
)
NESTED = "<ul><li>a<ol><li>b<ul><li>c</li></ul></li><li>d</li></ol></li></ul><ol><li>e</li></ol>"


@pytest.mark.parametrize(
    ("canonical", "editor"),
    [
        ("<blockquote><p>a</p></blockquote>", "<blockquote>a</blockquote>"),
        (
            "<blockquote><p>a</p><p><em>b</em></p></blockquote>",
            "<blockquote>a</blockquote><blockquote><em>b</em></blockquote>",
        ),
        (
            NESTED,
            (
                '<ul><li>a</li></ul><ol><li class="ql-indent-1">b</li></ol>'
                '<ul><li class="ql-indent-2">c</li></ul><ol><li class="ql-indent-1">d</li></ol>'
                "<ol><li>e</li></ol>"
            ),
        ),
        ("<p>a<br>b</p>", '<p>a<span class="cms-break"></span>b</p>'),
        ('<p><a href="uid:abc#d">a</a></p>', '<p><a href="/admin/uid/abc#d">a</a></p>'),
        # Beyond lines: as it is stored.
        ("<blockquote><ul><li>a</li></ul></blockquote>",) * 2,
        ("<ul><li><p>a</p><p>b</p></li></ul>",) * 2,
        ("<ul><li>a<blockquote><p>b</p></blockquote></li></ul>",) * 2,
        ("<table><tbody><tr><td>a<br>b</td></tr></tbody></table>",) * 2,
    ],
)
def test_the_editors_own_way_to_write_it(canonical: str, editor: str) -> None:
    assert clean(canonical) == canonical
    assert shown(canonical) == editor
    assert clean(stored(editor)) == canonical


@given(HTML | BLOCKS)
def test_what_is_shown_is_stored_as_it_was(html: str) -> None:
    canonical = to_html(read(html))

    assert clean(stored(shown(canonical))) == canonical
    assert shown(clean(stored(shown(canonical)))) == shown(canonical)


def test_lists_deeper_than_the_editor_goes_stay_as_they_are() -> None:
    deep = "<ul><li>a" * 10 + "</li></ul>" * 10

    assert shown(deep) == deep
    assert shown(deep[9:-10]) != deep[9:-10]


@pytest.mark.parametrize(
    ("made", "kept"),
    [
        ('<p>a<span class="cms-break">\ufeff<span contenteditable="false"></span>\ufeff</span>b</p>', True),
        ('<p>a</p><p>b</p>', False),
        ("<p>a b</p>", False),
    ],
)  # fmt: skip
async def test_the_form_asks_what_the_editor_kept(
    editor: httpx.AsyncClient, made: str, kept: bool
) -> None:
    answer = await editor.post("rich-text/", json={"shown": shown("<p>a<br>b</p>"), "made": made})

    assert answer.json() == {"kept": kept, "html": "<p>a<br>b</p>"}


@pytest.mark.parametrize("body", [b"", b"[]", b'{"shown": 1, "made": ""}', b"{" * 9000])
async def test_an_unreadable_question_is_refused(editor: httpx.AsyncClient, body: bytes) -> None:
    assert (await editor.post("rich-text/", content=body)).status_code == 400


async def test_strangers_ask_nothing(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.post("rich-text/", json={"shown": "", "made": ""})

    assert answer.status_code == 401
