"""The media library through GraphQL: adding files, and taking care of them."""

import io
import json
from collections.abc import Mapping
from typing import Any

import pytest
from PIL import Image

from cms.content import Asset
from cms.database.engine import execute
from cms.media.uploads import under_way
from cms.publishing.library import using
from tests.builders import make, make_asset, make_published
from tests.media.files import no_file_larger_than
from tests.publishing.library.conftest import _no_files  # noqa: F401 - used in every test
from tests.schema.client import SITE, ask, send
from tests.schema.editing_client import Client, client_of
from tests.schema.statements import counted

OUTCOME = """{ __typename ... on Problem { code message } ... on InvalidInput { fields { field code } }
  ... on FileThere { uid } ... on FileInUse { totalCount sources { uid } hidden } ... on Conflict { etag }
  ... on FileChanged { uid file { uid etag kind name alt { locale text } credit folder tags mediaType
    size image { alt width height set(preset: CARD) { src } } uses { sources { uid } } } } }"""
UPLOAD = (
    "mutation ($file: Upload!, $input: FileInput, $again: Boolean! = false)"
    f" {{ done: upload(file: $file, input: $input, again: $again) {OUTCOME} }}"
)
REPLACE = (
    "mutation ($file: Upload!, $uid: ID!, $etag: String)"
    f" {{ done: replaceFile(file: $file, uid: $uid, ifMatch: $etag) {OUTCOME} }}"
)
DESCRIBE = (
    "mutation ($uid: ID!, $input: FileInput!, $etag: String)"
    f" {{ done: describeFile(uid: $uid, input: $input, ifMatch: $etag) {OUTCOME} }}"
)
DELETE = f"mutation ($uid: ID!) {{ done: deleteFile(uid: $uid) {OUTCOME} }}"


