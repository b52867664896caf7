"""What the panel may do with a table: read it as Piccolo does, write it through the services alone."""

from collections.abc import Mapping
from copy import copy
from typing import Any, Self

from piccolo.columns.combination import WhereRaw
from piccolo_api.crud.endpoints import PiccoloCRUD
from pydantic import BaseModel, ConfigDict
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin import titles
from admin.acting import actor_of
from admin.answers import answering
from admin.language import panel_locale
from cms.access.actors import NOBODY, Actor
from cms.access.permissions import VisibleFilter, not_found, visible_filter
from cms.errors import N_, InvalidInput, Message, Problem
from cms.translation.interface.catalogues import gettext

MOST_ROWS = 1000
MOST_PAGES = 1_000_000
MOST_FOUND = 100
LONGEST_FILTER = 200
"""Characters; a longer one would be compared with every text that there is."""
COUNTING = ("__range_header", "__range_header_name")
NOT_HERE = N_("This cannot be changed here.")


class AnyBody(BaseModel):
    """Any JSON object: the services read and check it, with messages in the editor's language."""

    model_config = ConfigDict(extra="allow")


class CmsCRUD(PiccoloCRUD):
    """Reading as Piccolo does it, with bad parameters answered by 400; nothing can be written.

    Only what the actor may view is there.
    """

    max_page_size = MOST_ROWS
    actor: Actor = NOBODY

    async def for_request(self, request: Request) -> Self:
        """The handlers of one request: Piccolo's own filters are given none to look at."""
        acting = copy(self)
        acting.actor = await actor_of(request)
        return acting

    def visible(self) -> VisibleFilter:
        """Which rows the actor may view."""
        return visible_filter(self.actor, f'"{self.table._meta.tablename}"."uid"')

    async def require_visible(self, key: str) -> None:
        """Raise `NotFound` for what is not there, and in the same words for what may not be seen."""
        seen = self.visible()
        rows = self.table.exists().where(self.table._meta.primary_key == key)
        if not await rows.where(WhereRaw(seen.sql, *seen.values)):
            raise not_found(key)

    async def get_all(self, request: Request, params: dict[str, Any] | None = None) -> Response:
        """A page of the list, without a header that counts what may not be seen."""
        asked = {name: value for name, value in (params or {}).items() if name not in COUNTING}
        answer: Response = await super().get_all(request, asked)
        return answer

    def _apply_filters(self, query: Any, params: Any) -> Any:
        seen = self.visible()
        return super()._apply_filters(query, params).where(WhereRaw(seen.sql, *seen.values))

    @property
    def pydantic_model(self) -> type[BaseModel]:
        return AnyBody

    @property
    def pydantic_model_optional(self) -> type[BaseModel]:
        return AnyBody

    @answering
    async def root(self, request: Request) -> Response:
        _check_parameters(request.query_params)
        return await PiccoloCRUD.root(await self.for_request(request), request)

    @answering
    async def detail(self, request: Request) -> Response:
        acting = await self.for_request(request)
        await acting.require_visible(request.path_params["row_id"])
        return await PiccoloCRUD.detail(acting, request)

    @answering
    async def get_count(self, request: Request) -> Response:
        _check_parameters(request.query_params)
        counted: Response = await PiccoloCRUD.get_count(await self.for_request(request), request)
        return counted

    @answering
    async def get_ids(self, request: Request) -> Response:
        query = request.query_params
        acting = await self.for_request(request)
        found = await acting.find(
            query.get("search", "")[:200],
            panel_locale(request),
            limit=_number(query, "limit", 50, MOST_FOUND),
            offset=_number(query, "offset", 0, MOST_PAGES),
        )
        return JSONResponse(found)

    async def find(self, text: str, locale: str, *, limit: int, offset: int) -> dict[str, str]:
        """Rows by part of what they are called: the key and what the picker shows."""
        return await titles.find(self.actor, None, text, locale, limit=limit, offset=offset)

    @answering
    async def get_schema(self, request: Request) -> Response:  # noqa: ARG002 - its signature
        """Nothing to fill in."""
        return JSONResponse({"type": "object", "properties": {}, "extra": self.schema_extra})

    async def get_references(self, request: Request) -> Response:  # noqa: ARG002 - its signature
        """None: what refers to an entry is the business of its own page."""
        return JSONResponse({"references": []})

    async def post_single(self, request: Request, data: Mapping[str, Any]) -> Response:  # noqa: ARG002
        raise _refused(request)

    async def put_single(self, request: Request, row_id: Any, data: Mapping[str, Any]) -> Response:  # noqa: ARG002
        raise _refused(request)

    async def patch_single(
        self,
        request: Request,
        row_id: Any,  # noqa: ARG002
        data: Mapping[str, Any],  # noqa: ARG002
    ) -> Response:
        raise _refused(request)

    async def delete_single(self, request: Request, row_id: Any) -> Response:  # noqa: ARG002
        raise _refused(request)

    async def delete_all(self, request: Request, params: Any = None) -> Response:  # noqa: ARG002
        raise _refused(request)

    def _clean_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Piccolo makes the text "null" nothing; here a text is what was typed."""
        return dict(data)


def _refused(request: Request) -> HTTPException:
    return HTTPException(405, detail=gettext(NOT_HERE, panel_locale(request)))


def _number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    number = int(query.get(name, default))
    if not 0 <= number <= most:
        raise ValueError(name)
    return number


def _check_parameters(query: QueryParams) -> None:
    told = Message(N_("This is too long: at most {most} characters."), {"most": LONGEST_FILTER})
    long = {
        name.partition(".")[0]  # a column: there are no places within one to filter by
        for name, value in query.multi_items()
        if len(value) > LONGEST_FILTER and not name.startswith("__")  # not how to show the list
    }
    if long:
        raise InvalidInput([Problem("too_long", told, name) for name in sorted(long)])
    _number(query, "__page", 1, MOST_PAGES)
    if _number(query, "__page_size", 1, MOST_ROWS) == 0:
        raise ValueError("__page_size")
