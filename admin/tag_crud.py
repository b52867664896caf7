"""The vocabulary of tags in the panel."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin.answers import answering
from admin.crud import CmsCRUD
from admin.groups import TAG, TAGS
from admin.language import panel_locale
from admin.titles import tag_labels
from cms.access.permissions import VisibleFilter
from cms.content import LOCALES, Tag, localised
from cms.database.engine import writing
from cms.editing.input import problems_of
from cms.errors import N_, Message, Problem
from cms.publishing import authorised_tags, tags
from cms.translation.interface.catalogues import gettext

KEY = N_("Key")
KEY_HELP = N_("Small letters and hyphens. It never changes; the labels may.")
LABEL = N_("Label")


class TagCRUD(CmsCRUD):
    """Tags: their key is given once, their labels may change, by who may edit the whole site."""

    def visible(self) -> VisibleFilter:
        return VisibleFilter("true")

    @answering
    async def get_schema(self, request: Request) -> Response:
        locale = panel_locale(request)
        fields = {"key": _property(gettext(KEY, locale), gettext(KEY_HELP, locale))}
        for language in LOCALES:
            title = f"{gettext(LABEL, locale)} ({language.upper()})"
            fields[localised("label", language)] = _property(title)
        extra = {"label": gettext(TAG, locale), "plural": gettext(TAGS, locale)}
        return JSONResponse(
            {
                "type": "object",
                "properties": fields,
                "required": ["key"],
                "extra": {**self.schema_extra, "help_text": None, **extra},
            }
        )

    async def find(self, text: str, locale: str, *, limit: int, offset: int) -> dict[str, str]:
        wanted = text.lower()
        found = [
            (key, label)
            for key, label in (await tag_labels(locale)).items()
            if wanted in key or wanted in label.lower()
        ]
        return dict(found[offset : offset + limit])

    @answering
    async def get_new(self, request: Request) -> Response:  # noqa: ARG002 - its signature
        return JSONResponse(dict.fromkeys(("key", *tags.LABELS), ""))

    async def get_single(self, request: Request, row_id: Any) -> Response:  # noqa: ARG002
        return JSONResponse(await Tag.select().where(Tag.key == row_id).first())

    async def post_single(self, request: Request, data: Mapping[str, Any]) -> Response:  # noqa: ARG002
        key = data.get("key", "")
        async with writing():
            await authorised_tags.add(self.actor, key, _without_key(data))
        return JSONResponse({"key": key}, status_code=201)

    async def patch_single(
        self, request: Request, row_id: Any, data: Mapping[str, Any]
    ) -> Response:
        if data.get("key", row_id) != row_id:
            problems_of([Problem("read_only", Message(N_("This cannot be changed here.")), "key")])
        async with writing():
            await authorised_tags.rename(self.actor, row_id, _without_key(data))
        return await self.get_single(request, row_id)

    async def delete_single(self, request: Request, row_id: Any) -> Response:  # noqa: ARG002
        async with writing():
            await authorised_tags.delete(self.actor, row_id)
        return Response(status_code=204)


def _without_key(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "key"}


def _property(title: str, help_text: str | None = None) -> dict[str, Any]:
    extra = {"help_text": help_text, "choices": None, "nullable": False, "unique": True}
    return {"title": title, "type": "string", "extra": extra}
