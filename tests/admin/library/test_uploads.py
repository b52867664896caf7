"""Uploading by tus 1.0, as any client does it."""

import asyncio
import base64
import hashlib
import os
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from admin import uploads
from cms.access.actors import system
from cms.content import Asset
from cms.media.storage import storage
from cms.media.uploads import Limits, under_way
from cms.publishing.library import authorised as library
from cms.publishing.library import janitor
from tests.admin.conftest import a_client, log_in
from tests.admin.library.uploading import PART, TUS, address_of, begin, offset, send, upload
from tests.media.files import picture
from tests.people import make_user

SYSTEM = system("test")
PICTURE = picture()


async def test_what_the_server_can_do(editor: httpx.AsyncClient) -> None:
    answer = await editor.options("uploads/")

    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert answer.headers["tus-extension"] == "creation,termination,expiration,checksum"
    assert answer.headers["tus-checksum-algorithm"] == "sha1,sha256"
    assert answer.headers["tus-max-size"] == str(Limits().file)


async def test_a_file_in_parts_becomes_one_of_the_library(editor: httpx.AsyncClient) -> None:
    begun = await begin(editor, len(PICTURE), "../één foto.png", folder="events/2009")
    assert begun.status_code == 201
    assert {"upload-expires", "location"} <= set(begun.headers)
    address = address_of(begun)

    first = await send(editor, address, 0, PICTURE[:100])
    assert (first.status_code, first.headers["upload-offset"]) == (204, "100")
    assert await offset(editor, address) == 100
    last = await send(editor, address, 100, PICTURE[100:])

    assert last.status_code == 204
    made = await library.load(last.headers["cms-asset"], SYSTEM)
    assert (made["name"], made["folder"], made["kind"]) == ("één foto.jpg", "events/2009", "image")
    again = await editor.head(address, headers=TUS)  # the answer may have been lost
    assert again.headers["cms-asset"] == made["uid"]
    assert again.headers["upload-offset"] == again.headers["upload-length"] == str(len(PICTURE))
    assert (await send(editor, address, 0, b"x")).status_code == 409


async def test_the_same_bytes_once_more_are_the_same_file(editor: httpx.AsyncClient) -> None:
    first, second = [await upload(editor, PICTURE, name) for name in ("a.jpg", "b.jpg")]

    assert first.headers["cms-asset"] == second.headers["cms-asset"]
    assert second.headers["cms-code"] == "already_there"


async def test_a_cut_goes_on_where_it_was(editor: httpx.AsyncClient) -> None:
    address = address_of(await begin(editor, len(PICTURE)))

    async def breaking() -> AsyncIterator[bytes]:
        yield PICTURE[:50]
        raise httpx.ReadError("cut")

    headers = PART | {"Upload-Offset": "0"}
    assert (await editor.patch(address, headers=headers, content=breaking())).is_error
    assert await offset(editor, address) == 50
    wrong = await send(editor, address, 0, PICTURE)
    assert (wrong.status_code, wrong.headers["cms-code"]) == (409, "wrong_offset")
    assert (await send(editor, address, 50, PICTURE[50:])).headers["cms-asset"]


async def test_what_was_cut_off_and_forgotten_leaves_nothing(editor: httpx.AsyncClient) -> None:
    forgotten = [address_of(await begin(editor, len(PICTURE), name)) for name in ("a.jpg", "b.jpg")]
    await send(editor, forgotten[0], 0, PICTURE[:50])
    going_on = address_of(await begin(editor, len(PICTURE), "c.jpg"))
    await send(editor, going_on, 0, PICTURE[:50])
    for path in under_way().folder.iterdir():
        if path.name.split(".")[0] in {one.rstrip("/").rpartition("/")[2] for one in forgotten}:
            os.utime(path, (time.time() - 3 * 86_400,) * 2)

    cleaned = await janitor.clean()

    assert cleaned.uploads == len(forgotten)
    assert [(await editor.head(one, headers=TUS)).status_code for one in forgotten] == [404, 404]
    assert (await send(editor, forgotten[0], 50, PICTURE[50:])).status_code == 404
    assert await Asset.count() == 0
    assert [key async for key, _since in storage().keys("originals")] == []
    assert (await send(editor, going_on, 50, PICTURE[50:])).headers["cms-asset"]


