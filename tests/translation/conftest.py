"""A folder of catalogues with a page that has a link in it, and one whose translation waits."""

from pathlib import Path

import pytest

from tests.builders import make_published
from tests.translation.files import LINKED, LINKED_EN, Desk


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    await make_published("page", locales=("nl",), title_nl="Ander", title_en="")
    await make_published(
        "page", title_nl="Denktank", title_en="Think tank", body_nl=LINKED, body_en=LINKED_EN
    )
    desk = Desk(tmp_path)
    await desk.export()
    desk.edit("Ander", "Other")
    return desk
