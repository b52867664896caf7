"""What the public reads of those who attended a session: the reports that were accepted."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import strawberry

from cms.community.reports import reports
from cms.content_types import session
from cms.schema.context import Info
from cms.schema.enums import Locale


@strawberry.type(
    description="What somebody who attended a session wrote of it, once it was accepted."
)
class Report:
    id: strawberry.ID
    title: str
    name: str = strawberry.field(description="Who wrote it.")
    text: str = strawberry.field(description="Plain text; an empty line ends a paragraph.")
    locale: Locale = strawberry.field(description="The language of the page it was written on.")
    sent_at: datetime = strawberry.field(description="When it was handed in.")


async def _reports(self: Any, info: Info) -> list[Report]:
    key = self.record.uid, self.view.perspective
    return [_told(one) for one in await info.context.loaders.reports.load(key) or ()]


def _told(one: reports.Report) -> Report:
    return Report(
        id=strawberry.ID(str(one.id)),
        title=one.title,
        name=one.name,
        text=one.text,
        locale=Locale(one.locale),
        sent_at=one.sent_at,
    )


OF_TYPES: Mapping[str, Mapping[str, tuple[Callable[..., Any], Any, str]]] = {
    session.content_type.name: {
        "reports": (
            _reports,
            list[Report],
            "What those who attended wrote of it, in whichever language; the oldest first.",
        )
    }
}
"""As in `cms.schema.community.seats`."""