async def test_a_client_that_falls_silent_can_try_again(
    editor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PATIENCE", 0.05)
    address = address_of(await begin(editor, len(PICTURE)))

    async def silent() -> AsyncIterator[bytes]:
        yield PICTURE[:50]
        await asyncio.sleep(60)

    headers = PART | {"Upload-Offset": "0"}
    answer = await editor.patch(address, headers=headers, content=silent())

    assert (answer.status_code, answer.headers["cms-code"]) == (408, "stalled")
    assert (await send(editor, address, 50, PICTURE[50:])).headers["cms-asset"]


async def test_a_client_that_drips_can_try_again(
    editor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PATIENCE", 0.2)
    monkeypatch.setattr(uploads, "LEAST", 50)
    address = address_of(await begin(editor, len(PICTURE)))

    async def drip(size: int) -> AsyncIterator[bytes]:
        for at in range(0, 400, size):
            yield PICTURE[at : at + size]
            await asyncio.sleep(0.02)

    headers = PART | {"Upload-Offset": "0"}
    dripped = await editor.patch(address, headers=headers, content=drip(1))
    came = int((await editor.head(address, headers=TUS)).headers["upload-offset"])
    headers = PART | {"Upload-Offset": str(came)}
    slow = await editor.patch(address, headers=headers, content=drip(10))

    assert (dripped.status_code, dripped.headers["cms-code"]) == (408, "stalled")
    assert 0 < came < 50
    assert (slow.status_code, slow.headers["upload-offset"]) == (204, str(came + 400))


async def test_what_is_not_accepted_leaves_nothing(editor: httpx.AsyncClient) -> None:
    answer = await upload(editor, b"<html><script>1</script>", "foto.jpg")

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["code"] == "file_not_accepted"
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert [path.name for path in under_way().folder.glob("[!.]*")] == []


async def test_checksums(editor: httpx.AsyncClient) -> None:
    address = address_of(await begin(editor, len(PICTURE)))
    right = base64.b64encode(hashlib.sha1(PICTURE).digest()).decode()

    for header, status in (("sha1 AAAA", 460), ("md5 AAAA", 400), ("sha1 ~", 400)):
        sent = await send(editor, address, 0, PICTURE, **{"Upload-Checksum": header})
        assert (sent.status_code, await offset(editor, address)) == (status, 0)
    sent = await send(editor, address, 0, PICTURE, **{"Upload-Checksum": f"sha1 {right}"})

    assert sent.headers["cms-asset"]


async def test_an_upload_is_ended(editor: httpx.AsyncClient) -> None:
    address = address_of(await begin(editor, 100))

    assert (await editor.delete(address, headers=TUS)).status_code == 204
    assert (await editor.head(address, headers=TUS)).status_code == 404
    assert (await send(editor, address, 0, b"x")).status_code == 404


async def test_who_can_send_no_other_method_says_so(editor: httpx.AsyncClient) -> None:
    address = address_of(await begin(editor, len(PICTURE)))
    headers = PART | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}

    assert (await editor.post(address, headers=headers, content=PICTURE)).headers["cms-asset"]
    assert (await editor.post(address, headers=TUS)).status_code == 405


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.0"}, 412),
        ({"Upload-Length": ""}, 400),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "٣"}, 400),
        ({"Upload-Length": "1e3"}, 400),
        ({"Upload-Length": str(Limits().file + 1)}, 413),
        ({"Upload-Metadata": "filename ~~~"}, 400),
        ({"Upload-Metadata": "filename /w=="}, 400),
        ({"Upload-Metadata": f"filename {'A' * 5000}"}, 400),
        ({"Upload-Metadata": "revision eA=="}, 400),
    ],
)
async def test_what_cannot_be_begun(
    editor: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    sent = {**TUS, "Upload-Length": "10", **headers}

    answer = await editor.post(
        "uploads/", headers={name: value.encode() for name, value in sent.items()}
    )

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": ""}, 412),
        ({"Content-Type": "text/plain"}, 415),
        ({"Upload-Offset": "x"}, 400),
        ({"Upload-Offset": "7"}, 409),
        ({"Content-Length": "11"}, 413),
    ],
)
async def test_what_cannot_go_on(
    editor: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    address = address_of(await begin(editor, 10))

    answer = await editor.patch(
        address, headers={**PART, "Upload-Offset": "0", **headers}, content=b"xxx"
    )

    assert (answer.status_code, await offset(editor, address)) == (status, 0)


async def test_nobody_else_goes_on_with_it(editor: httpx.AsyncClient, app) -> None:  # type: ignore[no-untyped-def]
    address = address_of(await begin(editor, 10))
    async with a_client(app) as other:
        assert (await other.head(address, headers=TUS)).status_code == 401
        await log_in(other, await make_user("bob", "editor"))
        assert (await other.head(address, headers=TUS)).status_code == 404
        assert (await send(other, address, 0, b"x")).status_code == 404
        await log_in(other, await make_user("eve", "reader"))
        assert (await begin(other, 10)).status_code == 403
    del editor.headers["X-CSRFToken"]
    assert (await send(editor, address, 0, b"x")).status_code == 403


async def test_what_will_be_refused_is_not_begun(editor: httpx.AsyncClient, app: Starlette) -> None:
    uid = (await upload(editor, PICTURE)).headers["cms-asset"]

    deep = await begin(editor, 10, folder="/".join("abcdefghijkl"))
    nothing = await begin(editor, 10, replaces="nosuchfile", revision="0")
    async with a_client(app) as other:
        await log_in(other, await make_user("con", "contributor"))
        denied = await begin(other, 10, replaces=uid, revision="0")

    assert (deep.status_code, deep.json()["detail"][0]["code"]) == (422, "bad_folder")
    assert (nothing.status_code, denied.status_code) == (404, 403)


async def test_another_file_takes_the_place_of_one(editor: httpx.AsyncClient) -> None:
    uid = (await upload(editor, PICTURE)).headers["cms-asset"]
    other = picture(colour="red")

    late = await upload(editor, other, replaces=uid, revision="7")
    assert (late.status_code, late.headers["cms-code"]) == (409, "conflict")
    done = await upload(editor, other, replaces=uid, revision="0")

    assert done.headers["cms-asset"] == uid
    assert (await library.load(uid, SYSTEM))["digest"] != hashlib.sha256(PICTURE).hexdigest()
