"""The world of the matrix: everybody in every role, and an entry in every state, made once.

What is tried in it is undone, so that everything stands as it did when the next is tried.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

import httpx

from cms.access import accounts, invites, sessions, tokens
from cms.access.actors import system
from cms.access.roles import LOCAL_ROLES, Role, all_given
from cms.content.discovery import installed
from cms.database.engine import engine, execute, fetch, writing
from cms.editing import working_copy
from cms.publishing import drafts, workflow
from cms.publishing.authorised import PLAINLY, How
from tests.builders import change, make, make_published, remove
from tests.conftest import empty_all_tables
from tests.people import give, make_group, make_user
from tests.schema.editing_client import Client, client_for

MAKER = "somebody else"
STATES = (
    "private",
    "pending",
    "published",
    "changed",
    "scheduled",
    "expired",
    "retired",
    "blocked",
)
"""What is blocked is private besides, and lets no local roles from above in."""
_BLOCK = "INSERT INTO blocked_branch (uid, blocked_by, blocked_at) VALUES ($1, $2, now())"
ALIAS = 7
FILE = "bestand12345"
_FILE = f"""
INSERT INTO asset (uid, kind, name, media_type, size, digest, version, width, height, created_by)
VALUES ('{FILE}', 'image', 'haven.jpg', 'image/jpeg', 1, '{"0" * 64}', 'v1', 4, 4, '{MAKER}')
"""
LETTER = "00000000-0000-4000-8000-000000000007"
PREVIEW, LOCK = "voorbeeld", "a token of the lock"
SIGN_UP = "aanmelding"
_ALIAS = f"""
INSERT INTO alias (id, path, target, locale, status, changed_by, changed_at)
VALUES ({ALIAS}, '/vroeger', 'https://example.org/', '', 301, '{MAKER}', now())
"""
REPORT = 9
_REPORT = f"""
INSERT INTO report (id, session, locale, name, title, text) OVERRIDING SYSTEM VALUE
VALUES ({REPORT}, $1, 'nl', 'Bo', 'Verslag', 'Tekst')
"""
_LETTER = f"""
INSERT INTO mail (id, recipient, subject, text, html, reply_to, unsubscribe, locale, failed_at)
VALUES ('{LETTER}', 'eva@example.org', 'Brief', 'Dag', '', '', '', 'nl', now())
"""
JOB = 1_000_008  # beyond those that the world itself leaves
_JOB = f"""
INSERT INTO procrastinate_jobs (id, queue_name, task_name, status)
VALUES ({JOB}, 'test', 'test', 'todo')
"""
_JOB_FAILED = "UPDATE procrastinate_jobs SET status = 'failed'"
WEBHOOK, DELIVERY = 7, "00000000-0000-4000-8000-000000000008"
_WEBHOOK = f"""
INSERT INTO webhook (id, name, url, events, types, locales, branch, document, active, secret, changed_by)
OVERRIDING SYSTEM VALUE
VALUES ({WEBHOOK}, 'Site', 'http://127.0.0.1:9/', '{{published}}', '{{}}', '{{}}', '', '', false, 'x', '')
"""
_DELIVERY = f"""
INSERT INTO webhook_delivery (id, webhook, change, event, uid, locale, content_type, at, state)
VALUES ('{DELIVERY}', {WEBHOOK}, 1, 'published', 'iets', 'nl', 'page', now(), 'dead')
"""
_COMMENTS = """
INSERT INTO comment (number, id, uid, place, locale, name, email, text, consent, state)
SELECT number, uid, uid, ARRAY[number], 'nl', 'Bo', '', 'Dag', '', 'pending'
FROM (SELECT uid, row_number() OVER () AS number FROM node) entries
"""
"""One on each entry, by the name of the entry."""
_PREVIEW = """
INSERT INTO preview (id, maker, made_at, expires_at)
VALUES ($1, $2, now(), now() + interval '1 hour')
"""
_SESSION = """
UPDATE publication SET content_type = 'session', data = data || '{"sign_up_mode": "open"}'
WHERE uid = $1
"""
_SIGN_UP = """
INSERT INTO sign_up (uid, session, state, place, name, email, locale)
VALUES ($1, $2, 'waiting', 1, 'Ada', 'ada@example.com', 'nl')
"""
_LOCK = """
INSERT INTO edit_lock (uid, holder, token, since, expires_at)
VALUES ($1, $2, $3, now(), now() + interval '1 hour')
"""
REQUEST, ASKED, OFFER, PROPOSAL = 71, 72, 73, 74
_BOOKABLE = """
UPDATE publication SET content_type = 'speaker', data = data || '{"bookable": true, "fields": []}'
WHERE uid = $1
"""
_NETWORK = (
    """
    INSERT INTO speaker_contact (uid, email, locale) VALUES ($1, 'spreker@example.org', 'nl')
    """,
    f"""
    INSERT INTO speaker_request (id, state, locale, name, organisation, email, occasion, period, place,
        audience, message, fields, to_all, consent, confirmed_at, asked_at, deadline)
    OVERRIDING SYSTEM VALUE
    SELECT id, state, 'nl', 'Zoë', '', 'z@example.org', 'Dag', 'ooit', '', '', 'Kom!', '{{}}', true,
        '', now(), asked_at, asked_at + interval '10 days'
    FROM (VALUES ({REQUEST}, 'waiting', NULL), ({ASKED}, 'asked', now()))
        AS one (id, state, asked_at) WHERE $1 <> ''
    """,
    f"""
    INSERT INTO speaker_offer (id, state, locale, given_name, prefix, family_name, role, email,
        introduction, fields, languages, consent, confirmed_at)
    OVERRIDING SYSTEM VALUE VALUES ({OFFER}, 'waiting', 'nl', 'Sanne', 'de', 'Spreker', '',
        's@example.org', 'Een verhaal.', '{{}}', '{{nl}}', left($1, 0), now())
    """,
    f"""
    INSERT INTO proposal (id, state, kind, locale, name, organisation, email, event, place_name,
        place_address, place_city, given_name, prefix, family_name, message, consent,
        confirmed_at)
    OVERRIDING SYSTEM VALUE VALUES ({PROPOSAL}, 'waiting', 'speaker', 'nl', 'Hanna', '',
        'h@example.org', '', '', '', '', 'Tess', '', 'Teller', '', left($1, 0), now())
    """,
)
BINNED = ("binned", "binned by oneself")


@dataclass(frozen=True)
class Persona:
    """Somebody with one role: for the whole site, on the branch, on another branch; or with none."""

    name: str
    role: str
    reach: str
    user_id: int
    cookie: str
    script: Client

    def __str__(self) -> str:
        return f"{self.role or 'no role'} ({self.reach})"


@dataclass(frozen=True)
class Entry:
    """An entry that stands so, in Dutch; its source language is Dutch too."""

    state: str
    uid: str
    revision: int
    bin_id: int = 0

    @property
    def public(self) -> frozenset[str]:
        """The languages in which it is public or planned."""
        languages = {"published": {"nl", "en"}, "changed": {"nl"}, "scheduled": {"nl"}}
        return frozenset(languages.get(self.state, ()))


@dataclass(frozen=True)
class World:
    """Where it all is: ``branch`` holds the entries and ``place``, to which they are moved."""

    branch: str
    place: str
    iemand: int
    invited: int
    entries: tuple[Entry, ...]
    binned: tuple[Entry, ...]
    personas: tuple[Persona, ...]


@dataclass(frozen=True)
class Case:
    """Who tries it, in which world, on which entry; ``own`` when they made it themselves."""

    world: World
    persona: Persona
    entry: Entry
    own: bool = False

    def __str__(self) -> str:
        own = "their own " if self.own else ""
        return f"{self.persona} on {own}{self.entry.state}"


async def make_world() -> World:
    """All of it, in an empty database."""
    await empty_all_tables()
    branch = (await make_published("page", "Tak", locales=("nl", "en"))).uid
    place = (await make_published("page", "Doel", parent=branch)).uid
    beside = (await make("page", "Ernaast")).uid
    entries = [await _entry(state, branch) for state in STATES]
    binned = [await _binned(state, branch) for state in BINNED]
    for table in ("node", "page"):
        await execute(f"UPDATE {table} SET created_by = $1", MAKER)
    await make_group("Groep")
    await execute("INSERT INTO tag (key, label_nl) VALUES ('web', 'Web')")
    await execute(_ALIAS)
    await execute(_LETTER)
    await execute(_JOB)
    await execute(_JOB_FAILED)
    await execute(_WEBHOOK)
    await execute(_DELIVERY)
    await execute(_FILE)
    await execute(_COMMENTS)
    await drafts.renew()
    return World(
        branch=branch,
        place=place,
        iemand=await make_user("iemand"),
        invited=await _invited(),
        entries=tuple(entries),
        binned=tuple(binned),
        personas=tuple([one async for one in _personas(branch, beside)]),
    )


async def _invited() -> int:
    """Somebody who has not chosen a password yet."""
    async with writing():
        await invites.invite(system(MAKER), "genodigd", "genodigd@example.org", [])
    return (await accounts.account_named("genodigd")).id


async def _entry(state: str, parent: str) -> Entry:
    uid = (await make("page", state, parent=parent)).uid
    if state == "pending":
        await _step(uid, "submit", "nl")
    elif state == "scheduled":
        await _step(uid, "publish", "nl", How(at=datetime.now(UTC) + timedelta(days=1)))
    elif state == "blocked":
        await execute(_BLOCK, uid, MAKER)
    elif state != "private":
        await _step(uid, "publish", "nl")
    if state == "published":
        await _step(uid, "publish", "en")
    elif state == "changed":
        await change("page", uid, title_nl="Veranderd")
    elif state == "retired":
        await _step(uid, "retire", "nl")
    elif state == "expired":
        over = "tstzrange(now() - interval '2 hours', now() - interval '1 hour')"
        await execute(f"UPDATE publication SET valid = {over} WHERE uid = $1", uid)
    return Entry(state, uid, (await working_copy.load(installed()["page"], uid))["revision"])


async def _step(uid: str, name: str, locale: str, how: How = PLAINLY) -> None:
    async with writing():
        await workflow.transition(system(MAKER), uid, locale, name, how)


async def _binned(state: str, parent: str) -> Entry:
    made = await make("page", state, parent=parent)
    (gone,) = await remove(made.uid)
    return Entry(state, made.uid, made.revision, gone.bin_id)


async def _personas(branch: str, beside: str) -> AsyncIterator[Persona]:
    everywhere = ["", *map(str, all_given(Role))]
    local = [str(one) for one in all_given(LOCAL_ROLES)]
    for role, reach in [*product(everywhere, ["site"]), *product(local, ["branch", "elsewhere"])]:
        name = f"{role or 'nobody'} {reach}".replace(":", " ")
        user_id = await make_user(name, superuser=role == "administrator")
        if role not in ("", "administrator"):
            uid = {"site": None, "branch": branch, "elsewhere": beside}[reach]
            await give(role, user_id=user_id, uid=uid)
        cookie = await sessions.begin(user_id)
        yield Persona(name, role, reach, user_id, cookie, await client_for(name))


async def still_there(world: World | None) -> bool:
    """Whether nobody emptied the database since."""
    uid = world.branch if world else ""
    return bool(await fetch("SELECT FROM node WHERE uid = $1", uid))


@asynccontextmanager
async def trying(case: Case, client: httpx.AsyncClient) -> AsyncIterator[None]:
    """The case as it is while somebody tries something; all that comes of it is undone."""
    client.cookies.set("id", case.persona.cookie)
    async with engine.transaction() as undone:
        await execute("UPDATE login_session SET confirmed_at = now()")  # as if just logged in
        if case.own:
            await _make_own(case.persona.name, case.entry)
        try:
            yield
        finally:
            await undone.rollback()


async def _make_own(name: str, entry: Entry) -> None:
    if entry.bin_id:
        column = "created_by" if entry.state == "binned" else "deleted_by"
        await execute(f"UPDATE binned_branch SET {column} = $2 WHERE id = $1", entry.bin_id, name)
        return
    for table in ("node", "page"):
        await execute(f"UPDATE {table} SET created_by = $2 WHERE uid = $1", entry.uid, name)
    await execute("UPDATE transition SET actor = $2 WHERE uid = $1", entry.uid, name)


async def made_preview(case: Case) -> None:
    """A preview of the one who tries."""
    await execute(_PREVIEW, PREVIEW, case.persona.name)


async def made_report(case: Case) -> None:
    """Somebody handed in a report."""
    await execute(_REPORT, case.entry.uid)


async def made_lock(case: Case) -> None:
    """The one who tries is editing."""
    await execute(_LOCK, case.entry.uid, case.persona.name, tokens.digest(LOCK).hex())


async def made_sign_up(case: Case) -> None:
    """The entry is a session, for which somebody waits."""
    await execute(_SESSION, case.entry.uid)
    await execute(
        "INSERT INTO seating (session, waiting, last_place) VALUES ($1, 1, 1)", case.entry.uid
    )
    await execute(_SIGN_UP, SIGN_UP, case.entry.uid)


async def made_network(case: Case) -> None:
    """The branch is somebody who can be asked to speak; others ask, offer and propose."""
    await execute(_BOOKABLE, case.world.branch)
    for statement in _NETWORK:
        await execute(statement, case.world.branch)
