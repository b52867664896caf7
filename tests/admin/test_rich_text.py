"""What the text editor asks: HTML from elsewhere as it would be stored."""

import httpx
import pytest

from admin.rich_text import stored
from cms.content.richtext import clean


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<p class=MsoNormal><b>a</b> b</p>", "<p><strong>a</strong> b</p>"),
        ("<a href=javascript:x>a</a>", "<p>a</p>"),
        ('<a href="http://cms.example/admin/uid/abc#d">a</a>', '<p><a href="uid:abc#d">a</a></p>'),
        ("<ul><li>a<table><tr><td>b</table></ul>",) * 2,
        ("", ""),
    ],
)
async def test_what_is_pasted_comes_back_clean(
    editor: httpx.AsyncClient, pasted: str, kept: str
) -> None:
    answer = await editor.post("rich-text/clean/", json={"html": pasted})

    assert answer.json() == {"html": clean(kept)}


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ('<a href="/admin/uid/abc">a</a>', '<a href="uid:abc">a</a>'),
        ('<a href="https://x.example/admin/uid/a-b#c">a</a>', '<a href="uid:a-b#c">a</a>'),
        ('<a href="/admin/pages/">a</a>',) * 2,
    ],
)
def test_the_panels_link_to_an_entry_is_a_link_to_the_entry(typed: str, link: str) -> None:
    assert stored(typed) == link


@pytest.mark.parametrize("body", [b"", b"[]", b'{"html": 1}', b'{"html": "", "x": 1}', b"{" * 9000])
async def test_an_unreadable_question_is_refused(editor: httpx.AsyncClient, body: bytes) -> None:
    assert (await editor.post("rich-text/clean/", content=body)).status_code == 400


async def test_too_much_is_refused_in_words(editor: httpx.AsyncClient) -> None:
    answer = await editor.post("rich-text/clean/", json={"html": "a" * 1_000_001})

    assert answer.status_code == 422
    assert "1000001" in answer.text.replace(".", "").replace(",", "")


async def test_strangers_ask_nothing(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.post("rich-text/clean/", json={"html": ""})

    assert answer.status_code == 401
