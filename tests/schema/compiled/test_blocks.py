"""Blocks: one statement answers what the executor gathers, kind by kind."""

from tests.blocks.pages import every_kind, related
from tests.blocks.test_contract import QUERY
from tests.builders import change, make_published, remove
from tests.schema.compiled.both import Both
from tests.schema.compiled.site import askers

LISTING = "... on ListingBlock { heading items { nodes { title } } }"
COMPILED = QUERY.replace(LISTING, "... on ListingBlock { heading }")
SOON = "2031-05-01T10:00:00+02:00"


async def test_both_say_the_same_of_every_kind(database: None) -> None:
    to = await related()
    typed = every_kind(to)
    uid = (await make_published("page", blocks=typed)).uid
    await make_published("event", "Straks", starts_at=SOON)
    await make_published("session", "Later", starts_at=SOON, locales=("nl",))
    for row in typed:
        if row["kind"] in {"events", "sessions"}:
            row["choice"] = "next"
    other = (await make_published("page", "Ander", blocks=_again(typed))).uid
    await remove(to["entry"], break_links=True)
    await change("page", uid, title_nl="Anders")
    both, asked = Both(), 0

    public, _, drafts, *_ = await askers()
    for asker in (public, drafts):
        for locale in ("NL", "EN"):
            for one in (uid, other):
                data = await both.ask(COMPILED, {"uid": one, "locale": locale}, asker=asker)
                keys = {each["key"] for each in data["data"]["entry"]["blocks"]}
                assert len(keys) == 12
                asked += 1

    assert both.compared == asked, both.reasons()


def _again(typed: list[dict[str, object]]) -> list[dict[str, object]]:
    """The same blocks, of another page."""
    return [
        row | {name: f"z{row[name]}" for name in ("key", "within") if row[name]} for row in typed
    ]
