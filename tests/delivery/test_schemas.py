"""The schema of rich text's tree, at its address."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Route

from cms.delivery.schemas import RICH_TEXT, rich_text_schema
from tests.delivery.reading import read

APP = Starlette(routes=[Route(RICH_TEXT, rich_text_schema)])


async def test_everybody_can_read_the_schema_and_keep_it() -> None:
    answer = await read(RICH_TEXT, app=APP, headers={"origin": "https://elsewhere.example"})
    assert answer.content == Path("rich-text.schema.json").read_bytes()
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    again = await read(RICH_TEXT, app=APP, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
