"""What is not public changes no answer at all: no field, filter, order, count, facet, hint or error.

A site is asked everything that its schema allows, then secrets are planted wherever editors may keep
them, and it is asked the same again. Equal answers cannot tell them apart.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from cms.access.actors import system
from cms.content import LOCALES, Asset, ContentType, Values, localised
from cms.content.assets import AssetKind
from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import saving, working_copy
from cms.mail import Letter, spool
from cms.publishing.bin.deleting import delete
from cms.publishing.publishing import publish, retract
from cms.reading.surrogates import READS, Reads
from cms.reading.view import View
from cms.schema.ids import write_id, write_image_id
from tests.builders import ACTOR, make, make_published
from tests.people import make_group, make_user
from tests.schema.client import ACCEPT, app, post
from tests.schema.editing_client import client_for
from tests.schema.made import make_tags
from tests.schema.statements import counted
from tests.schema.walk import Seeds, introspected, walk

SECRET = "Zwijgplicht"
TAG = "zwijgzaam"
FILE = "zwijgbeeld01"
PAST = "Ingetrokken"
NETWORK: Mapping[str, Mapping[str, Any]] = {
    "speaker_contact": {"uid": "zwijgplicht1"},
    "speaker_offer": {"fields": [SECRET], "languages": [SECRET]},
    "speaker_request": {"fields": [SECRET], "to_all": True},
    "proposal": {"kind": "host"},
}
COLUMNS = """
SELECT column_name AS name FROM information_schema.columns
WHERE table_name = $1 AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'
"""
EXPIRE = """
UPDATE publication SET valid = tstzrange(lower(valid), statement_timestamp())
WHERE uid = $1 AND valid @> statement_timestamp()
"""
TOLD = ("cache-control", "etag", "surrogate-key", "vary", "content-length")
LONG = 414
SHARES = 4
"""Into so many tests the questions are dealt, that as many processes ask them side by side."""


@pytest.fixture
async def site(database: None) -> dict[str, dict[str, str]]:
    """Of each type something public that refers to what will be secret, and the secrets themselves."""
    await make_tags(openbaar=("Openbaar", "Public"), **{TAG: ("Stil", "Silent")})
    hidden = {name: await _hidden(one) for name, one in installed().items()}
    for name, one in installed().items():
        values = _references(one, hidden) | {"menus": ["main"], "tags": ["openbaar"]}
        values |= {"blocks": list(_blocks(hidden))} if name == "page" else {}
        await make_published(name, f"Openbaar {name}", **values)
    return hidden


def _blocks(hidden: Mapping[str, dict[str, str]]) -> Iterator[dict[str, Any]]:
    """Blocks that lead to what is hidden, and one that is hidden itself."""
    yield {"kind": "text", "hidden": True, "body_nl": f"<p>{SECRET}</p>", "anchor": SECRET.lower()}
    for of_type in hidden.values():
        yield from ({"kind": "teaser", "entry": uid} for uid in of_type.values())
    yield {"kind": "listing"}
    for kind in ("event", "speaker", "session"):
        yield {"kind": f"{kind}s", "key": f"{kind[:2]}00"} | (
            {} if kind == "speaker" else {"choice": "chosen"}
        )
        for uid in hidden[kind].values():
            yield {"kind": f"chosen_{kind}", "within": f"{kind[:2]}00", kind: uid}


async def _hidden(one: ContentType) -> dict[str, str]:
    made = {name: (await make(one.name, name)).uid for name in ("draft", "second")}
    made["changed"] = (await make_published(one.name, "Gewijzigd")).uid
    made["retired"] = (await make_published(one.name, PAST)).uid
    made["expired"] = (await make_published(one.name, PAST)).uid
    async with writing():
        for locale in LOCALES:
            await retract(one, made["retired"], locale, actor=ACTOR)
            later = datetime.now(UTC) + timedelta(days=1)
            await publish(one, made["expired"], locale, actor=ACTOR, until=later)
    await execute(EXPIRE, made["expired"])
    made |= {name: (await make(one.name, name)).uid for name in ("scheduled", "binned")}
    return made


async def conceal(hidden: Mapping[str, dict[str, str]]) -> None:
    """Plan the publication of what is to be scheduled, and delete what is to lie in the bin."""
    for name, one in installed().items():
        async with writing():
            for locale in LOCALES:
                at = datetime.now(UTC) + timedelta(days=3)
                await publish(one, hidden[name]["scheduled"], locale, actor=ACTOR, at=at)
            await delete(system(ACTOR), [hidden[name]["binned"]], break_links=True)


async def sign_up(hidden: Mapping[str, str]) -> None:
    """Let people sign up for what is hidden and report of it, and wait at what is public."""
    rows = await fetch(
        "SELECT uid FROM publication WHERE content_type = 'session' AND valid @> now()"
    )
    for session in {*hidden.values(), *(row["uid"] for row in rows)}:
        seated = session not in {row["uid"] for row in rows}
        await execute("INSERT INTO seating (session, seated) VALUES ($1, $2)", session, int(seated))
        await execute(
            "INSERT INTO sign_up (uid, session, state, name, email, locale) VALUES ($1, $1, $2, $3,"
            " 'zwijg@example.org', 'nl')",
            *(session, "seated" if seated else "unconfirmed", SECRET),
        )
        state = "accepted" if seated else "waiting"  # of what is hidden nobody reads even those
        await execute(
            "INSERT INTO report (session, locale, name, title, text, email, state, decided_at)"
            " VALUES ($1, 'nl', $2::text, $2::text, $2::text, 'zwijg@example.org', $3, $4)",
            *(session, SECRET, state, datetime.now(UTC) if seated else None),
        )


_WHISPER = """
INSERT INTO comment (number, id, uid, place, locale, name, email, text, consent, state)
SELECT number, 'c' || number, uid, ARRAY[number], 'nl', $1::text, $1::text || '@example.org',
    $1::text, '', state