def jpeg(colour: str = "teal", size: tuple[int, int] = (64, 36)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    return written.getvalue()


async def multipart(
    client: Client | None, query: str, content: bytes, name: str = "haven.jpg", **variables: Any
) -> Any:
    """The status and the whole answer of a request with one file."""
    headers = {"authorization": f"Bearer {client.token}"} if client else {}
    operation = {"query": query, "variables": variables | {"file": None}}
    answer = await send(
        data={"operations": json.dumps(operation), "map": '{"0": ["variables.file"]}'},
        files={"0": (name, content)},
        headers=headers | {"accept": "application/json"},
    )
    return answer.status_code, answer.json()


async def done(client: Client, query: str, content: bytes, **variables: Any) -> Mapping[str, Any]:
    status, body = await multipart(client, query, content, **variables)
    assert (status, body.get("errors")) == (200, None)
    found: Mapping[str, Any] = body["data"]["done"]
    return found


async def editor() -> Client:
    return await client_of("eva", "editor")


async def test_a_file_is_added_and_shown(database: None) -> None:
    client = await editor()
    said = {"alt": [{"locale": "NL", "text": "Blauw"}], "folder": "kleuren", "tags": ["a"]}

    made = await done(client, UPLOAD, jpeg(), name="Ü/../blauw.html", input=said)
    page = await make_published("page", image=made["uid"])
    found = await client.ask('{ files(search: "blau") { totalCount nodes { uid folder } } }')
    shown = await ask("query ($uid: ID!) { entry(uid: $uid) { image { alt url } } }", uid=page.uid)

    assert made["file"]["name"] == "blauw.jpg"
    assert made["file"]["mediaType"] == "image/jpeg"
    assert made["file"]["alt"] == [{"locale": "NL", "text": "Blauw"}]
    assert (made["file"]["folder"], made["file"]["tags"]) == ("kleuren", ["a"])
    assert (made["file"]["image"]["width"], made["file"]["image"]["height"]) == (64, 36)
    assert found["files"] == {
        "totalCount": 1, "nodes": [{"uid": made["uid"], "folder": "kleuren"}]
    }  # fmt: skip
    assert shown["entry"]["image"]["alt"] == "Blauw"
    assert shown["entry"]["image"]["url"].startswith(f"{SITE}/media/{made['uid']}/")


PAGE = """query ($after: String, $folder: String) { files(first: 2, after: $after, folder: $folder) {
  nodes { name } totalCount
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


async def test_one_goes_through_the_library_without_missing_a_file(database: None) -> None:
    client = await editor()
    for name in "abcde":
        await make_asset(f"{name}.jpg")
    await execute("UPDATE asset SET created_at = '2020-01-01' WHERE name < 'd'")  # at one moment

    first = (await client.ask(PAGE))["files"]
    await make_asset("newer.jpg")
    second = (await client.ask(PAGE, after=first["pageInfo"]["endCursor"]))["files"]
    third = (await client.ask(PAGE, after=second["pageInfo"]["endCursor"]))["files"]

    parts = [[one["name"] for one in part["nodes"]] for part in (first, second, third)]
    assert parts[0] == ["e.jpg", "d.jpg"]
    assert sorted(parts[1] + parts[2]) == ["a.jpg", "b.jpg", "c.jpg"]
    assert [part["totalCount"] for part in (first, second, third)] == [5, 6, 6]
    ends = [(one["hasPreviousPage"], one["hasNextPage"]) for one in (
        first["pageInfo"], second["pageInfo"], third["pageInfo"]
    )]  # fmt: skip
    assert ends == [(False, True), (True, True), (True, False)]


async def test_a_cursor_is_of_one_list_of_files(database: None) -> None:
    client = await editor()
    await make_asset("a.jpg")
    end = (await client.ask(PAGE))["files"]["pageInfo"]["endCursor"]

    for after, folder in ((end, "elders"), ("20", None), ("x" * 9000, None), ("é", None)):
        answer = await client.post(PAGE, after=after, folder=folder)
        assert answer["errors"][0]["extensions"]["code"] == "bad_cursor"


async def test_files_are_counted_only_when_that_is_asked(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await editor()
    async with counted(monkeypatch) as sent:
        await client.ask("{ files(unused: true) { nodes { uid } pageInfo { endCursor } } }")

    (only,) = (one for one in sent if "FROM asset a" in one)
    assert "count(" not in only


async def test_the_same_file_is_added_twice_only_on_purpose(database: None) -> None:
    client = await editor()
    first = await done(client, UPLOAD, jpeg())

    refused = await done(client, UPLOAD, jpeg())
    again = await done(client, UPLOAD, jpeg(), again=True)

    assert (refused["__typename"], refused["uid"]) == ("FileThere", first["uid"])
    assert again["__typename"] == "FileChanged"


@pytest.mark.parametrize("content", [b"", b"<html>", b"\x89PNG\r\n\x1a\n broken"])
async def test_what_is_no_file_is_an_outcome(database: None, content: bytes) -> None:
    refused = await done(await editor(), UPLOAD, content)

    assert refused["__typename"] == "InvalidInput"
    assert refused["fields"][0]["field"] == "file"
    assert await Asset.count() == 0


async def test_a_file_is_taken_from_nobody_without_a_token_or_a_role(database: None) -> None:
    reader = await client_of("rik", "reader")

    status, body = await multipart(None, UPLOAD, jpeg())
    refused, answer = await multipart(reader, UPLOAD, jpeg())

    assert (status, body["errors"][0]["extensions"]["code"]) == (401, "unauthenticated")
    assert (refused, answer["errors"][0]["extensions"]["code"]) == (403, "denied")
    assert await Asset.count() == 0


async def test_what_comes_so_counts_among_the_uploads_of_its_sender(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await editor()
    uploads = under_way()
    held = [uploads.begin("eva", 1, f"{number}", {}) for number in range(uploads.limits.number)]

    refused, answer = await multipart(client, UPLOAD, jpeg())
    await uploads.end(held[0])
    taken = await done(client, UPLOAD, jpeg())

    assert (refused, answer["errors"][0]["extensions"]["code"]) == (429, "too_many_uploads")
    assert taken["__typename"] == "FileChanged"
    left = list(uploads.folder.glob("*.json"))
    assert len(left) == len(held) - 1, "what it reserved is free again"


async def test_a_full_disk_is_told_in_the_middle_of_a_file(database: None) -> None:
    client = await editor()
    with no_file_larger_than(100_000):
        refused, answer = await multipart(client, UPLOAD, jpeg() + bytes(200_000))

    assert (refused, answer["errors"][0]["extensions"]["code"]) == (507, "disk_full")
    assert list(under_way().folder.glob("[!.]*")) == []


@pytest.mark.parametrize(
    "places",
    [
        '{"0": ["query"]}',
        '{"0": ["variables.nothing"]}',
        '{"0": "variables.file"}',
        "[]",
        "{",
        "{}",
    ],
)
async def test_a_file_that_belongs_nowhere_is_refused(database: None, places: str) -> None:
    client = await editor()
    operation = json.dumps({"query": UPLOAD, "variables": {"file": None}})

    answer = await send(
        data={"operations": operation, "map": places},
        files={"0": ("a.jpg", jpeg())},
        headers={"authorization": f"Bearer {client.token}"},
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] in ("bad_request", "bad_json")


async def test_a_variable_is_no_file(database: None) -> None:
    client = await editor()

    found = await client.ask(UPLOAD, file="haven.jpg")

    assert found["done"]["fields"] == [{"field": "file", "code": "no_file"}]


async def test_what_is_said_of_a_file_is_public_at_once(database: None) -> None:
    client = await editor()
    made = await done(client, UPLOAD, jpeg())
    page = await make_published("page", image=made["uid"])
    alt = {"alt": [{"locale": "EN", "text": "Teal"}, {"locale": "NL", "text": "Blauwgroen"}]}

    changed = await client.ask(DESCRIBE, uid=made["uid"], input=alt, etag=made["file"]["etag"])
    late = await client.ask(DESCRIBE, uid=made["uid"], input=alt, etag=made["file"]["etag"])
    wrong = await client.ask(
        DESCRIBE, uid=made["uid"], etag=changed["done"]["file"]["etag"],
        input={"alt": [{"locale": "NL", "text": "x" * 500}], "focusX": 7},
    )  # fmt: skip
    shown = await ask("query ($uid: ID!) { entry(uid: $uid) { image { alt } } }", uid=page.uid)

    assert changed["done"]["file"]["uses"]["sources"] == [{"uid": page.uid}]
    assert (late["done"]["__typename"], late["done"]["etag"]) == (
        "Conflict", changed["done"]["file"]["etag"],
    )  # fmt: skip
    assert sorted(one["field"] for one in wrong["done"]["fields"]) == ["alt.0.text", "focusX"]
    assert shown["entry"]["image"]["alt"] == "Blauwgroen"


async def test_another_picture_takes_its_place(database: None) -> None:
    client = await editor()
    made = await done(client, UPLOAD, jpeg())

    changed = await done(client, REPLACE, jpeg("red"), uid=made["uid"], etag=made["file"]["etag"])

    before, after = (one["file"]["image"]["set"]["src"] for one in (made, changed))
    assert changed["uid"] == made["uid"]
    assert before != after


async def test_a_file_that_is_shown_stays(database: None) -> None:
    client = await editor()
    made = await done(client, UPLOAD, jpeg())
    page = await make_published("page", image=made["uid"])
    spare = await done(client, UPLOAD, jpeg("red"))

    kept = await client.ask(DELETE, uid=made["uid"])
    gone = await client.ask(DELETE, uid=spare["uid"])

    assert kept["done"]["__typename"] == "FileInUse"
    assert kept["done"]["sources"] == [{"uid": page.uid}]
    assert gone["done"] == {"__typename": "FileChanged", "uid": spare["uid"], "file": None}


async def test_the_library_is_for_editors(database: None) -> None:
    answer = await send(json={"query": "{ files { totalCount } }"})

    assert answer.json()["errors"][0]["extensions"]["code"] == "unauthenticated"


async def test_more_uses_than_are_named_are_counted(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await editor()
    made = await done(client, UPLOAD, jpeg())
    monkeypatch.setattr(using, "MOST_SHOWN", 2)
    for _ in range(3):
        await make("page", image=made["uid"])

    query = "query ($uid: ID!) { file(uid: $uid) { uses { totalCount hidden sources { uid } } } }"
    uses = (await client.ask(query, uid=made["uid"]))["file"]["uses"]
    refused = (await client.ask(DELETE, uid=made["uid"]))["done"]

    assert (uses["totalCount"], len(uses["sources"]), uses["hidden"]) == (3, 2, 0)
    assert (refused["totalCount"], len(refused["sources"])) == (3, 2)
