"""The page with texts to copy."""

import html
import re

import httpx

from tests.builders import make, make_published


async def test_an_editor_takes_along_what_the_public_reads(editor: httpx.AsyncClient) -> None:
    facts = [{"label_nl": "Begin", "label_en": "Start", "date": "2008-03-01", "precision": "month"}]
    saved = await make_published("mission_text", "Feiten", locales=("nl",), facts=facts)

    page = (await editor.get(f"copies/{saved.uid}/")).text
    texts = [
        html.unescape(one) for one in re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S)
    ]

    assert texts == [
        "<h1>Feiten nl</h1><ul><li><strong>Begin</strong>: maart 2008</li></ul>",
        "# Feiten nl\n\n- **Begin**: maart 2008\n",
        "Feiten nl\n\n- Begin: maart 2008\n",
    ]
    assert "Niet openbaar in deze taal." in page
    assert f'href="/texts/nl/{saved.uid}.md"' in page


async def test_what_is_no_text_or_is_not_there_has_no_page(editor: httpx.AsyncClient) -> None:
    page = await make("page", "Pagina")

    for uid in (page.uid, "nowhere"):
        assert (await editor.get(f"copies/{uid}/")).status_code == 404


async def test_the_form_of_a_text_leads_there(editor: httpx.AsyncClient) -> None:
    for name, copied in (("mission_text", True), ("page", False)):
        schema = (await editor.get(f"api/tables/{name}/schema/")).json()
        assert schema["extra"]["copied"] is copied


async def test_a_stranger_must_log_in_first(stranger: httpx.AsyncClient) -> None:
    saved = await make_published("mission_text", "Feiten")

    answer = await stranger.get(f"copies/{saved.uid}/")

    assert answer.status_code in (302, 303)
    assert "Feiten" not in answer.text
