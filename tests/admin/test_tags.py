"""Tags in the panel."""

import httpx

from tests.builders import make

TAGS = "api/tables/tag/"


async def test_a_tag_is_made_renamed_found_and_deleted(editor: httpx.AsyncClient) -> None:
    tag = {"key": "open-data", "label_nl": "Open data", "label_en": "Open data"}

    made = await editor.post(TAGS, json=tag)
    renamed = await editor.patch(f"{TAGS}open-data/", json=tag | {"label_nl": "Open gegevens"})
    listed = (await editor.get(TAGS)).json()["rows"]
    found = (await editor.get(f"{TAGS}ids/", params={"search": "gegev"})).json()
    deleted = await editor.delete(f"{TAGS}open-data/")

    assert (made.status_code, renamed.status_code, deleted.status_code) == (201, 200, 204)
    assert listed == [tag | {"label_nl": "Open gegevens"}]
    assert found == {"open-data": "Open gegevens"}


async def test_the_form_offers_the_vocabulary(editor: httpx.AsyncClient) -> None:
    await editor.post(TAGS, json={"key": "web", "label_nl": "Web", "label_en": "The web"})
    editor.cookies.set("cms_lang", "en")

    fields = (await editor.get("api/tables/speaker/schema/")).json()["properties"]

    for column in ("tags", "expertise"):
        assert fields[column]["extra"]["choices"] == {
            "web": {"display_name": "The web", "value": "web"}
        }


async def test_what_may_not_be_done_to_a_tag(editor: httpx.AsyncClient) -> None:
    await editor.post(TAGS, json={"key": "web", "label_nl": "Web"})
    await make("page", tags=["web"])

    twice = await editor.post(TAGS, json={"key": "web", "label_nl": "Web"})
    rekeyed = await editor.patch(f"{TAGS}web/", json={"key": "other", "label_nl": "Web"})
    deleted = await editor.delete(f"{TAGS}web/")
    put = await editor.put(f"{TAGS}web/", json={"label_nl": "x"})

    assert (twice.status_code, rekeyed.status_code) == (422, 422)
    assert [one["loc"] for one in twice.json()["detail"]] == [["key"]]
    assert (deleted.status_code, put.status_code) == (409, 405)
