"""The root fields of subscriptions: what changed, a preview as it is worked on, seats as they are taken."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from cms.content import DEFAULT_LOCALE, LOCALES
from cms.errors import N_, CmsError, NotFound
from cms.publishing.changes import Change
from cms.publishing.feed import INTERRUPTED, News
from cms.reading.view import Live, View
from cms.schema.context import Info
from cms.schema.directives import Cost
from cms.schema.enums import Locale, TypeName, values_of
from cms.schema.errors import BadArgument
from cms.schema.live.changes import TOLD, ContentChange, Wanted, told
from cms.schema.live.hearing import Hearing
from cms.schema.routes import LONGEST_PATH, Route, route

SESSION, SEATS = "session", "seats"
ANYWHERE = View(DEFAULT_LOCALE, tuple(LOCALES))


class Missed(CmsError):
    """Changes may have been missed: whoever keeps anything must read it anew."""

    code = "changes_missed"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_("Some changes may have been missed. Read everything anew, and subscribe again.")
        )


class PreviewNeeded(CmsError):
    """There is nothing to watch for who may see only what is public."""

    code = "preview_needed"
    status = 401

    def __init__(self) -> None:
        super().__init__(
            N_("Send a preview token in “{name}” to watch drafts."), name="Cms-Preview"
        )


@strawberry.type(description="What is told as it happens, over WebSocket or as server-sent events.")
class Subscription:
    @strawberry.subscription(
        description=(
            "Each change of what the public reads, once it is public. The stream ends with the error"
            " `changes_missed` when some may have been missed: read anew, and subscribe again."
        )
    )
    async def content_changed(
        self,
        info: Info,
        types: Annotated[
            list[TypeName] | None, strawberry.argument(description="Only entries of these types.")
        ] = UNSET,
        under: Annotated[
            str | None,
            strawberry.argument(description="Only what is below an entry: its path or its uid."),
        ] = UNSET,
        locale: Annotated[
            Locale | None,
            strawberry.argument(description="Only in this language; in all if left out."),
        ] = UNSET,
    ) -> AsyncGenerator[ContentChange, None]:
        if under and len(under) > LONGEST_PATH:
            raise BadArgument(N_("“{name}” is too long."), name="under")
        wanted = Wanted(values_of(types), under or "", (locale.value,) if locale else LOCALES)
        hearing = _hearing(info)
        async with aclosing(hearing.news()) as stream:
            await hearing.renew()
            await wanted.find_roots(info.context)
            async for news in stream:
                if news is INTERRUPTED:
                    raise Missed
                change = news if isinstance(news, Change) and wanted.fits(news) else None
                if change or news is None:
                    await hearing.renew()
                found = await told(info.context, change) if change else None
                if found:
                    yield found

    @strawberry.subscription(
        description=(
            "What lives at an address as a preview shows it: at once, and whenever what is selected"
            " reads otherwise because a draft was saved, or something was published. It needs a token"
            " for previews, and ends with it."
        ),
        directives=[Cost(weight=20)],
    )
    async def preview(self, info: Info, path: str) -> AsyncGenerator[Route, None]:
        async with aclosing(_states(info)) as states:
            async for _ in states:
                if isinstance(info.context.perspective, Live):
                    raise PreviewNeeded
                found: Any = await route(info, path) or NotFound(
                    N_("Nothing lives at this address.")
                )
                yield found  # an error is one of this event, not of the stream

    @strawberry.subscription(
        description=(
            "How many seats a session has left: at once, and whenever that changes; null if there is"
            " no limit. It ends when the session is no longer public."
        )
    )
    async def seats(
        self,
        info: Info,
        session: Annotated[strawberry.ID, strawberry.argument(description="Its uid.")],
    ) -> AsyncGenerator[int | None, None]:
        async with aclosing(_states(info, str(session))) as states:
            async for _ in states:
                found = await info.context.entry(session, ANYWHERE)
                if found is None or found.record.content_type != SESSION:
                    raise NotFound(N_("There is no such session."))
                yield (await info.context.loaders.seats.load(found.record.uid)).seats_left


def _hearing(info: Info) -> Hearing:
    hearing = info.context.hearing
    assert hearing, "executed as a subscription"
    return hearing


async def _states(info: Info, uid: str = "") -> AsyncGenerator[None, None]:
    """Each time something may read otherwise: by what is heard, of an entry or of all and its drafts."""
    hearing = _hearing(info)
    hearing.lasting = True
    async with aclosing(hearing.news(drafts=not uid)) as stream:
        async for news in stream:
            if news is INTERRUPTED and not hearing.feed.live:
                continue  # until it is again, and that is told too
            if not uid or _concerns(news, uid):
                await hearing.renew()
                yield


def _concerns(news: News | None, uid: str) -> bool:
    return not isinstance(news, Change) or (news.uid == uid and news.kind in {*TOLD, SEATS})
