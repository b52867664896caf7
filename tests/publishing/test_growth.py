"""What a publication costs does not grow with what is public already."""

import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.publishing.publishing import publish
from tests import owner
from tests.builders import ACTOR, change, make_published

pytestmark = pytest.mark.usefixtures("database")

OTHERS = 3_000
FILL = """
INSERT INTO publication (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at)
SELECT 'x' || n, content_type, locale, path || n, NULL, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at
FROM publication, generate_series(1, $1::int) n WHERE uid = $2 AND locale = 'nl'
"""
READ = """
SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) AS rows FROM pg_stat_xact_user_tables
WHERE relname = 'publication'
"""


async def test_a_publication_reads_its_own_branch_alone() -> None:
    page = installed()["page"]
    above = (await make_published("page", "Boven", locales=("nl",))).uid
    below = (await make_published("page", "Onder", locales=("nl",), parent=above)).uid
    await owner.execute(FILL, OTHERS, above)
    await owner.execute("ANALYZE publication")
    await change("page", above, slug_nl="elders")

    async with writing():
        await publish(page, above, "nl", actor=ACTOR)
        [read] = await fetch(READ)

    [moved] = await fetch("SELECT path FROM publication WHERE uid = $1 AND valid @> now()", below)
    assert moved["path"] == "/nl/elders/onder-nl"
    assert read["rows"] < OTHERS / 10
