"""Withdrawing one's own comment, with the link that was mailed."""

from dataclasses import dataclass

from cms.community import links
from cms.community.comments.comment import CommentState, empty, tell
from cms.community.comments.posting import WITHDRAW
from cms.database.engine import fetch

_FOUND = "SELECT uid, name, text, state FROM comment WHERE id = $1"
AUTHOR = "author"


@dataclass(frozen=True)
class Own:
    """What somebody wrote, for themselves to read."""

    name: str
    text: str


async def own_comment(token: str) -> Own:
    """The comment that a link would withdraw. Raises `DeadLink`."""
    link = await links.look(token, WITHDRAW)
    rows = await fetch(_FOUND, link.subject)
    return Own(rows[0]["name"], rows[0]["text"]) if rows else Own("", "")


async def withdraw(token: str) -> None:
    """Erase what it says and who wrote it. Raises `DeadLink`. Call it inside `writing()`."""
    link = await links.use(token, WITHDRAW)
    for row in await fetch(f"{_FOUND} FOR UPDATE", link.subject):
        if row["state"] != CommentState.WITHDRAWN:
            await empty(link.subject, AUTHOR)
            await tell(row["uid"])
