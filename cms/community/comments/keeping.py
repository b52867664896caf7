"""How long what visitors sent is kept, and telling moderators that something waits."""

from collections.abc import Mapping
from typing import Any

from cms.access.actors import load_actor
from cms.access.users import NOWHERE
from cms.community.comments import letters
from cms.community.comments.authorised import Wanted, counts, queue
from cms.community.comments.comment import CommentState
from cms.content import DEFAULT_LOCALE
from cms.database.engine import execute, fetch, writing
from cms.mail import post

KEPT_DAYS = 30
# What is not there and not in the bin either was purged.
_GONE = """
DELETE FROM {table} t WHERE t.uid IS NOT NULL
    AND NOT EXISTS (SELECT FROM node n WHERE n.uid = t.uid)
    AND NOT EXISTS (SELECT FROM binned_entry b WHERE b.uid = t.uid)
"""
_ADDRESSES = """
UPDATE comment SET email = '' WHERE email <> '' AND posted_at < now() - make_interval(days => $1)
"""
# It stays refused: what answers it was hidden with it, and must not come back.
_REFUSED = """
UPDATE comment SET name = '', email = '', text = ''
WHERE state IN ('rejected', 'spam') AND text <> ''
    AND decided_at < now() - make_interval(days => $1)
"""
_SPAM = """
DELETE FROM comment WHERE state = 'spam' AND decided_at IS NULL
    AND posted_at < now() - make_interval(days => $1)
"""
_MODERATORS = """
SELECT u.id, u.username, u.email, coalesce(d.told_to, 0) AS told_to FROM piccolo_user u
LEFT JOIN comment_digest d ON d.user_id = u.id
WHERE u.active AND u.admin AND u.email <> '' AND right(u.email, length($1::text)) <> $1
    AND (d.told_at IS NULL OR d.told_at < now() - interval '1 hour')
    AND EXISTS (SELECT FROM comment c WHERE c.state = 'pending' AND c.number > coalesce(d.told_to, 0))
"""
_TOLD = """
INSERT INTO comment_digest AS d (user_id, told_at, told_to) VALUES ($1, now(), $2)
ON CONFLICT (user_id) DO UPDATE SET told_at = now(), told_to = excluded.told_to
WHERE d.told_at < now() - interval '1 hour' RETURNING true
"""


async def forget_old() -> None:
    """Erase the addresses of authors, what was refused, and what was said of purged entries.

    What is public stays so. Call it inside `writing()`.
    """
    for table in ("comment", "commenting"):
        await execute(_GONE.format(table=table))
    for sql in (_ADDRESSES, _REFUSED, _SPAM):
        await execute(sql, KEPT_DAYS)


async def tell_moderators() -> None:
    """Mail whoever may judge a comment that came since they were last told, at most once an hour."""
    for person in await fetch(_MODERATORS, NOWHERE):
        async with writing():
            await _tell(person)


async def _tell(person: Mapping[str, Any]) -> None:
    actor = await load_actor(person["username"])
    newest = await _newest()
    waiting = await queue(actor, Wanted(state=CommentState.PENDING), most=1)
    mine = waiting and waiting[0].number > person["told_to"]
    if await fetch(_TOLD, person["id"], newest) and mine:
        number = (await counts(actor))[CommentState.PENDING]
        await post(letters.queued(person["email"], actor.name, number, DEFAULT_LOCALE))


async def _newest() -> int:
    rows = await fetch("SELECT coalesce(max(number), 0) AS newest FROM comment")
    return int(rows[0]["newest"])