FROM (SELECT uid, state, row_number() OVER () AS number
    FROM node, unnest(ARRAY['pending', 'rejected', 'spam', 'withdrawn']) state) said
"""


async def recruit() -> None:
    """Let somebody in, whose name, address, group and token are nobody's business, and others speak."""
    await execute(_WHISPER, SECRET)
    async with writing():
        await spool.post(Letter(f"{SECRET}@example.org", SECRET, SECRET))
    user_id = await make_user(SECRET, "editor")
    await make_group(f"{SECRET} group", user_id)
    await client_for(SECRET)


async def ask_around() -> None:
    """Let somebody offer to speak, look for a speaker and propose something, and take part as one."""
    texts = {"locale": "nl"}
    for table, known in NETWORK.items():
        columns = await fetch(COLUMNS, table)
        values = [known.get(one["name"], texts.get(one["name"], SECRET)) for one in columns]
        names = ", ".join(one["name"] for one in columns)
        places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
        await execute(f"INSERT INTO {table} ({names}) VALUES ({places})", *values)


def _references(one: ContentType, hidden: Mapping[str, dict[str, str]]) -> dict[str, Any]:
    """Relations and rows that point at drafts."""
    values: dict[str, Any] = {}
    for field in one.plain_fields:
        if field.references and field.column_name not in ("parent",):
            values[field.column_name] = hidden[_target(field.references)]["second"]
    for rows in one.rows:
        if rows.relation:
            target = hidden[_target(rows.target.references)]
            values[rows.name] = [{rows.target.column_name: target["draft"]}]
    return values


def _target(table: Any) -> str:
    name: str = table._meta.tablename
    return "page" if name == "node" else name


def _dates(values: Values) -> dict[str, Any]:
    """Other dates and places than the public knows."""
    said = f"{SECRET} {values['uid']}"
    place = {localised(name, "nl"): said for name in ("place_name", "place_city", "note")}
    later = values["starts_at"] + timedelta(days=1)
    return {
        "rrule": "FREQ=WEEKLY;COUNT=3",
        "additions": [{"starts_at": later}],
        "overrides": [{"recurrence_id": later, "cancelled": True, **place}],
        "variations": [{"rrule": "FREQ=WEEKLY", **place}],
    }


def _whispered(uid: str) -> list[dict[str, Any]]:
    said = f"{SECRET} {uid}"
    return [
        {"kind": "text", "body_nl": f"<p>{said}</p>", "body_en": f"<p>{said}</p>"},
        {"kind": "quotation", "text_nl": said, "text_en": said, "attribution_nl": said},
    ]


async def plant(hidden: Mapping[str, dict[str, str]]) -> None:
    """Write the secret into every text of every hidden entry; give it the secret tag and picture."""
    await plant_file()
    for name, one in installed().items():
        for uid in hidden[name].values():
            values = await working_copy.load(one, uid)
            texts = {
                column: f"<p>{SECRET} {uid}</p>" if field.rich else f"{SECRET} {uid}"
                for column, field in one.columns.items()
                if field.translated and not field.choices and field.name != "slug"
            }
            texts |= {f"slug_{locale}": slug_of(uid) for locale in LOCALES}
            texts |= _dates(values) if name == "event" else {}
            texts |= {"blocks": _whispered(uid)} if name == "page" else {}
            async with writing():
                await saving.save(
                    one,
                    uid,
                    texts | {"tags": [TAG], "image": FILE},
                    revision=values["revision"],
                    actor=ACTOR,
                )


