"""What holds of every kind of block: kept, compared, published, translated, found, told of."""

from typing import Any

from cms.access.actors import system
from cms.content import Blocks
from cms.content.discovery import installed
from cms.content.values import blank_row
from cms.database.engine import writing
from cms.editing import reverting, versions
from cms.editing.comparison.fields import RowsChange, compare
from cms.editing.working_copy import load
from cms.publishing.links.links import would_break
from tests.blocks.pages import every_kind, related
from tests.builders import ACTOR, change, make, make_published
from tests.schema.client import ask

QUERY = """query ($uid: ID!, $locale: Locale) { entry(uid: $uid, locale: $locale) { ... on Page {
  blocks { __typename key anchor ...Fields ... on ColumnsBlock { columns { key blocks {
    __typename key ...Fields } } } } } } }
fragment Fields on Block {
  ... on TextBlock { body { html references { title } } }
  ... on ImageBlock { image { uid alt } caption alt }
  ... on QuotationBlock { text attribution sourceUrl speaker { title } }
  ... on TeaserBlock { entry { title } heading blurb }
  ... on ListingBlock { heading items { nodes { title } } }
  ... on FileBlock { file { name } title }
  ... on EmbedBlock { url title caption provider player }
  ... on FactsBlock { heading facts { key label value date { date precision } source } }
  ... on StatementsBlock { heading statements { text } }
  ... on EventsBlock { heading events { title } }
  ... on SpeakersBlock { heading speakers { title } }
  ... on SessionsBlock { heading sessions { title } }
}"""


def _blocks() -> Blocks:
    found = installed()["page"].rows[-1]
    assert isinstance(found, Blocks)
    return found


async def read(uid: str, locale: str = "NL") -> list[dict[str, Any]]:
    """The blocks of a page as the public reads them."""
    found: list[dict[str, Any]] = (await ask(QUERY, uid=uid, locale=locale))["entry"]["blocks"]
    return found


def test_the_sample_has_every_kind_and_every_column() -> None:
    rows = every_kind(dict.fromkeys(("speaker", "event", "session", "entry", "image", "file"), "x"))
    used = {name for row in rows for name in row} - {"key"}

    assert {row["kind"] for row in rows} == set(_blocks().kinds)
    assert used | {"hidden"} == set(blank_row(_blocks()))


async def test_every_kind_is_kept_compared_and_brought_back(database: None) -> None:
    page, typed = installed()["page"], every_kind(await related())
    saved = await make("page", blocks=typed)
    blocks = _blocks()

    stored = (await load(page, saved.uid))["blocks"]
    first = (await versions.load(saved.uid, 1)).snapshot
    kept = first["blocks"]
    assert [row["key"] for row in stored] == [row["key"] for row in typed]
    for row, was in zip(kept, typed, strict=True):
        assert was.items() <= row.items()
        assert set(row) == {"key", *(c for one in blocks.fields_of(row) for c in one.columns())}

    await change("page", saved.uid, blocks=[])
    second = (await versions.load(saved.uid, 2)).snapshot
    (found,) = compare(page, first, second)
    assert isinstance(found.change, RowsChange)
    assert {one.fate for one in found.change.rows} == {"removed"}
    assert len(found.change.rows) == len(typed)

    async with writing():
        await reverting.revert(page, saved.uid, 1, revision=2, actor=ACTOR)
    assert (await load(page, saved.uid))["blocks"] == stored


async def test_every_kind_is_read_in_its_language(database: None) -> None:
    to = await related()
    uid = (await make_published("page", blocks=every_kind(to))).uid

    found = await read(uid, "EN")

    by_key = {one["key"]: one for one in found}
    assert [one["__typename"] for one in found] == [
        one.graphql_name for one in _blocks().types if not one.part
    ]
    assert by_key["text"]["anchor"] == "begin"
    assert by_key["text"]["body"]["references"] == [{"title": "Elders en"}]
    assert by_key["pct1"]["image"] == {"uid": to["image"], "alt": "The harbour"}
    assert by_key["pct1"]["alt"] == "Kade en"
    assert by_key["qte1"]["speaker"]["title"]
    assert by_key["tser"]["entry"] == {"title": "Elders en"}
    assert by_key["stng"]["items"]["nodes"] == [{"title": "Koffie en"}]
    assert by_key["fe00"]["file"] == {"name": "verslag.pdf"}
    assert by_key["embd"]["provider"] == "Vimeo"
    assert by_key["embd"]["player"].endswith("dnt=1")
    assert by_key["fcts"]["facts"] == [
        {
            "key": "fct1", "label": "Sinds en", "value": "Juni en", "source": "Akte en",
            "date": {"date": "2008-06-01", "precision": "MONTH"},
        }
    ]  # fmt: skip
    assert by_key["stmt"]["statements"] == [{"text": "Bewering en"}]
    assert by_key["evnt"]["events"] == [{"title": "Koffie en"}]
    assert by_key["spkr"]["speakers"] == [{"title": by_key["qte1"]["speaker"]["title"]}]
    assert by_key["ssns"]["sessions"] == [{"title": "Gesprek en"}]
    left, right = by_key["cms0"]["columns"]
    assert left["blocks"][0]["body"]["html"] == "<p>Naast en</p>"
    assert right["blocks"][0]["heading"] == "Ernaast en"


async def test_what_is_hidden_never_leaves(database: None) -> None:
    typed = every_kind(await related())
    for row in typed:
        if not _blocks().kinds[row["kind"]].part and not row["within"]:
            row["hidden"] = True
    uid = (await make_published("page", blocks=typed)).uid

    assert await read(uid) == []
    search = "query ($text: String!) { search(text: $text) { totalCount } }"
    assert (await ask(search, text="Gezegd"))["search"]["totalCount"] == 0


async def test_words_of_blocks_are_found(database: None) -> None:
    await make_published("page", blocks=every_kind(await related()))

    for word in (
        "Tekst",
        "Gezegd",
        "Auteur",
        "Lees",
        "Film",
        "Bewering",
        "Akte",
        "Naast",
        "Ernaast",
    ):
        data = await ask("query ($t: String!) { search(text: $t) { totalCount } }", t=word)
        assert data["search"]["totalCount"] == (0 if word == "Akte" else 1), word


async def test_what_blocks_refer_to_cannot_go_unseen(database: None) -> None:
    to = await related()
    uid = (await make_published("page", blocks=every_kind(to))).uid

    for one in ("speaker", "event", "session", "entry"):
        breaking = await would_break(system(ACTOR), [to[one]])
        assert [each.uid for each in breaking.named] == [uid], one
