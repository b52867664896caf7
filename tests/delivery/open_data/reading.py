"""A program that fetches the open data."""

import csv
import io
import json
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from cms.delivery.open_data.routes import open_data
from tests.delivery.reading import SITE, read

COPIES = """
INSERT INTO publication (uid, content_type, locale, path, parent_uid, position, title, data, texts,
    refs, fingerprints, search, revision, valid, first_published_at, published_at, published_by, updated_at)
SELECT 'z' || n, content_type, locale, path || '-' || n, parent_uid, position, title, data, texts,
    refs, fingerprints, search, revision, valid, first_published_at, published_at, published_by, updated_at
FROM publication, generate_series($2::int, $3::int) n WHERE uid = $1 AND locale = 'nl'
"""
"""Of a publication in Dutch, with numbers from one to another."""

DATA = Starlette(routes=[Mount("/open-data", open_data(SITE))])


async def fetched(path: str, **more: Any) -> httpx.Response:
    """Whatever is at an address of the open data."""
    return await read(f"/open-data/{path}", app=DATA, **more)


async def text(path: str) -> str:
    """What is there, which must be there."""
    answer = await fetched(path)
    assert answer.status_code == 200, answer.text
    return answer.content.decode("utf-8")


async def entries(locale: str, name: str) -> list[dict[str, Any]]:
    """The entries of a type, from the lines and from the one document, which agree."""
    lines = [json.loads(line) for line in (await text(f"{locale}/{name}.jsonl")).splitlines()]
    assert json.loads(await text(f"{locale}/{name}.json")) == lines
    return lines


async def rows(locale: str, name: str) -> list[dict[str, str]]:
    """The rows of a type's table."""
    return [*csv.DictReader(io.StringIO(await text(f"{locale}/{name}.csv"), newline=""))]


async def nodes(locale: str, name: str) -> list[dict[str, Any]]:
    """The linked data of a type."""
    found: dict[str, Any] = json.loads(await text(f"{locale}/{name}.jsonld"))
    assert found["@context"] == "https://schema.org"
    return list(found["@graph"])