async def plant_file() -> None:
    """Put a file into the library of which everything said is secret."""
    await Asset.insert(
        Asset(
            uid=FILE, name=f"{SECRET}.jpg", kind=AssetKind.IMAGE, media_type="image/jpeg", version="v1",
            size=1, width=9, height=9, credit=SECRET, alt_nl=SECRET, alt_en=SECRET, folder=SECRET,
        )
    )  # fmt: skip


def seeds(hidden: Mapping[str, dict[str, str]]) -> Seeds:
    """Arguments that name what is secret in every way an attacker may guess."""
    book = hidden["book"]
    title, slug = f"{SECRET} {book['draft']}", slug_of(book["draft"])
    entries = (book["draft"], book["retired"], write_id(book["scheduled"], View("nl")))
    identities = (*entries, FILE, write_image_id(FILE, View("nl")))
    return Seeds(
        {
            "ID": _texts(*identities),
            "String": _texts(title, SECRET[:5], TAG),
            "Int": ["2"],
            "Float": ["1"],
            "Boolean": ["true", "false"],
            "DateTime": ['"2009-12-04T14:00:00Z"'],
            "Date": ['"2009-12-04"'],
        },
        {
            "uid": _texts(*book.values()),
            "slug": _texts(slug),
            "path": _texts(f"/nl/{slug}", slug),
            "under": _texts(f"/nl/{slug}", book["draft"]),
            "after": _texts("WzFd"),
            "before": _texts("WzFd"),
        },
        {
            **{one.graphql_plural: "" for one in installed().values()},
            "site": "",
            "contentTypes": "",
            "tags": "",
            "menu": '(name: "main")',
            "search": '(text: "Openbaar")',
            "content": '(path: "/nl")',
        },
    )


def slug_of(uid: str) -> str:
    """What an entry's address says once the secret is in it."""
    return f"{SECRET}-{uid}".lower()


def _texts(*words: str) -> list[str]:
    return [f'"{word}"' for word in words]


@pytest.mark.parametrize("share", range(SHARES))
async def test_secrets_change_no_answer(site: dict[str, dict[str, str]], share: int) -> None:
    queries = list(walk(await introspected(), seeds(site)))[share::SHARES]
    before = {query: await answer(query) for query in queries}
    await plant(site)
    await conceal(site)
    await sign_up(site["session"])
    await recruit()
    await ask_around()

    for query in reversed(queries):  # what was asked last is still known how to answer
        after = await answer(query)
        assert after == before[query], query
        assert PAST.lower() not in after.lower(), query
    answered = [body for body in before.values() if '"errors"' not in body]
    public = [body for body in answered if "\ncache-control: public" in body]
    assert len(public) > 0.8 * len(answered)
    assert all('\netag: "' in body for body in public)
    assert any("\nsurrogate-key: " in body for body in public)


async def _read(scope: Scope, receive: Receive, send: Send) -> None:
    """As behind the hot cache, which is told what each answer was read from."""
    await app({**scope, READS: Reads()}, receive, send)


async def answer(query: str) -> str:
    """All of an answer that a client or a cache can see, but for the moment it was given."""
    transport = httpx.ASGITransport(app=_read)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        found = await client.get("/graphql", params={"query": query}, headers=ACCEPT)
    if found.status_code == LONG:
        found = await post(query)
    told = [f"{name}: {found.headers[name]}" for name in TOLD if name in found.headers]
    return "\n".join([str(found.status_code), *told, found.text])


ABSENT: Mapping[str, Callable[[str], str]] = {
    "query ($given: ID!) { entry(uid: $given) { title children { totalCount } } }": str,
    "query ($given: ID!) { node(id: $given) { id } }": lambda uid: write_id(uid, View("nl")),
    "query ($given: String!) { page(slug: $given) { title } }": slug_of,
    "query ($given: String!) { content(path: $given) { __typename } }": (
        lambda uid: f"/nl/{slug_of(uid)}"
    ),
}
"""Questions for one entry, and how it is named in them."""


async def test_what_is_secret_costs_what_is_not_there_costs(
    site: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    await plant(site)
    await conceal(site)

    async def statements(query: str, given: str) -> list[str]:
        async with counted(monkeypatch) as sent:
            answered = (await post(query, given=given)).json()
            assert list(answered["data"].values()) == [None], (query, given)
        return sent

    for query, named in ABSENT.items():
        nothing = await statements(query, named("nowhere"))
        assert nothing, query
        for uid in [site["page"][name] for name in site["page"].keys() - {"changed"}]:
            assert await statements(query, named(uid)) == nothing, (query, uid)
