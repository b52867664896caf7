"""What the text editor asks: HTML from elsewhere as it would be stored."""

import time
from base64 import b64encode
from io import BytesIO

import httpx
import pytest
from PIL import Image

from admin.rich_text import stored
from cms.content.richtext import clean, parse, pictures
from tests.builders import make, make_published


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

    assert answer.json() == {"html": clean(kept), "said": ""}


async def test_pasted_pictures_go_to_the_library(editor: httpx.AsyncClient) -> None:
    file = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    src = f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"
    pasted = f'<p>a <img src="{src}" alt="b"> <img src="file:///c.png"></p>'

    answers = [
        (await editor.post("rich-text/clean/", json={"html": pasted})).json() for _ in range(2)
    ]

    assert answers[0] == answers[1]  # the same bytes are the same file
    [uid] = pictures(parse(answers[0]["html"]))
    assert answers[0]["html"] == f'<p>a <img src="uid:{uid}" alt="b"></p>'
    assert "1" in answers[0]["said"]
    assert (await editor.get(f"library/data/{uid}/")).status_code == 200


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


async def test_a_long_text_full_of_tags_keeps_nobody_waiting(editor: httpx.AsyncClient) -> None:
    html = "data:image" + "<span style='a'>" * 300_000
    began = time.process_time()
    answer = await editor.post("rich-text/clean/", json={"html": html})

    assert answer.status_code == 422
    assert time.process_time() - began < 2


async def test_too_large_a_request_is_refused_in_the_readers_language(
    editor: httpx.AsyncClient,
) -> None:
    answer = await editor.post(
        "rich-text/clean/", content=b"x" * 6_000_000, headers={"Cookie": "cms_lang=nl"}
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert "hoogstens" in answer.json()["detail"]


async def test_strangers_ask_nothing(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.post("rich-text/clean/", json={"html": ""})

    assert answer.status_code == 401


async def test_a_target_tells_how_it_stands_in_the_language_of_the_text(
    editor: httpx.AsyncClient,
) -> None:
    body = "<h2>Honing en was</h2><p>a</p><h3>Was</h3><p>b</p>"
    saved = await make_published("page", "Bijen", ("nl",), body_nl=body)

    [found] = (await editor.get("rich-text/targets/?q=bijen&locale=nl")).json()["targets"]
    assert found == {
        "uid": saved.uid, "title": "Bijen nl", "type": "Pagina", "path": "/nl/bijen-nl",
        "state": "published", "said": "Gepubliceerd", "public": True,
    }  # fmt: skip

    english = (await editor.get(f"rich-text/targets/{saved.uid}/?locale=en")).json()
    assert (english["title"], english["path"], english["public"]) == ("Bijen en", "", False)
    dutch = (await editor.get(f"rich-text/targets/{saved.uid}/?locale=nl")).json()
    assert dutch["headings"] == [
        {"anchor": "honing-en-was", "text": "Honing en was", "level": 2},
        {"anchor": "was", "text": "Was", "level": 3},
    ]
    assert (await editor.get("rich-text/targets/nietdaar/")).status_code == 404


async def test_a_link_may_lead_to_a_heading_in_a_block_or_to_its_anchor(
    editor: httpx.AsyncClient,
) -> None:
    blocks = [
        {"kind": "text", "body_nl": "<h3>Was</h3><p>b</p>", "anchor": "over-was"},
        {"kind": "text", "body_nl": "<h2>Bijen</h2>", "body_en": "<h2>Bees</h2>"},
        {"kind": "text", "body_nl": "<h2>Later</h2>", "anchor": "later-pas", "hidden": True},
    ]
    saved = await make("page", "Bijen", body_nl="<h2>Bijen</h2>", blocks=blocks)

    dutch = (await editor.get(f"rich-text/targets/{saved.uid}/?locale=nl")).json()

    assert dutch["headings"] == [
        {"anchor": "bijen", "text": "Bijen", "level": 2},
        {"anchor": "over-was", "text": "#over-was", "level": 2},
        {"anchor": "was", "text": "Was", "level": 3},
    ]


async def test_a_video_is_taken_by_its_address(editor: httpx.AsyncClient) -> None:
    accepted = (await editor.get("rich-text/embed/")).json()["accepted"]
    answer = await editor.post(
        "rich-text/embed/", json={"address": "https://youtu.be/abcdefghijk", "title": "Een <film>"}
    )

    assert "YouTube" in accepted
    html = answer.json()["html"]
    assert clean(html) == html
    assert 'data-embed="youtube:abcdefghijk"' in html
    assert ">Een &lt;film&gt;</a>" in html
    refused = await editor.post("rich-text/embed/", json={"address": "https://evil.example/v"})
    assert refused.status_code == 422
    assert "YouTube" in refused.text


async def test_a_ready_text_comes_in_pieces_of_the_language(editor: httpx.AsyncClient) -> None:
    saved = await make_published(
        "mission_text", "Missie", ("nl",), body_nl="<p>Wij <em>delen</em>.</p>",
        statements=[{"text_nl": "Een"}, {"text_nl": "Twee"}],
    )  # fmt: skip

    listed = (await editor.get("rich-text/texts/?locale=nl")).json()["texts"]
    assert [(one["uid"], one["public"]) for one in listed] == [(saved.uid, True)]
    found = (await editor.get("rich-text/texts/?q=twee&locale=nl")).json()["texts"]
    assert [one["uid"] for one in found] == [saved.uid]
    made = (await editor.get(f"rich-text/texts/{saved.uid}/?locale=nl")).json()
    assert made["pieces"] == [
        "<p>Wij <em>delen</em>.</p>", "<ol><li>Een</li></ol>", "<ol><li>Twee</li></ol>",
    ]  # fmt: skip
    missing = await editor.get(f"rich-text/texts/{saved.uid}/?locale=en")
    assert missing.status_code == 404
