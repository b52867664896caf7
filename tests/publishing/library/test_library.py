"""Files of the library as editors take care of them."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from cms.access.actors import system
from cms.content import Asset, Values
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.errors import Conflict, InvalidInput, NotFound
from cms.media.keys import original_key
from cms.media.storage import storage
from cms.publishing.library import authorised as library
from cms.publishing.library.finding import Wanted
from cms.publishing.library.receiving import AlreadyThere
from cms.publishing.publishing import retract
from tests.builders import ACTOR, change, make, make_published
from tests.media.files import PDF, notes, picture, put

SYSTEM = system("test")


async def add(at: Path, content: bytes = b"", name: str = "haven.jpg", **said: Any) -> Values:
    return await library.receive(put(at, content or picture()), name, said, actor=SYSTEM)


async def test_a_picture_comes_in(database: None, tmp_path: Path) -> None:
    sent = put(tmp_path, picture(size=(60, 40), exif=notes(6)))
    made = await library.receive(
        sent,
        "../foto’s/Haven é.PNG",
        {"alt_nl": " De  haven", "alt_en": "The harbour", "folder": "/events//2009/"},
        actor=SYSTEM,
    )

    assert (made["name"], made["kind"], made["media_type"]) == (
        "Haven é.jpg",
        "image",
        "image/jpeg",
    )
    assert (made["width"], made["height"], made["alt_nl"]) == (40, 60, "De haven")
    assert (made["folder"], made["credit"], made["revision"]) == (
        "events/2009",
        "Foto: Jane Doe",
        0,
    )
    assert made["placeholder"].startswith("data:image/webp;base64,")
    assert await storage().size(original_key(made["digest"])) == made["size"]
    assert list(tmp_path.iterdir()) == [sent]
    assert [(by, what) for _at, by, what in await library.history(made["uid"], SYSTEM)] == [
        ("test", "file.add")
    ]


async def test_the_same_file_is_told_to_be_there(database: None, tmp_path: Path) -> None:
    first = await add(tmp_path, name="haven.jpg")
    with pytest.raises(AlreadyThere) as told:
        await add(tmp_path, name="kade.jpg")
    assert (told.value.uid, told.value.name) == (first["uid"], "haven.jpg")

    sent = put(tmp_path, picture())
    second = await library.receive(sent, "kade.jpg", actor=SYSTEM, again=True)
    assert second["uid"] != first["uid"]
    assert second["digest"] == first["digest"]


async def test_two_send_the_same_at_once(database: None, tmp_path: Path) -> None:
    sent = [put(tmp_path, picture(), f"sent{number}") for number in range(4)]
    done = await asyncio.gather(
        *(library.receive(one, "haven.jpg", actor=SYSTEM) for one in sent), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == [*["AlreadyThere"] * 3, "dict"]
    assert await Asset.count() == 1


async def test_what_is_wrong_is_told_before_anything_is_kept(
    database: None, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await add(
            tmp_path, alt_nl="x" * 401, licence="mine", folder="a/" * 20, title="x", focus_x=7
        )

    assert {(one.field, one.code) for one in refused.value.problems} == {
        ("alt_nl", "too_long"),
        ("licence", "bad_choice"),
        ("folder", "bad_folder"),
        ("title", "unknown_field"),
        ("focus_x", "bad_focus"),
    }
    assert await Asset.count() == 0
    assert [key async for key in storage().keys("originals")] == []


async def test_another_focal_point_is_another_address(database: None, tmp_path: Path) -> None:
    made = await add(tmp_path)
    async with writing():
        after = await library.describe(
            made["uid"],
            {"focus_x": 0.3, "alt_en": "Quay", "name": "kade.exe", "tags": ["haven", "haven", ""]},
            revision=0,
            actor=SYSTEM,
        )

    assert (after["focus_x"], after["alt_en"], after["revision"]) == (0.3, "Quay", 1)
    assert (after["name"], after["tags"]) == ("kade.exe.jpg", ["haven"])
    assert after["version"] != made["version"]
    async with writing():
        same = await library.describe(made["uid"], {"alt_en": "Quay"}, revision=1, actor=SYSTEM)
    assert same == after


async def test_two_people_describe_one_file(database: None, tmp_path: Path) -> None:
    made = await add(tmp_path)
    async with writing():
        await library.describe(made["uid"], {"alt_nl": "Kade"}, revision=0, actor=SYSTEM)
    with pytest.raises(Conflict):
        async with writing():
            await library.describe(made["uid"], {"alt_nl": "Pier"}, revision=0, actor=SYSTEM)
    assert (await library.load(made["uid"], SYSTEM))["alt_nl"] == "Kade"


async def test_another_picture_in_its_place(database: None, tmp_path: Path) -> None:
    made = await add(tmp_path, name="haven.jpg", alt_nl="De haven")
    sent = put(tmp_path, picture("PNG", (30, 20), "red"))
    after = await library.replace(made["uid"], sent, "x.jpg", revision=0, actor=SYSTEM)

    assert (after["uid"], after["name"], after["alt_nl"]) == (made["uid"], "haven.png", "De haven")
    assert (after["width"], after["media_type"], after["revision"]) == (30, "image/png", 1)
    assert after["version"] != made["version"]
    with pytest.raises(InvalidInput) as refused:
        await library.replace(made["uid"], put(tmp_path, PDF), "x.pdf", revision=1, actor=SYSTEM)
    assert [one.code for one in refused.value.problems] == ["other_kind"]


async def test_a_file_that_is_used_stays(database: None, tmp_path: Path) -> None:
    made = await add(tmp_path)
    uid = made["uid"]
    text = f'<p>Kijk</p><figure><img src="uid:{uid}" alt="x"></figure>'
    inside = await make_published("page", "Tekst", body_nl=text)
    lead = await make("page", "Beeld", image=uid)

    assert set((await library.uses(uid, SYSTEM)).shown) == {inside.uid, lead.uid}
    await _refused(uid, 2)
    await change("page", lead.uid, image=None)
    await change("page", inside.uid, body_nl="<p>Weg</p>")
    assert (await library.uses(uid, SYSTEM)).shown == (inside.uid,), "the public reads it still"
    async with writing():
        for locale in ("nl", "en"):
            await retract(installed()["page"], inside.uid, locale, actor=ACTOR)
    async with writing():
        await library.delete(uid, actor=SYSTEM)
    with pytest.raises(NotFound):
        await library.load(uid, SYSTEM)


async def test_blocks_use_files_too(database: None, tmp_path: Path) -> None:
    shown = await add(tmp_path, picture(colour="red"), "a.jpg")
    linked = await add(tmp_path, PDF, "b.pdf")
    within = await add(tmp_path, picture(colour="blue"), "c.jpg")
    text = f'<figure><img src="uid:{within["uid"]}" alt="x"></figure>'
    page = await make_published(
        "page",
        blocks=[
            {"kind": "image", "image": shown["uid"], "alt_nl": "Kade", "alt_en": "Quay"},
            {"kind": "file", "file": linked["uid"], "title_nl": "Verslag", "title_en": "Report"},
            {"kind": "text", "body_nl": text, "body_en": "<p>x</p>"},
        ],
    )
    for file in (shown, linked, within):
        assert (await library.uses(file["uid"], SYSTEM)).shown == (page.uid,), file["name"]
        await _refused(file["uid"], 1)
    assert (await library.listing(SYSTEM, Wanted(unused=True), first=9)).total == 0
    await change("page", page.uid, blocks=[])
    for file in (shown, linked, within):
        assert (await library.uses(file["uid"], SYSTEM)).shown == (page.uid,), "the public sees it"


async def _refused(uid: str, number: int) -> None:
    with pytest.raises(library.FileInUse) as refused:
        async with writing():
            await library.delete(uid, actor=SYSTEM)
    assert refused.value.uses.total == number


async def test_files_are_found(database: None, tmp_path: Path) -> None:
    haven = await add(
        tmp_path, picture(colour="red"), "haven.jpg", alt_nl="Café aan zee", folder="a/b"
    )
    kade = await add(tmp_path, picture(colour="blue"), "100%_kade.jpg", alt_en="Quay", tags=["zee"])
    verslag = await add(tmp_path, PDF, "verslag.pdf", credit="Jan")
    await make("page", image=kade["uid"])

    async def found(**wanted: Any) -> set[str]:
        listed = await library.listing(SYSTEM, Wanted(**wanted), first=10)
        assert listed.total == len(listed.assets)
        return {one["name"] for one in listed.assets}

    assert await found() == {"haven.jpg", "100%_kade.jpg", "verslag.pdf"}
    assert await found(text="cafe ZEE") == {"haven.jpg"}
    assert await found(text="quay") == {"100%_kade.jpg"}
    assert await found(text="%_") == {"100%_kade.jpg"}
    assert await found(text="jan") == {"verslag.pdf"}
    assert await found(kinds=("file",)) == {"verslag.pdf"}
    assert await found(folder="a") == set()
    assert await found(folder="a", below=True) == {"haven.jpg"}
    assert await found(folder="") == {"100%_kade.jpg", "verslag.pdf"}
    assert await found(tag="zee") == {"100%_kade.jpg"}
    assert await found(unused=True) == {"haven.jpg", "verslag.pdf"}
    assert await found(without_alt=True) == {"haven.jpg", "100%_kade.jpg"}
    assert await library.folders(SYSTEM) == [("", 2), ("a/b", 1)]
    assert await library.tags(SYSTEM) == [("zee", 1)]
    page = await library.listing(SYSTEM, Wanted(sort="name"), first=1, offset=1)
    assert (page.total, [one["name"] for one in page.assets]) == (3, ["haven.jpg"])
    beyond = await library.listing(SYSTEM, Wanted(), first=1, offset=9)
    assert (beyond.total, beyond.assets) == (3, [])
    assert haven["uid"] != verslag["uid"]
