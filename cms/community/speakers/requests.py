"""People who look for a speaker: what they ask, whom it is sent to, and how it ends."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cms.community import consent, links
from cms.community.consent import Consent
from cms.community.deciding import Decided
from cms.community.limits import charge, mail_to
from cms.community.speakers import contacts, letters
from cms.community.speakers.records import Contact, Request, RequestState
from cms.community.speakers.vocabulary import words_of
from cms.community.typed import Typed
from cms.database.buckets import Bucket, counted, taken
from cms.database.engine import execute, fetch
from cms.errors import N_, NotFound
from cms.mail import post
from cms.settings import Settings

PURPOSE = "speaker_request"
ANSWERING = "speaker_answer"
ERASING = "speaker_request_erase"
CONFIRMING = timedelta(days=7)
MOST_FIELDS = 12
BY_ITSELF = Bucket("speaker requests", size=10, seconds=8_640)
"""So many requests go to the network by themselves in a day; those beyond wait for somebody."""
CONSENT = Consent(
    "speaker_request",
    N_(
        "You may keep my request, and send it with my name to the speakers of the network. My e-mail"
        " address is not shown to them: the answers come to me in one mail."
    ),
)


_KEEP = """
INSERT INTO speaker_request (locale, name, organisation, email, occasion, period, place, audience,
    message, fields, to_all, consent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING *
"""
_CONFIRM = """
UPDATE speaker_request SET state = 'waiting', confirmed_at = now()
WHERE id = $1 AND state = 'unconfirmed' RETURNING *
"""
_ASK = """
UPDATE speaker_request SET state = 'asked', asked_at = now(), to_all = $2, decided_by = $3,
    deadline = now() + make_interval(days => $4)
WHERE id = $1 RETURNING *
"""
_ASKED = "INSERT INTO speaker_asked (request, uid, name) VALUES ($1, $2, $3) RETURNING id"
_REFUSE = """
UPDATE speaker_request SET state = 'refused', ended_at = now(), decided_by = $2, reason = $3
WHERE id = $1 RETURNING *
"""
_PAGE = """
SELECT * FROM speaker_request WHERE state = ANY($1::text[]) AND id < $2 ORDER BY id DESC LIMIT $3
"""
_FORGET = """
DELETE FROM speaker_request WHERE state = 'unconfirmed' AND made_at < now() - $2::interval
    OR state <> 'unconfirmed'
        AND coalesce(ended_at, deadline, confirmed_at) < now() - make_interval(days => $1)
"""


async def request(typed: Mapping[str, Any], locale: str) -> Request:
    """Keep what somebody typed, and mail them the link that confirms it.

    Raises `InvalidInput` and `RateLimited`. Call it inside `writing()`.
    """
    version = str(typed.get("consent") or "")
    read = _read(typed, version)
    agreed = await consent.agreed(CONSENT, version)
    await charge(mail_to(str(typed.get("email"))))
    found = Request(**(await fetch(_KEEP, locale, *read, agreed))[0])
    token = await links.issue(PURPOSE, _subject(found.id), CONFIRMING)
    await post(letters.confirm_request(found.email, token, locale))
    return found


def _read(typed: Mapping[str, Any], version: str) -> tuple[Any, ...]:
    form = Typed(typed)
    read = (
        form.line("name", 120, required=True),
        form.line("organisation", 200),
        form.email(),
        form.line("occasion", 200, required=True),
        form.line("period", 200, required=True),
        form.line("place", 200),
        form.line("audience", 300),
        form.text("message", 5000, required=True),
        fields := form.some("fields", 60, MOST_FIELDS),
        to_all := form.ticked("to_all"),
    )
    if not (fields or to_all):
        text = N_("Name a field, or choose to ask all speakers.")
        form.wrong("no_fields", text, "fields")
    form.check(consent.refusals(CONSENT, version))
    return read


def _subject(request_id: int) -> str:
    return f"{PURPOSE}:{request_id}"


async def confirm(token: str, settings: Settings) -> Request:
    """Whoever has the link asks this: it goes to the speakers, or waits for somebody to look.

    It waits when the settings say so, when it suits nobody, and when the network was asked often
    already. Again changes nothing. Raises `DeadLink`. Call it inside `writing()`.
    """
    link = await links.used_once(token, PURPOSE)
    request_id = _id(link)
    found = await fetch(_CONFIRM, request_id)
    if not found:
        return await load(request_id)
    mine = Request(**found[0])
    if settings.speaker_requests == "direct" and await _may_go(mine):
        return await ask(mine.id, settings, to_all=mine.to_all)
    await post(letters.received(mine, await erasing(mine)))
    return mine


async def _may_go(mine: Request) -> bool:
    suits = await contacts.bookable(mine.fields, to_all=mine.to_all)
    return bool(suits) and await taken(counted(BY_ITSELF))  # also if it is erased afterwards


def _id(link: links.PersonalLink) -> int:
    return int(link.subject.rpartition(":")[2])


async def ask(
    request_id: int, settings: Settings, *, to_all: bool, by: str = "", days: int | None = None
) -> Request:
    """Mail it to the speakers who match, or to all; each has a link of their own.

    Raises `NotFound`, `Decided`, and `NobodyMatches`. Call it inside `writing()`.
    """
    before = await held(request_id, RequestState.WAITING)
    found = await contacts.bookable(before.fields, to_all=to_all)
    if not found:
        raise NobodyMatches
    lasts = days or settings.speaker_answer_days
    mine = Request(**(await fetch(_ASK, request_id, to_all, by, lasts))[0])
    for one in found:
        [row] = await fetch(_ASKED, request_id, one.uid, one.name)
        await send_request(mine, one, row["id"])
    await post(letters.was_sent(mine, await erasing(mine)))
    return mine


async def send_request(mine: Request, one: Contact, asked_id: int, *, again: bool = False) -> None:
    """Mail a speaker a request, or remind them of it, with links that are theirs alone."""
    token = await links.issue(ANSWERING, f"{ANSWERING}:{asked_id}", CHOOSING)
    leaving = await contacts.link_to_choose(one.uid)
    fields = await words_of(mine.fields, one.locale)
    await post(letters.asked(mine, fields, one, token, leaving, again=again))


CHOOSING = timedelta(days=180)
"""So long a speaker can see what they were asked; answering ends with the deadline."""


class NobodyMatches(NotFound):
    """There is no speaker to be asked."""

    code = "nobody_matches"
    status = 409

    def __init__(self) -> None:
        super().__init__(N_("No speaker who can be asked matches this."))


async def erasing(mine: Request) -> str:
    """The token with which a seeker has everything erased."""
    return await links.issue(ERASING, _subject(mine.id), timedelta(days=400))


async def to_erase(token: str) -> Request:
    """What a link erases. Raises `DeadLink` and `NotFound`."""
    return await load(_id(await links.look(token, ERASING)))


async def erase(token: str) -> None:
    """Erase a request, and what was answered to it. Raises `DeadLink`. Call it inside `writing()`."""
    link = await links.use(token, ERASING)
    await execute("DELETE FROM speaker_request WHERE id = $1", _id(link))
    await links.end(link.subject)


async def refuse(request_id: int, by: str, reason: str) -> Request:
    """Send it to nobody, and tell the seeker why.

    Raises `NotFound` and `Decided`. Call it inside `writing()`.
    """
    await held(request_id, RequestState.WAITING)
    found = Request(**(await fetch(_REFUSE, request_id, by, reason))[0])
    await post(letters.refused(found, await erasing(found)))
    return found


def no_request() -> NotFound:
    """What is answered of one that is not there."""
    return NotFound(N_("There is no such request (any more)."))


async def load(request_id: int, *, locking: str = "") -> Request:
    """One request. Raises `NotFound`."""
    found = await fetch(f"SELECT * FROM speaker_request WHERE id = $1 {locking}", request_id)  # noqa: S608 - ours
    if not found:
        raise no_request()
    return Request(**found[0])


async def held(request_id: int, state: RequestState) -> Request:
    """A request in this state, held until the end of the transaction.

    Raises `NotFound` and `Decided`.
    """
    found = await load(request_id, locking="FOR UPDATE")
    if found.state != state:
        raise Decided
    return found


async def requests(states: tuple[RequestState, ...], before: int, first: int) -> list[Request]:
    """Those in these states, the newest first, from before a number on."""
    return [Request(**row) for row in await fetch(_PAGE, list(states), before, first)]


async def forget(days: int) -> None:
    """Erase what was never confirmed, and what ended so many days ago."""
    await execute(_FORGET, days, CONFIRMING)
