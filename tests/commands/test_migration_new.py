"""`cms migration new` for a type that asks for tables and choices that no migration has made yet."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

from cms.database.engine import fetch

ROOT = Path(__file__).parents[2]
DISH = """
from enum import StrEnum

from piccolo.columns import ForeignKey, OnDelete, Varchar
from piccolo.table import Table

from cms.content import ContentType, Entry, Field, Row, Rows


class Course(StrEnum):
    FIRST = "first"


class Dish(Entry, Table):
    course = Varchar(length=10, default=Course.FIRST, choices=Course)


class Step(Row, Table, tablename="dish_step"):
    owner: "ForeignKey[Dish]" = ForeignKey(Dish, null=False, on_delete=OnDelete.cascade)
    text = Varchar(length=10)


content_type = ContentType(
    Dish, label="Dish", plural="Dishes",
    fields=(Field(Dish.course), Rows("steps", Step, fields=(Field(Step.text),))),
)
"""


def _tree(folder: Path) -> Path:
    """A copy of the code, to write migrations into."""
    for name in ("cms", "admin"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "piccolo_conf.py", folder)
    return folder


async def _asked(tree: Path, **environment: str) -> str:
    ran = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "cms.cli", "migration", "new", "Dishes"],
        capture_output=True,
        text=True,
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree)} | environment,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


async def test_the_migrations_have_all_that_the_tables_ask(database: None, tmp_path: Path) -> None:
    assert "No changes detected." in await _asked(_tree(tmp_path))


async def test_new_tables_and_choices_get_a_migration(database: None, tmp_path: Path) -> None:
    tree = _tree(tmp_path)
    (tree / "kitchen").mkdir()
    (tree / "kitchen/__init__.py").touch()
    (tree / "kitchen/dish.py").write_text(DISH)
    before = {*(tree / "cms/migrations").glob("cms_*.py")}

    await _asked(tree, CMS_CONTENT_TYPES="cms.content_types,kitchen")

    (made,) = {*(tree / "cms/migrations").glob("cms_*.py")} - before
    written = made.read_text()
    assert 'tablename="dish"' in written
    assert 'tablename="dish_step"' in written
    assert not await fetch("SELECT FROM pg_tables WHERE tablename = 'dish'"), "written, not applied"
