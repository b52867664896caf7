"""A seventh content type is one file: GraphQL, the panel, PO and search follow from it."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

RECIPE = '''
"""Recipes: a type that this project does not have."""

from piccolo.columns import Integer, Text
from piccolo.table import Table

from cms.content import ContentType, Entry, Field, Translated
from cms.content_types._blocks import blocks


class Recipe(Entry, Table):
    """How to bake something."""

    minutes = Integer(default=30)
    body = Translated(Text)


content_type = ContentType(
    Recipe,
    label="Recipe",
    plural="Recipes",
    fields=(
        Field(Recipe.minutes, filter=True, sort=True, in_list=True),
        Field(Recipe.body, rich=True, search="C"),
        blocks(Recipe),
    ),
)
'''


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder with one package that holds one content type."""
    (tmp_path / "kitchen").mkdir()
    (tmp_path / "kitchen/__init__.py").write_text("")
    (tmp_path / "kitchen/recipe.py").write_text(RECIPE)
    return tmp_path


async def test_one_file_appears_everywhere(database: None, package: Path) -> None:
    environ = os.environ | {
        "CMS_CONTENT_TYPES": "cms.content_types,kitchen",
        "CMS_LOCALES_DIR": str(package / "locales"),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{package}",
    }

    ran = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.seventh_type_probe"],
        capture_output=True,
        text=True,
        env=environ,
        cwd=ROOT,
        timeout=120,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr[-3000:]
    assert json.loads(ran.stdout) == {
        "graphql": {
            "recipes": {
                "nodes": [
                    {
                        "title": "Appeltaart",
                        "minutes": 45,
                        "body": {"words": 3},
                        "blocks": [
                            {"facts": [{"label": "Deeg"}]},
                            {"columns": [{"blocks": [{"key": "txt1"}]}, {"blocks": []}]},
                        ],
                    }
                ]
            }
        },
        "search": {
            "search": {"nodes": [{"content": {"__typename": "Recipe", "title": "Appeltaart"}}]},
            "blocks": {"nodes": [{"content": {"__typename": "Recipe"}}]},
        },
        "panel": True,
        "po": True,
    }
