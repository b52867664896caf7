"""A large site: its data is sent as it is read, and never held as a whole."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cms.content import ContentType
from cms.content.discovery import installed
from cms.database.engine import execute
from cms.delivery.open_data.formats import FORMATS, written
from tests.builders import make_published
from tests.delivery.open_data.reading import COPIES
from tests.delivery.reading import SITE

FEW, MANY = 1_000, 50_000
PAGE = 4096


def held() -> int:
    """How many bytes of memory the process has now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


async def size_of(pieces: AsyncIterator[bytes]) -> int:
    """How many bytes come."""
    total = 0
    async for one in pieces:
        total += len(one)
    return total


@pytest.mark.slow
@pytest.mark.timeout(1_200)
async def test_fifty_thousand_entries_take_no_more_memory_than_a_thousand(database: None) -> None:
    author = await make_published("speaker", given_name="Ada", family_name="Berlo")
    text = f'<p>{"Lange tekst. " * 100}<a href="uid:{author.uid}">Ada</a></p>'
    book = await make_published("book", body_nl=text, authors=[{"speaker": author.uid}])
    types: dict[str, ContentType] = {"book": installed()["book"]}

    await execute(COPIES, book.uid, 1, FEW)
    few = {end: await size_of(written(FORMATS[end], "nl", types, SITE)) for end in FORMATS}
    await execute(COPIES, book.uid, FEW + 1, MANY)
    await execute("ANALYZE publication")
    before = held()
    for end, size in few.items():
        total = await size_of(written(FORMATS[end], "nl", types, SITE))
        assert total > 40 * size, end
        assert held() - before < total / 3, end
