"""Facets of lists: what a reader can narrow them by, and how much there is of it."""

from typing import Any

import pytest

from cms.database.engine import execute
from cms.reading import facets
from tests.builders import make, make_published
from tests.schema.client import ask, error_of, post, send
from tests.schema.compiled.both import Both
from tests.schema.editing_client import client_of

pytestmark = pytest.mark.usefixtures("database")


def _counts(facets: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    return {
        one["by"]: {value["value"]: value["count"] for value in one["values"]} for one in facets
    }


async def _events() -> dict[str, str]:
    await execute("INSERT INTO tag (key, label_nl, label_en) VALUES ('recht', 'Recht', 'Law')")
    ann, bob = [await make_published("speaker", name) for name in ("Ann", "Bob")]
    hidden = await make("speaker", "Verborgen")
    both = [{"speaker": one.uid} for one in (ann, bob, hidden)]
    await make_published("event", "Een", kind="course", tags=["recht"], speakers=both)
    await make_published("event", "Twee", kind="course", whole_day=True, speakers=both[:1])
    await make_published("event", "Drie", kind="meeting", tags=["recht"])
    await make_published("event", "Vier", kind="meeting", locales=("en",))
    await make("event", "Klad", kind="conference")
    return {"ann": ann.uid, "bob": bob.uid}


async def test_facets_count_what_is_public_in_the_language_of_the_whole_list() -> None:
    uids = await _events()
    query = """{ events(locale: NL, first: 1) { totalCount nodes { title }
      facets(by: [KIND, TAGS, WHOLE_DAY, SPEAKERS]) { by values { value label count } } } }"""

    found = (await ask(query))["events"]

    assert found["totalCount"] == 3
    assert _counts(found["facets"]) == {
        "KIND": {"COURSE": 2, "MEETING": 1},
        "TAGS": {"recht": 2},
        "WHOLE_DAY": {"false": 2, "true": 1},
        "SPEAKERS": {uids["ann"]: 2, uids["bob"]: 1},
    }
    labels = {value["value"]: value["label"] for one in found["facets"] for value in one["values"]}
    assert (labels["recht"], labels["true"], labels["COURSE"]) == ("Recht", "Ja", "Cursus")
    assert labels[uids["ann"]].startswith("Ann")


async def test_what_a_filter_says_of_the_field_itself_is_left_out_of_account() -> None:
    await _events()
    query = """{ events(locale: NL, filter: {kind: {eq: COURSE}, tags: {eq: "recht"}}) {
      totalCount facets(by: [TAGS, KIND, KIND]) { by values { value count } } } }"""

    found = (await ask(query))["events"]

    assert found["totalCount"] == 1
    assert [one["by"] for one in found["facets"]] == ["TAGS", "KIND"]
    assert _counts(found["facets"]) == {"TAGS": {"recht": 1}, "KIND": {"COURSE": 1, "MEETING": 1}}


async def test_facets_of_an_entrys_own_list_count_that_alone() -> None:
    event, other = await make_published("event", "Dag"), await make_published("event", "Nacht")
    await make_published("session", "Een", kind="conceptual", event=event.uid)
    await make_published("session", "Twee", kind="agenda_setting", event=other.uid)
    query = """query ($uid: ID!) { entry(uid: $uid) { ... on Event { sessions {
      facets(by: [KIND]) { by values { value count } } } } } }"""

    found = (await ask(query, uid=event.uid))["entry"]["sessions"]["facets"]

    assert _counts(found) == {"KIND": {"CONCEPTUAL": 1}}


async def test_a_preview_counts_the_drafts_that_it_shows() -> None:
    await _events()
    eva = await client_of("eva", "editor")
    query = "{ events(locale: NL) { facets(by: [KIND]) { by values { value count } } } }"

    body = await eva.post(query, {"cms-preview": "drafts"})

    assert _counts(body["data"]["events"]["facets"])["KIND"]["CONFERENCE"] == 1


async def test_what_cannot_be_counted_is_refused() -> None:
    unknown = "{ events { facets(by: [TITLE]) { by } } }"

    assert (await post(unknown)).status_code == 400
    assert (await error_of(unknown))["extensions"]["code"] == "wrong_type"


async def test_an_empty_list_has_no_values() -> None:
    assert (await ask("{ books { facets(by: [FREE, AUTHORS]) { by values { value } } } }"))[
        "books"
    ]["facets"] == [{"by": "FREE", "values": []}, {"by": "AUTHORS", "values": []}]


SPEAKERS = "{ events(locale: NL) { facets(by: [SPEAKERS]) { by values { value label count } } } }"


async def test_what_is_not_shown_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the values that most entries have only some are told: hidden ones are not among them."""
    monkeypatch.setattr(facets, "MOST_VALUES", 1)
    ann, hidden = await make_published("speaker", "Ann"), await make("speaker", "Verborgen")
    for name, speakers in (("Een", [ann, hidden]), ("Twee", [hidden])):
        rows = [{"speaker": one.uid} for one in speakers]
        await make_published("event", name, speakers=rows)
    both = Both()

    found = (await both.ask(SPEAKERS))["data"]["events"]["facets"]

    assert both.compared == 1, both.left
    assert _counts(found) == {"SPEAKERS": {ann.uid: 1}}


async def test_facets_of_entries_follow_from_which_of_them_are_public() -> None:
    """Whoever is published counts from then on, without having been told of before."""
    await _events()

    answer = await send("GET", params={"query": SPEAKERS})

    assert "speaker.nl" in answer.headers["surrogate-key"].split()


async def test_what_refers_to_nothing_has_no_keys_of_it() -> None:
    event = await make_published("event", "Leeg")
    query = f'''{{ entry(uid: "{event.uid}", locale: NL) {{
      ... on Event {{ tags {{ label }} speakers {{ title }} }} }} }}'''

    answer = await send("GET", params={"query": query})

    assert answer.headers["surrogate-key"] == f"{event.uid}.nl"
