"""What a comment is, and where it stands with its moderators."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cms.database.engine import execute
from cms.publishing import outbox
from cms.publishing.changes import Change

DEEPEST = 4
"""How deep threads go: who answers what stands deeper stands beside it."""


class CommentState(StrEnum):
    """Where a comment stands: ``withdrawn`` says that nothing of it is left."""

    PENDING = "pending"
    PUBLISHED = "published"
    REJECTED = "rejected"
    SPAM = "spam"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Comment:
    """A comment as the public reads it: what was withdrawn has neither name nor text."""

    id: str
    uid: str
    parent: str | None
    place: tuple[int, ...]
    locale: str
    name: str
    text: str
    withdrawn: bool
    posted_at: datetime


_EMPTY = """
UPDATE comment SET name = '', email = '', text = '', state = 'withdrawn', decided_at = now(),
    decided_by = $2
WHERE id = $1
"""


async def empty(comment: str, by: str) -> None:
    """Erase what a comment says and who wrote it; its place in the thread stays. Inside `writing()`."""
    await execute(_EMPTY, comment, by)


async def tell(uid: str) -> None:
    """Let every process hear that the public reads other comments to an entry. Inside `writing()`."""
    await outbox.tell([Change("comments", uid)])
