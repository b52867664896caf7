"""The report of broken links."""

import strawberry
from strawberry import UNSET

from cms.publishing.links import broken_links as reports
from cms.schema.connections import size_of
from cms.schema.context import Info
from cms.schema.editing.acts import require_somebody
from cms.schema.editing.history import HistoryPage
from cms.schema.enums import Locale, TypeName

MOST = 100


@strawberry.type(description="A link or relation that leads readers of one language nowhere.")
class BrokenLink:
    uid: strawberry.ID = strawberry.field(description="Of the entry that it stands in.")
    type: TypeName
    locale: Locale
    path: str
    title: str
    kind: str = strawberry.field(description="`link` in a text, or `relation`.")
    target: strawberry.ID = strawberry.field(description="The uid that it leads to.")
    fate: str = strawberry.field(
        description="Of the target: `gone`, `binned`, or `not_public` in this language."
    )


@strawberry.type(
    description="A part of the broken links that you may see, by language and address."
)
class BrokenLinkConnection:
    nodes: list[BrokenLink]
    page_info: HistoryPage
    total_count: int
    hidden: int = strawberry.field(description="How many more there are that you may not see.")


async def broken_links(
    info: Info,
    locale: Locale | None = UNSET,
    first: int = 50,
    after: str | None = UNSET,
) -> BrokenLinkConnection | None:
    """What the public reads and leads nowhere now. Links to other sites are not looked at."""
    require_somebody(info)
    size_of("first", first, least=1, most=MOST)
    language = locale.value if locale else None
    found = await reports.broken_links(info.context.actor, language, first, after or "")
    return BrokenLinkConnection(
        nodes=[_node(one) for one in found.broken],
        page_info=HistoryPage(has_next_page=bool(found.next), end_cursor=found.next or None),
        total_count=found.total,
        hidden=found.hidden,
    )


def _node(one: reports.BrokenLink) -> BrokenLink:
    return BrokenLink(
        uid=strawberry.ID(one.uid),
        type=TypeName(one.content_type),
        locale=Locale(one.locale),
        path=one.path,
        title=one.source,
        kind=one.kind,
        target=strawberry.ID(one.target),
        fate=one.fate,
    )
