"""Linked data and texts to copy: what PostgreSQL answers at once is what the executor gathers."""

from cms.content.discovery import installed
from cms.schema.asked import ANYBODY
from tests.builders import change, make, make_published
from tests.schema.compiled.both import Both
from tests.schema.compiled.site import askers
from tests.schema.made import make_tags

VIEWS = ("locale: NL", "locale: EN, fallback: [NL]")
COPY = "... on MissionText { again: copy { __typename html markdown plain: text } }"


async def test_both_say_the_same_of_every_entry(database: None) -> None:
    await make_tags(stil=("", ""), half=("Half", ""))
    hidden = await make("speaker", "Verborgen")
    knows = await make_published("speaker", "Kenner", expertise=["half", "stil"])
    both_kinds = [{"speaker": hidden.uid}, {"speaker": knows.uid}]
    await make_published("book", "Half", authors=both_kinds, tags=["half"])
    event = await make_published("event", speakers=both_kinds)
    await make_published("session", moderator=hidden.uid, event=event.uid)
    link = f'<p><a href="uid:{knows.uid}">a</a> <a href="uid:{hidden.uid}">b</a></p>'
    text = await make_published("mission_text", body_nl=link, locales=("nl",))
    page = await make_published("page", parent=text.uid, locales=("nl",))
    await change("page", page.uid, title_nl="Anders")
    both, asked = Both(), 0

    public, _, drafts, *_ = await askers()
    for asker in (public, drafts):
        for view in VIEWS:
            for one in installed().values():
                query = f"{{ {one.graphql_plural}({view}) {{ nodes {{ title jsonLd {COPY} }} }} }}"
                if one.name != "mission_text":
                    query = query.replace(COPY, "")
                await both.ask(query, asker=asker)
                asked += 1

    assert public == ANYBODY
    assert both.compared == asked, both.reasons()
    assert both.keys[1] <= 2 * both.keys[0]
