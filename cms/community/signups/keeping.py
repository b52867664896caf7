"""What time and publications change: seats that came free, and people who are to be forgotten."""

from cms.community.signups import seats, sessions, signing_up
from cms.database.engine import fetch

# Whoever never confirmed is forgotten whole; what they had in mind is nobody's business.
_UNCONFIRMED = """
DELETE FROM sign_up WHERE state = 'unconfirmed' AND created_at < now() - interval '25 hours'
    AND coalesce(mailed_at, created_at) < now() - interval '25 hours' RETURNING uid
"""
# When it was over says what was published last, public still or not; without that, nothing is kept.
_OVER = """
SELECT g.session FROM seating g
LEFT JOIN LATERAL (
    SELECT coalesce(p.data->>'ends_at', p.data->>'starts_at')::timestamptz AS at, p.uid
    FROM publication p WHERE p.uid = g.session AND NOT isempty(p.valid)
    ORDER BY p.revision DESC, p.published_at DESC LIMIT 1) over ON true
WHERE (over.uid IS NULL OR over.at < now() - make_interval(days => $1::int))
    AND EXISTS (SELECT FROM sign_up s WHERE s.session = g.session AND s.erased_at IS NULL)
"""
_ERASE = """
UPDATE sign_up SET name = '', email = '', erased_at = now()
WHERE session = ANY($1::text[]) AND erased_at IS NULL RETURNING uid
"""
_END_LINKS = """
UPDATE personal_link SET ended_at = now() WHERE subject = ANY($1::text[]) AND ended_at IS NULL
"""
_WAITING = "SELECT session FROM seating WHERE waiting > 0 ORDER BY session"


async def forget_old(days: int) -> int:
    """Erase those whose session was over so many days ago, and who never confirmed; how many.

    How many came stays known. Call it inside `writing()`.
    """
    gone = await fetch(_UNCONFIRMED)
    over = [row["session"] for row in await fetch(_OVER, days)]
    gone += await fetch(_ERASE, over)
    await fetch(_END_LINKS, [row["uid"] for row in gone])
    return len(gone)


async def waited_for() -> list[str]:
    """The sessions for which people wait."""
    return [row["session"] for row in await fetch(_WAITING)]


async def follow(session_uid: str) -> int:
    """Seat those who wait, if what is public now has seats for them; how many. Inside `writing()`."""
    counts = await seats.lock(session_uid)
    session = (await sessions.public([session_uid])).get(session_uid)
    if session is None or not counts.waiting:
        return 0
    rules = session.rules
    if not rules.seats_people(session.now) or rules.seats_left(counts.seated) == 0:
        return 0
    return await signing_up.move_up(session)
