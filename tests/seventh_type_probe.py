"""Run by test_seventh_type.py in a process of its own: what one more content type makes appear."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import httpx
from piccolo.table import create_db_tables, drop_db_tables

from admin.app import admin_app
from admin.tables import table_configs
from cms.content.constraints import statements
from cms.content.discovery import installed
from cms.database.engine import execute, pool, writing
from cms.database.roles import Role, acting_as
from cms.editing import saving
from cms.editing.checks import root_uid
from cms.publishing.publishing import publish
from cms.schema.http.endpoint import graphql_app
from cms.settings import settings
from cms.translation.exchange.export import export

RECIPE = {
    "title_nl": "Appeltaart", "title_en": "Apple pie", "minutes": 45,
    "body_nl": "<p>Schil de appels.</p>", "body_en": "<p>Peel the apples.</p>",
    "blocks": [
        {"kind": "facts", "key": "fct1"},
        {"kind": "fact", "key": "fct2", "within": "fct1", "label_nl": "Deeg", "label_en": "Dough"},
        {"kind": "columns", "key": "cms1"},
        {"kind": "column", "key": "cmn1", "within": "cms1"},
        {
            "kind": "text", "key": "txt1", "within": "cmn1",
            "body_nl": "<p>Rooster goudbruin.</p>", "body_en": "<p>Bake until brown.</p>",
        },
        {"kind": "column", "key": "cmn2", "within": "cms1"},
    ],
}  # fmt: skip


async def probe() -> dict[str, Any]:
    """Make, publish and look for a recipe through every face."""
    recipe = installed()["recipe"]
    tables = [recipe.table, *(rows.table for rows in recipe.rows)]
    with acting_as(Role.OWNER):
        await create_db_tables(*tables)
        for sql in statements([recipe]):
            await execute(sql)
    try:
        async with pool(most=2):
            return await _looked_for()
    finally:
        with acting_as(Role.OWNER):
            await drop_db_tables(*tables)


async def _looked_for() -> dict[str, Any]:
    await _bake()
    return {
        "graphql": await _ask("""{ recipes { nodes { title minutes body { words } blocks {
            ... on FactsBlock { facts { label } }
            ... on ColumnsBlock { columns { blocks { key } } } } } } }"""),
        "search": await _ask(
            '{ search(text: "appels") { nodes { content { __typename title } } }'
            ' blocks: search(text: "goudbruin") { nodes { content { __typename } } } }'
        ),
        "panel": bool(admin_app(settings))
        and "recipe" in {one.table_class._meta.tablename for one in table_configs()},
        "po": await _exported(),
    }


async def _bake() -> None:
    page, recipe = installed()["page"], installed()["recipe"]
    async with writing():
        if await root_uid() is None:
            home = await saving.create(
                page, {"title_nl": "Home", "title_en": "Home"}, actor="probe"
            )
            for locale in ("nl", "en"):
                await publish(page, home.uid, locale, actor="probe")
        made = await saving.create(recipe, RECIPE, actor="probe")
        for locale in ("nl", "en"):
            await publish(recipe, made.uid, locale, actor="probe")


async def _ask(query: str) -> Any:
    transport = httpx.ASGITransport(graphql_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://probe") as client:
        answer = await client.post("/", json={"query": query})
    return answer.json()["data"]


async def _exported() -> bool:
    folder = Path(os.environ["CMS_LOCALES_DIR"])
    await export(folder, type_name="recipe")
    return 'msgstr "Peel the apples."' in (folder / "en/content/nl/recipe.po").read_text()


async def main() -> None:
    """Print what was found as JSON."""
    sys.stdout.write(json.dumps(await probe()))


if __name__ == "__main__":
    asyncio.run(main())
