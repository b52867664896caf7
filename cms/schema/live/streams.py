"""Streams: what is asked, as the events that answer it, whatever carries them to the client."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLError, OperationType
from starlette.requests import Request

from cms.database.engine import as_json
from cms.database.outages import Unavailable, is_outage, unavailable
from cms.database.roles import Role, acting_as
from cms.errors import N_, CmsError
from cms.publishing.feed import Feed
from cms.schema.asked import ANYBODY, Asked, Asker
from cms.schema.budgets import Account
from cms.schema.context import Context
from cms.schema.documents import UNREADABLE, operation_of, parsed
from cms.schema.http.answering import (
    PUBLIC_SECONDS,
    SECONDS,
    Answering,
    encoded,
    is_personal,
    too_long,
)
from cms.schema.http.answers import Reader, original, told, told_all, unexpected
from cms.schema.http.bearer import address_of, token_of
from cms.schema.http.known import Documents
from cms.schema.http.requests import Sent
from cms.schema.limits import check_limits, limits_of
from cms.schema.live.broadcasts import Broadcasts, Ended, Event, Listener
from cms.schema.live.hearing import SECONDS as QUIET_SECONDS
from cms.schema.live.hearing import Hearing
from cms.schema.live.places import Places

MOST_EACH = 100
MOST = 2_000
PATIENCE_SECONDS = 2.0
"""So long a client has to hear that the process stops."""


class Stopping(CmsError):
    """The process stops; another one, or its successor, tells what comes."""

    code = "stopping"
    status = 503

    def __init__(self) -> None:
        super().__init__(N_("The site is being restarted. Subscribe again in a moment."))


@dataclass(frozen=True, eq=False)
class Subscription:
    """A subscription that is within the limits: what it asks, for whom, and what each event costs.

    Of `ANYBODY` it sees what the public may, whatever else its request says.
    """

    asked: Asked
    request: Request
    reader: Reader
    cost: int
    asker: Asker

    @property
    def key(self) -> Hashable:
        """The same for whoever is to be told the same."""
        if is_personal(self.request):
            return self
        asked = self.asked
        variables = as_json(dict(asked.variables))
        return asked.query, variables, asked.operation_name, self.reader.locale


class Streams:
    """Answers with events. Every process is told every change, so any of them serves any client.

    Making one event may take ``event_seconds``, and ``public_seconds`` for anybody; who hears
    nothing for ``quiet_seconds`` is looked at.
    """

    def __init__(self, answering: Answering, documents: Documents, feed: Feed) -> None:
        self.answering = answering
        self.documents = documents
        self.feed = feed
        self.places = Places(MOST_EACH, MOST)
        self.broadcasts = Broadcasts()
        self.listeners: set[Listener] = set()
        self.sockets: set[Callable[[], None]] = set()
        self.stopping = False
        self.event_seconds: float = SECONDS
        self.public_seconds: float = PUBLIC_SECONDS
        self.quiet_seconds = QUIET_SECONDS

    async def stop(self) -> None:
        """Tell all clients that no more is told here, and wait a little until they heard it."""
        self.stopping = True
        for end in tuple(self.sockets):
            end()
        await self._until(lambda: not self.sockets)
        for one in tuple(self.listeners):
            one.refuse(Stopping())
        await self._until(lambda: not self.listeners)

    async def _until(self, holds: Callable[[], bool]) -> None:
        for _ in range(int(PATIENCE_SECONDS / 0.02)):
            if holds():
                return
            await asyncio.sleep(0.02)

    async def events(
        self, sent: Sent | CmsError, request: Request, locale: str
    ) -> AsyncGenerator[bytes, None]:
        """The results of an operation of any kind, each as JSON. Raises `Ended`.

        ``sent`` may be what is wrong with the request. ``locale`` is the language in which errors are
        told.
        """
        try:
            async with aclosing(self._events(sent, request, locale)) as events:
                async for one in events:
                    yield one
        except GraphQLError as error:
            raise Ended(told_all([error], Reader(locale), UNREADABLE)) from None
        except Exception as error:
            raise _ended(error, locale) from None

    async def _events(
        self, sent: Sent | CmsError, request: Request, locale: str
    ) -> AsyncGenerator[bytes, None]:
        if isinstance(sent, CmsError):
            raise sent
        asked = await self.documents.asked(sent, request)
        asker = await self._asker(request)
        account = self.answering.budgets.account(token_of(request), address_of(request))
        with account.paying_refusals():
            subscription = self._subscription(asked, request, locale, asker)
        if subscription is None:
            answer = await self.answering.answer(asked, request, locale)
            if answer.status != 200:
                raise Ended(orjson.loads(answer.body)["errors"])
            yield answer.body
            return
        if self.stopping:
            raise Stopping
        if not self.feed.live:
            raise Unavailable
        async with self._listening(subscription) as listener:
            async for one in listener.events():
                yield one

    async def _asker(self, request: Request) -> Asker:
        """Who asks. Raises what is wrong with their tokens: made-up ones have no account."""
        return await self.answering.asker(request) if is_personal(request) else ANYBODY

    def _subscription(
        self, asked: Asked, request: Request, locale: str, asker: Asker
    ) -> Subscription | None:
        document = parsed(asked.query)
        operation = operation_of(document, asked.operation_name)
        if operation.operation != OperationType.SUBSCRIPTION:
            return None
        schema = self.answering.graphql_schema
        cost = check_limits(schema, document, operation, asked.variables, limits_of(asked, asker))
        reader = Reader(locale, document, operation, asked.variables)
        return Subscription(asked, request, reader, cost, asker)

    @asynccontextmanager
    async def _listening(self, subscription: Subscription) -> AsyncIterator[Listener]:
        token, address = token_of(subscription.request), address_of(subscription.request)

        def pay() -> Account:
            account = self.answering.budgets.account(token, address)
            account.spend(subscription.cost)
            return account

        listener = Listener(subscription.reader.locale, pay)
        with self.places.place(pay().client):
            self.listeners.add(listener)
            try:
                async with self.broadcasts.heard(
                    subscription.key, lambda: self._made(subscription), listener
                ):
                    yield listener
            finally:
                self.listeners.discard(listener)

    async def _made(self, subscription: Subscription) -> AsyncGenerator[Event, None]:
        """The events of a broadcast. Raises nothing but `Ended`."""
        locale = subscription.reader.locale
        role, seconds = Role.EDITOR, self.event_seconds
        if subscription.asker == ANYBODY:
            role, seconds = Role.PUBLIC, self.public_seconds
        try:
            with acting_as(role):  # all of it runs in the broadcast's own task
                async with (
                    asyncio.timeout(None) as limit,
                    aclosing(self._executed(subscription, limit, seconds)) as events,
                ):
                    async for event in events:
                        yield event
        except TimeoutError:
            raise _ended(too_long(seconds), locale) from None
        except Exception as error:
            raise _ended(error, locale) from None

    async def _executed(
        self, subscription: Subscription, limit: asyncio.Timeout, seconds: float
    ) -> AsyncGenerator[Event, None]:
        made, asked, reader = self.answering.made, subscription.asked, subscription.reader
        context = Context(made.classes, self.answering.public_url, reader=reader.locale)

        async def renew() -> None:
            limit.reschedule(asyncio.get_running_loop().time() + seconds)
            asker = await self.answering.asker(subscription.request)
            context.begin(asker.actor, asker.perspective)

        hearing = context.hearing = Hearing(
            self.feed, renew, lambda: limit.reschedule(None), seconds=self.quiet_seconds
        )
        results: Any = await made.schema.subscribe(
            asked.query,
            variable_values=dict(asked.variables),
            context_value=context,
            operation_name=asked.operation_name,
        )
        try:
            async with aclosing(results):
                async for result in results:
                    yield Event(await _told(result, reader, context), hearing.lasting)
        finally:
            context.loaders.rounds.stop()


async def _told(result: Any, reader: Reader, context: Context) -> bytes:
    """One result as JSON. Raises `Ended` for what ends the stream: what is wrong with all of it."""
    errors = result.errors or []
    outage = next(filter(is_outage, map(original, errors)), None)
    if outage:
        raise unavailable(outage)
    if result.data is None and all(error.path is None for error in errors):
        causes = [cause for cause in map(original, errors) if cause]
        if causes and not isinstance(causes[0], CmsError):
            raise causes[0]
        raise Ended(told_all(errors, reader, "graphql_validation_failed"))
    return await encoded(result, reader, context)


def _ended(error: Exception, locale: str) -> Ended:
    """What a client is told of any error."""
    if isinstance(error, Ended):
        return error
    if is_outage(error):
        error = unavailable(error)
    if isinstance(error, CmsError):
        return Ended([told(error, locale)])
    return Ended([unexpected(error, locale)])
