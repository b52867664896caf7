"""The page of the library, and that of one file."""

from pathlib import Path

import httpx

from cms.access.actors import system
from cms.content import Values
from cms.publishing.library import authorised as library
from tests.admin.conftest import log_in
from tests.admin.library.uploading import upload
from tests.builders import change, make
from tests.media.files import PDF, picture, put
from tests.people import make_user

SYSTEM = system("test")


async def add(at: Path, name: str, content: bytes = b"", **said: object) -> str:
    colour = f"#{abs(hash(name)) % 0xFFFFFF:06x}"
    sent = put(at, content or picture(colour=colour))
    return str((await library.receive(sent, name, said, actor=SYSTEM))["uid"])


async def known(uid: str) -> Values:
    return await library.load(uid, SYSTEM)


def form_of(values: Values, **typed: str) -> dict[str, str]:
    plain = ("alt_nl", "alt_en", "name", "credit", "licence", "folder", "revision")
    said = {name: str(values[name]) for name in (*plain, "focus_x", "focus_y")}
    return {**said, "tags": ", ".join(values["tags"]), "csrftoken": "token", **typed}


async def test_files_are_found_in_folders_by_words_and_by_what_they_lack(
    editor: httpx.AsyncClient, tmp_path: Path
) -> None:
    alts = {"alt_nl": "De haven", "alt_en": "The harbour"}
    await add(tmp_path, "kade.jpg", **alts, folder="events/2009", tags=["water"])
    await add(tmp_path, "plein.jpg", alt_nl="Het plein")
    await add(tmp_path, "verslag.pdf", PDF, folder="events")

    async def named(query: str) -> set[str]:
        page = await editor.get(f"library/?{query}")
        assert page.status_code == 200
        data = (await editor.get(f"library/data/?{query}")).json()
        for one in data["assets"]:
            assert one["name"] in page.text
        return {one["name"] for one in data["assets"]}

    assert await named("") == {"kade.jpg", "plein.jpg", "verslag.pdf"}
    assert await named("q=harbour") == {"kade.jpg"}
    assert await named("folder=events%2F2009") == {"kade.jpg"}
    assert await named("folder=") == {"plein.jpg"}
    assert await named("tag=water&view=list") == {"kade.jpg"}
    assert await named("kind=image,drawing&sort=name") == {"kade.jpg", "plein.jpg"}
    assert await named("lacking=1") == {"plein.jpg"}
    assert await named("unused=1&kind=x&sort=x&page=x&q=%00") == await named("")
    folders = (await editor.get("library/data/")).json()["folders"]
    assert [(one["path"], one["depth"], one["files"]) for one in folders] == [
        ("events", 0, 1), ("events/2009", 1, 1),
    ]  # fmt: skip
    assert "library/?lacking=1" in (await editor.get("overview/")).text


async def test_a_file_is_described(editor: httpx.AsyncClient) -> None:
    await editor.get("library/")
    uid = (await upload(editor, picture())).headers["cms-asset"]
    typed = form_of(
        await known(uid), alt_nl="De haven", tags="water, , boot", focus_x="0,25", folder="/a//b"
    )

    saved = await editor.post(f"library/files/{uid}/", data=typed)

    assert saved.headers["location"].endswith(f"library/files/{uid}/?said=saved")
    made = await known(uid)
    assert (made["alt_nl"], made["tags"], made["focus_x"], made["folder"]) == (
        "De haven", ["water", "boot"], 0.25, "a/b",
    )  # fmt: skip
    page = await editor.get(f"library/files/{uid}/")
    assert "De haven</textarea>" in page.text
    wrong = await editor.post(
        f"library/files/{uid}/", data=typed | {"focus_y": "down", "revision": "1"}
    )
    assert wrong.status_code == 422
    assert 'value="down"' in wrong.text


async def test_nothing_typed_is_lost_when_somebody_else_saved(
    editor: httpx.AsyncClient, tmp_path: Path
) -> None:
    uid = await add(tmp_path, "kade.jpg")
    opened = await known(uid)
    await library.describe(uid, {"alt_nl": "Van een ander"}, revision=0, actor=SYSTEM)

    late = await editor.post(f"library/files/{uid}/", data=form_of(opened, alt_nl="Van mij"))

    assert late.status_code == 409
    assert "Van mij</textarea>" in late.text
    assert "Van een ander</dd>" in late.text
    assert 'name="revision" value="1"' in late.text
    assert (await known(uid))["alt_nl"] == "Van een ander"


async def test_what_is_used_says_where_and_stays(editor: httpx.AsyncClient, tmp_path: Path) -> None:
    used, unused = await add(tmp_path, "kade.jpg"), await add(tmp_path, "plein.jpg")
    entry = await make("page", "Honing")
    await change("page", entry.uid, image=used)

    page = await editor.get(f"library/files/{used}/")
    assert f"#/page/{entry.uid}/" in page.text
    refused = await editor.post(f"library/files/{used}/delete/", data={"csrftoken": "token"})
    assert refused.status_code == 409
    sent = {"csrftoken": "token", "do": "delete", "uid": [used, unused], "back": "view=list&said=x"}
    done = await editor.post("library/", data=sent)

    assert done.headers["location"].endswith("library/?view=list&said=files_delete")
    assert (await editor.get(f"library/files/{unused}/")).status_code == 404
    assert (await editor.get(f"library/data/{used}/")).json()["name"] == "kade.jpg"
    cards = await editor.get(f"library/cards/?uid={used}&uid={unused}&uid=%00")
    assert [one["name"] for one in cards.json().values()] == ["kade.jpg"]


async def test_many_files_move_and_are_tagged(editor: httpx.AsyncClient, tmp_path: Path) -> None:
    uids = [await add(tmp_path, name) for name in ("a.jpg", "b.jpg")]

    async def act(**sent: object) -> str:
        answer = await editor.post("library/", data={"csrftoken": "token", "uid": uids, **sent})
        return answer.headers["location"].rpartition("=")[2]

    assert await act(do="move", folder="events") == "files_move"
    assert await act(do="move", folder="events") == "same"
    assert await act(do="tag", tag="water") == "files_tag"
    for uid in uids:
        assert ((await known(uid))["folder"], (await known(uid))["tags"]) == ("events", ["water"])
    assert await act(do="untag", tag="water") == "files_untag"
    assert await act(do="nothing") == "same"
    too_long = {"csrftoken": "token", "uid": uids, "do": "tag", "tag": "x" * 61}
    assert (await editor.post("library/", data=too_long)).status_code == 422


async def test_who_may_only_look_changes_nothing(
    stranger: httpx.AsyncClient, tmp_path: Path
) -> None:
    uid = await add(tmp_path, "kade.jpg")
    await log_in(stranger, await make_user("rob", "reader"))
    typed = form_of(await known(uid), alt_nl="x")

    page = await stranger.get(f"library/files/{uid}/")
    assert page.status_code == 200
    assert "delete/" not in page.text
    assert (await stranger.post(f"library/files/{uid}/", data=typed)).status_code == 403
    delete = await stranger.post(f"library/files/{uid}/delete/", data={"csrftoken": "token"})
    assert delete.status_code == 403
    assert (
        await stranger.post("library/", data={**typed, "do": "move", "uid": uid})
    ).status_code == 403
