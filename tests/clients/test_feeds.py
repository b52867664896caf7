"""feedsmith, by other hands: it reads the same in each of the three formats of a feed."""

import asyncio
import json
from pathlib import Path

from tests.builders import make_published
from tests.clients import node
from tests.delivery.reading import body


async def test_another_reader_finds_the_same_in_each_format(database: None, tmp_path: Path) -> None:
    await make_published("page", "Eén & ander", body_nl="<p>Tekst &lt;b&gt; 😀</p>")
    await make_published("page", "Twee", body_nl="<ul><li>Punt</li></ul>")
    for kind in ("rss", "atom", "json"):
        (tmp_path / f"feed.{kind}").write_bytes(await body(f"/feeds/nl/page.{kind}"))

    folder = node.laid_out(tmp_path, "feeds.mjs")
    read = json.loads(await asyncio.to_thread(node.run, folder, "node", "feeds.mjs", "."))

    assert {name: one["format"] for name, one in read.items()} == {
        "feed.rss": "rss", "feed.atom": "atom", "feed.json": "json",
    }  # fmt: skip
    assert {one["title"] for one in read.values()} == {"Pagina’s – Home nl"}
    same = [[entry[:2] for entry in one["entries"]] for one in read.values()]
    assert same[0] == same[1] == same[2]
    texts = {name: one["entries"][1][2] for name, one in read.items()}
    assert set(texts.values()) == {"<p>Tekst &lt;b&gt; 😀</p>"}
