"""The comments to an entry, as the public reads them, and whether one can comment."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import strawberry

from cms.community.comments.comment import Comment as Kept
from cms.community.comments.comment import CommentState
from cms.community.comments.markup import as_html
from cms.community.comments.posting import CONSENT
from cms.community.comments.reading import After
from cms.community.comments.rules import Commenting as Rule
from cms.reading.view import View
from cms.schema.community.consents import ConsentText, consent_text
from cms.schema.connections import COUNTING, size_of
from cms.schema.context import Info
from cms.schema.cursors import packed, unpacked
from cms.schema.directives import Cost
from cms.schema.enums import Locale
from cms.schema.errors import BadCursor

DEEPEST_PLACE = 20
strawberry.enum(
    CommentState,
    name="CommentState",
    description=(
        "PENDING: somebody will look at it. PUBLISHED: everybody reads it. REJECTED: nobody does. SPAM:"
        " nobody does, and it is erased. WITHDRAWN: nothing of it is left."
    ),
)


@strawberry.type(description="What a visitor said to an entry.")
class Comment:
    id: strawberry.ID
    parent: strawberry.ID | None = strawberry.field(description="The comment that it answers.")
    depth: int = strawberry.field(description="How deep in its thread, from 0.")
    locale: Locale = strawberry.field(description="The language of the page it was written on.")
    name: str = strawberry.field(
        description="As its author gave it: nobody knows who that is. Empty if withdrawn."
    )
    text: str = strawberry.field(description="Plain text with ends of lines. Empty if withdrawn.")
    withdrawn: bool = strawberry.field(
        description="It keeps its place because others answered it; nothing of it is left."
    )
    posted_at: datetime = strawberry.field(description="When it was sent.")

    @strawberry.field(
        description="The text as HTML: paragraphs, line breaks and links, and nothing else."
    )
    def html(self) -> str:
        return as_html(self.text)


@strawberry.type(description="Where a part of the comments ends.")
class CommentPage:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type(
    description="A part of the comments to an entry: thread by thread, the oldest first."
)
class CommentConnection:
    nodes: list[Comment]
    page_info: CommentPage
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(
        description="How many everybody reads; counted only when this is asked.",
        directives=[Cost(weight=COUNTING)],
    )
    async def total_count(self) -> int:
        return await self.count()


@strawberry.type(description="Whether one can comment on an entry.")
class Commenting:
    open: bool = strawberry.field(description="Whether visitors can comment now.")
    reason: str | None = strawberry.field(
        description="Why one cannot, in the language of the view; null if one can."
    )
    moderated: bool = strawberry.field(
        description="Whether somebody looks at a comment before everybody reads it."
    )
    consent: ConsentText = strawberry.field(description="What whoever comments agrees to.")


async def comments_to(info: Info, uid: str, first: int, after: str | None) -> CommentConnection:
    """A part of the comments to an entry that whoever asks may see."""
    size = size_of("first", first)
    place = place_of(after) if after else ()
    found = await info.context.loaders.comments.load((uid, (size, place))) or []
    nodes = found[:size]
    more = len(found) > size
    return CommentConnection(
        nodes=[_comment(one) for one in nodes],
        page_info=CommentPage(
            has_next_page=more, end_cursor=packed([*nodes[-1].place]) if nodes else None
        ),
        count=lambda: info.context.loaders.comment_numbers.load(uid),
    )


async def commenting_on(info: Info, uid: str, view: View) -> Commenting:
    """Whether one can comment on an entry that whoever asks may see."""
    return commenting_by(await info.context.loaders.commenting.load(uid), view.locale)


def commenting_by(rule: Rule, locale: str) -> Commenting:
    """What is told where a rule holds."""
    return Commenting(
        open=rule.open,
        reason=rule.why_closed(locale),
        moderated=rule.moderated,
        consent=consent_text(CONSENT, locale),
    )


def _comment(one: Kept) -> Comment:
    return Comment(
        id=strawberry.ID(one.id),
        parent=strawberry.ID(one.parent) if one.parent else None,
        depth=len(one.place) - 1,
        locale=Locale(one.locale),
        name=one.name,
        text=one.text,
        withdrawn=one.withdrawn,
        posted_at=one.posted_at,
    )


def place_of(cursor: str) -> After:
    """The place that a cursor names. Raises `BadCursor`."""
    held = unpacked(cursor)
    if not isinstance(held, list) or not 0 < len(held) <= DEEPEST_PLACE:
        raise BadCursor
    if not all(type(one) is int and 0 < one < 2**63 for one in held):
        raise BadCursor
    return tuple(held)
