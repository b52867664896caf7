"""What is due by the clock: speakers who have not answered are reminded, once."""

from cms.community.speakers import requests
from cms.community.speakers.records import Contact
from cms.database.engine import execute, fetch

MOST_AT_ONCE = 50
# Three days before the deadline, or half-way when there is less time. Whoever takes a row has it until
# the end of the transaction, in which the letter is kept too: so nobody is reminded twice.
_DUE = """
SELECT a.id, a.request, a.uid, a.name, c.email, c.locale
FROM speaker_asked a JOIN speaker_request r ON r.id = a.request
JOIN speaker_contact c ON c.uid = a.uid
WHERE r.state = 'asked' AND a.reply IS NULL AND a.reminded_at IS NULL AND c.opted_out_at IS NULL
    AND clock_timestamp() < r.deadline
    AND clock_timestamp() >= r.deadline - least(interval '3 days', (r.deadline - r.asked_at) / 2)
ORDER BY a.id LIMIT $1 FOR UPDATE OF a SKIP LOCKED
"""
_REMINDED = "UPDATE speaker_asked SET reminded_at = now() WHERE id = $1"


async def remind() -> int:
    """Remind some of those who are due; how many. Call it inside `writing()`, until there are none."""
    due = await fetch(_DUE, MOST_AT_ONCE)
    for row in due:
        mine = await requests.load(row["request"])
        one = Contact(row["uid"], row["email"], row["locale"], row["name"])
        await requests.send_request(mine, one, row["id"], again=True)
        await execute(_REMINDED, row["id"])
    return len(due)
