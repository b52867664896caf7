"""Entries in the panel: lists by Piccolo, the form and every write by the editing services."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin import form, titles
from admin.acting import actor_of
from admin.answers import answering
from admin.crud import CmsCRUD
from admin.entry_input import remark_of, revision_of, shown, typed
from admin.language import panel_locale
from admin.refusals import creation_refused, refusals
from admin.tables import list_columns
from cms.content import LOCALES, ContentType, Tag, localised
from cms.content.values import blank
from cms.database.engine import writing
from cms.editing import authorised, working_copy
from cms.publishing import deleting
from cms.translation.catalogues import type_label, type_plural


class EntryCRUD(CmsCRUD):
    """One content type in the panel."""

    content_type: ContentType

    def __init__(self, content_type: ContentType, **options: Any) -> None:
        super().__init__(**options)
        self.content_type = content_type
        self.relations = [one.column_name for one in content_type.plain_fields if one.references]

    @answering
    async def get_schema(self, request: Request) -> Response:
        locale = panel_locale(request)
        fields = form.properties(self.content_type, locale, await tag_labels(locale))
        extra = {
            **self.schema_extra,
            "help_text": None,
            "groups": form.groups(self.content_type, locale),
            "locales": LOCALES,
            "label": type_label(self.content_type, locale),
            "plural": type_plural(self.content_type, locale),
            "entry": True,
            "creation_refused": await creation_refused(await actor_of(request), locale),
        }
        return JSONResponse({"type": "object", "properties": fields, "extra": extra})

    async def find(self, text: str, locale: str, *, limit: int, offset: int) -> dict[str, str]:
        return await titles.find(
            self.actor, self.content_type, text, locale, limit=limit, offset=offset
        )

    async def get_all(self, request: Request, params: dict[str, Any] | None = None) -> Response:
        """A page of the list; only the list's columns unless others are asked for."""
        asked = {"__visible_fields": ",".join(["uid", *list_columns(self.content_type)])}
        answer = await super().get_all(request, asked | (params or {}))
        if answer.status_code != 200:
            return answer
        found = json.loads(bytes(answer.body))
        await self._add_titles(found["rows"], panel_locale(request))
        return JSONResponse(found)

    @answering
    async def get_new(self, request: Request) -> Response:
        fresh = shown(self.content_type, blank(self.content_type))
        await self._add_titles([fresh], panel_locale(request))
        states = {localised("state", locale): "private" for locale in LOCALES}
        return JSONResponse({**fresh, **states, "revision": 0})

    async def get_single(self, request: Request, row_id: Any) -> Response:
        return await self._entry(row_id, panel_locale(request))

    async def _entry(self, uid: str, locale: str, status: int = 200) -> Response:
        values = await working_copy.load(self.content_type, uid)
        entry = shown(self.content_type, values)
        await self._add_titles([entry], locale)
        entry["access"] = await refusals(self.actor, uid, values["source_locale"], locale)
        return JSONResponse(entry, status_code=status)

    async def _add_titles(self, rows: list[dict[str, Any]], locale: str) -> None:
        uids = {row[name] for row in rows for name in self.relations if row.get(name)}
        named = await titles.titles_of(self.actor, uids, locale) if uids else {}
        for row in rows:
            for name in self.relations:
                if name in row:
                    row[f"{name}_readable"] = named.get(row[name], "")

    async def post_single(self, request: Request, data: Mapping[str, Any]) -> Response:
        """A new entry, as a draft."""
        untouched = {localised("state", locale): "private" for locale in LOCALES}
        values = typed(self.content_type, data, untouched)
        async with writing():
            saved = await authorised.create(
                self.actor, self.content_type, values, note=remark_of(data).note
            )
        return await self._entry(saved.uid, panel_locale(request), status=201)

    async def patch_single(
        self, request: Request, row_id: Any, data: Mapping[str, Any]
    ) -> Response:
        """Save the form; the answer leaves after the commit."""
        revision = revision_of(data)
        async with writing():
            stored = await working_copy.load(self.content_type, row_id, lock=True)
            await authorised.save(
                self.actor,
                self.content_type,
                row_id,
                typed(self.content_type, data, stored),
                revision=revision,
                remark=remark_of(data),
            )
        return await self._entry(row_id, panel_locale(request))

    async def delete_single(self, request: Request, row_id: Any) -> Response:
        """Into the bin, with all below it; ``?break_links=true`` where others refer to it."""
        break_links = request.query_params.get("break_links") == "true"
        async with writing():
            await deleting.delete(self.actor, [row_id], break_links=break_links)
        return Response(status_code=204)


async def tag_labels(locale: str) -> dict[str, str]:
    """The vocabulary by key, in the panel's language, in its order."""
    column = localised("label", locale if locale in LOCALES else LOCALES[0])
    found = {row["key"]: row[column] or row["key"] for row in await Tag.select()}
    return dict(sorted(found.items(), key=lambda one: one[1].lower()))
