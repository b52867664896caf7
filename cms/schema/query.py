"""The root fields: those of every site, and one entry and a list for each content type."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from cms.access.roles import Permission
from cms.content import ContentType
from cms.content.declaration import camel
from cms.reading.publications import Listing
from cms.reading.view import View
from cms.schema.absences import Find
from cms.schema.calendars import DESCRIPTION, calendar_field
from cms.schema.community.consents import Consents, consents_in
from cms.schema.connections import DEFAULT_SIZE, Paging, list_connection, listed_by
from cms.schema.content import Content, First
from cms.schema.context import Info
from cms.schema.derive import Types
from cms.schema.directives import Cost, Requires
from cms.schema.editing import aliases, broken, insight, library, previews, queue
from cms.schema.editing import segments as texts
from cms.schema.enums import TypeName, values_of
from cms.schema.errors import OverLimit
from cms.schema.filters import Filters
from cms.schema.labels import ContentTypeInfo, content_type_infos
from cms.schema.matches import TimeMatch
from cms.schema.menus import Menu, menu
from cms.schema.named import named
from cms.schema.narrowing import Narrowed
from cms.schema.node import Node
from cms.schema.occurrences import calendar_class
from cms.schema.ordering import Orders
from cms.schema.people import reading
from cms.schema.reverse import listing_of
from cms.schema.routes import Route, route
from cms.schema.search import SearchConnection, search, sought_of
from cms.schema.site import Site, site
from cms.schema.subjects import Subject, subjects
from cms.schema.views import FallbackArgument, LocaleArgument, view_of

MOST_IDS = 100
EDITORIAL: Mapping[str, tuple[Callable[..., Any], list[object]]] = {
    "me": (insight.me, []),
    "workflow": (insight.workflow, []),
    "steps": (insight.steps, [Cost(weight=100), Requires(permission=Permission.VIEW)]),
    "explain_access": (insight.explain, [Cost(weight=20), Requires(permission=Permission.SHARE)]),
    "impact": (insight.impact, [Cost(weight=500), Requires(permission=Permission.VIEW)]),
    "segments": (
        texts.segments,
        [Cost(weight=50), Requires(permission=Permission.VIEW)],
    ),
    "translation_queue": (
        queue.translation_queue,
        [Cost(weight=100, per_item=True), Requires(permission=Permission.TRANSLATE)],
    ),
    "diff": (insight.compare, [Cost(weight=100), Requires(permission=Permission.VIEW)]),
    "users": (
        reading.users,
        [Cost(weight=50, per_item=True), Requires(permission=Permission.ADMINISTER)],
    ),
    "user": (reading.user, [Cost(weight=20), Requires(permission=Permission.ADMINISTER)]),
    "groups": (reading.groups_, [Cost(weight=20), Requires(permission=Permission.ADMINISTER)]),
    "audit_log": (
        reading.audit_log_,
        [Cost(weight=50, per_item=True), Requires(permission=Permission.ADMINISTER)],
    ),
    "api_tokens": (reading.api_tokens_, [Cost(weight=20), Requires(permission=Permission.VIEW)]),
    "recycle_bin": (
        insight.bin_,
        [Cost(weight=20, per_item=True), Requires(permission=Permission.DELETE)],
    ),
    "aliases": (
        aliases.aliases,
        [Cost(weight=20, per_item=True), Requires(permission=Permission.PUBLISH)],
    ),
    "aliases_csv": (
        aliases.aliases_csv,
        [Cost(weight=500), Requires(permission=Permission.PUBLISH)],
    ),
    "files": (
        library.files,
        [Cost(weight=50, per_item=True), Requires(permission=Permission.VIEW)],
    ),
    "file": (library.file, [Cost(weight=20), Requires(permission=Permission.VIEW)]),
    "broken_links": (
        broken.broken_links,
        [Cost(weight=500, per_item=True), Requires(permission=Permission.VIEW)],
    ),
    "previews": (previews.previews, [Cost(weight=20), Requires(permission=Permission.VIEW)]),
}


@strawberry.type
class Query:
    @strawberry.field(description="The site as a whole.")
    async def site(self, info: Info, locale: LocaleArgument = UNSET) -> Site:
        return await site(info, view_of(info, locale or None))

    @strawberry.field(
        description=(
            "What an id names, in the view the id names; null if that shows nothing, or is a preview"
            " other than the one that the request has a token for."
        )
    )
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:  # noqa: A002
        found: Node | None = (await named(info, [id]))[0]
        return found

    @strawberry.field(
        description="What ids name, in their order; null, with an error, for what is no id.",
        directives=[Cost(per_item=True)],
    )
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
        if len(ids) > MOST_IDS:
            raise OverLimit("ids", MOST_IDS, asked=len(ids))
        return await named(info, ids)

    @strawberry.field(
        description="What lives at an address, which names the language. Null is 404."
    )
    async def content(self, info: Info, path: str) -> Route | None:
        found: Route | None = await route(info, path)
        return found

    @strawberry.field(description="An entry of any type by its language-neutral identity.")
    async def entry(
        self,
        info: Info,
        uid: strawberry.ID,
        locale: LocaleArgument = UNSET,
        fallback: FallbackArgument = UNSET,
    ) -> Content | None:
        view = view_of(info, locale or None, fallback or None)
        found: Content | None = await info.context.entry(uid, view, info)
        return found

    @strawberry.field(
        description=(
            "Entries of all types that have some words, in any of their forms, the best first; if none"
            " do, those that have the words without their typing errors."
        ),
        directives=[Cost(weight=20, per_item=True)],
    )
    async def search(  # noqa: PLR0913, PLR0917 - the arguments of a search, as GraphQL has them
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="Words, as in a web search.")],
        locale: LocaleArgument = UNSET,
        types: Annotated[
            list[TypeName] | None, strawberry.argument(description="Only entries of these types.")
        ] = UNSET,
        tags: Annotated[
            list[str] | None,
            strawberry.argument(description="Only entries with any of these tags."),
        ] = UNSET,
        under: Annotated[
            str | None,
            strawberry.argument(description="Only what is below an entry: its path or its uid."),
        ] = UNSET,
        published: Annotated[
            TimeMatch | None, strawberry.argument(description="Only what was first published then.")
        ] = UNSET,
        first: First = DEFAULT_SIZE,
        after: str | None = UNSET,
    ) -> SearchConnection:
        sought = sought_of(text, values_of(types), tags or (), under or None, published or None)
        paging = Paging(first=first, after=after or None)
        return await search(info, sought, view_of(info, locale or None), paging)

    @strawberry.field(description="A menu of the site; null if there is none of that name.")
    async def menu(
        self, info: Info, name: str, locale: LocaleArgument = UNSET, depth: int = 3
    ) -> Menu | None:
        return await menu(info, name, view_of(info, locale or None), depth)

    @strawberry.field(
        description="The subjects: tags that an entry of any type carries, by their labels."
    )
    async def tags(
        self, info: Info, locale: LocaleArgument = UNSET, fallback: FallbackArgument = UNSET
    ) -> list[Subject]:
        return await subjects(info, view_of(info, locale or None, fallback or None))

    @strawberry.field(description="The content types, with their labels in a language.")
    def content_types(self, info: Info, locale: LocaleArgument = UNSET) -> list[ContentTypeInfo]:
        return content_type_infos(view_of(info, locale or None).locale)

    @strawberry.field(description="What whoever fills in a public form agrees to.")
    def consents(self, info: Info, locale: LocaleArgument = UNSET) -> Consents:
        return consents_in(view_of(info, locale or None).locale)


def query_type(
    content_types: Mapping[str, ContentType],
    types: Types,
) -> type:
    """The root type, with the fields of each content type."""
    body: dict[str, Any] = _calendar(content_types, types)
    classes, filters, orders = types.content, types.filters, types.orders
    for name, one in content_types.items():
        body[f"one_{name}"] = strawberry.field(
            resolver=_one(name, classes[name]),
            name=camel(name),
            description="By its slug; of several in different branches the one with the first path.",
        )
        body[f"list_{name}"] = strawberry.field(
            resolver=_list(name, classes[name], filters, orders),
            name=one.graphql_plural,
            graphql_type=classes[name].connection,
            directives=[Cost(per_item=True)],
        )
    for name, (resolver, directives) in EDITORIAL.items():
        body[name] = strawberry.field(
            resolver=resolver, description=resolver.__doc__, directives=directives
        )
    return strawberry.type(type("Query", (Query,), body))


def _calendar(content_types: Mapping[str, ContentType], types: Types) -> dict[str, Any]:
    if types.occurrence is None:
        return {}
    connection = calendar_class(types.occurrence)
    names = [name for name, one in content_types.items() if one.schedule]
    field = strawberry.field(
        resolver=calendar_field(names, types.occurrence, connection),
        description=DESCRIPTION,
        graphql_type=connection,
        directives=[Cost(weight=5, per_item=True)],
    )
    return {"calendar": field}


def _one(name: str, cls: type[Content]) -> Callable[..., Any]:
    async def resolve(
        info: Info,
        slug: str,
        locale: LocaleArgument = UNSET,
        fallback: FallbackArgument = UNSET,
    ) -> cls | None:  # type: ignore[valid-type]
        view = view_of(info, locale or None, fallback or None)
        uid = await info.context.loaders.slugs.load((name, slug, view))
        if uid is None:
            info.context.absences.note_unknown(info, view, _called(info, name, slug))
        found: cls | None = await info.context.entry(uid, view, info)  # type: ignore[valid-type]
        return found

    return resolve


def _called(info: Info, name: str, slug: str) -> Find:
    async def find(view: View) -> list[str]:
        uid = await info.context.loaders.slugs.load((name, slug, view))
        return [uid] if uid else []

    return find


def _list(name: str, cls: type[Content], filters: Filters, orders: Orders) -> Callable[..., Any]:
    filter_class, order_class = filters.classes[name], orders.classes[name]
    connection = cls.connection

    async def resolve(  # noqa: PLR0913, PLR0917 - the arguments of a list, as GraphQL has them
        info: Info,
        locale: LocaleArgument = UNSET,
        fallback: FallbackArgument = UNSET,
        filter: filter_class | None = UNSET,  # type: ignore[valid-type]  # noqa: A002
        order: list[order_class] | None = UNSET,  # type: ignore[valid-type]
        first: int | None = UNSET,
        after: str | None = UNSET,
        last: int | None = UNSET,
        before: str | None = UNSET,
        page: int | None = UNSET,
        size: int | None = UNSET,
    ) -> Any:
        given = {"first": first, "last": last, "page": page, "size": size}
        numbers: dict[str, Any] = {key: value for key, value in given.items() if value is not UNSET}
        paging = Paging(after=after or None, before=before or None, **numbers)
        view = view_of(info, locale or None, fallback or None)

        def listed(narrowed: Any) -> Listing:
            return listing_of(view, name, filters, orders, narrowed, order)

        listing = listed(filter)
        found = await list_connection(info.context, listing, paging, of=connection)
        found.narrowed = Narrowed(listed, filter)
        info.context.absences.note_list(info, view, listed_by(info.context, listing))
        return found

    return resolve
