"""Entries in the panel: lists by Piccolo, the form and every write by the editing services."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin import form, locks, titles
from admin.acting import actor_of
from admin.answers import answering
from admin.conflicts import conflict_answer
from admin.crud import CmsCRUD
from admin.entry_input import draft_of, remark_of, revision_of, shown, typed
from admin.language import panel_locale
from admin.refusals import creation_refused, refusals
from admin.tables import list_columns
from cms.content import LOCALES, ContentType, localised
from cms.content.base import SERVER_OWNED
from cms.content.values import blank
from cms.database.engine import writing
from cms.editing import authorised, autosaves, undo, working_copy
from cms.errors import Conflict
from cms.publishing import undoing
from cms.publishing.bin import deleting
from cms.publishing.library.pasted import Looked, looked_into, with_files
from cms.translation.interface.catalogues import type_label, type_plural

UNDO = "cms-undo"
"""The header in which an answer without a body brings the token that undoes it."""


class EntryCRUD(CmsCRUD):
    """One content type in the panel."""

    content_type: ContentType

    def __init__(self, content_type: ContentType, **options: Any) -> None:
        super().__init__(**options)
        self.content_type = content_type

    @answering
    async def get_schema(self, request: Request) -> Response:
        locale = panel_locale(request)
        fields = form.properties(self.content_type, locale, await titles.tag_labels(locale))
        extra = {
            **self.schema_extra,
            "help_text": None,
            "groups": form.groups(self.content_type, locale),
            "locales": LOCALES,
            "label": type_label(self.content_type, locale),
            "plural": type_plural(self.content_type, locale),
            "entry": True,
            "copied": self.content_type.whole is not None,
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
        locale, rows = panel_locale(request), found["rows"]
        await self._add_titles(rows, locale)
        busy = await locks.editing(self.actor, [row["uid"] for row in rows], locale)
        for row in rows:
            row["editing"] = busy.get(row["uid"], "")
        return JSONResponse(found)

    @answering
    async def get_new(self, request: Request) -> Response:
        fresh = shown(self.content_type, blank(self.content_type))
        await self._add_titles([fresh], panel_locale(request))
        states = {localised("state", locale): "private" for locale in LOCALES}
        return JSONResponse({**fresh, **states, "revision": 0})

    async def get_single(self, request: Request, row_id: Any) -> Response:
        return await self._entry(row_id, panel_locale(request))

    async def _entry(
        self, uid: str, locale: str, status: int = 200, undo: str | None = None
    ) -> Response:
        values = await working_copy.load(self.content_type, uid)
        entry = shown(self.content_type, values)
        await self._add_titles([entry], locale)
        entry["access"] = await refusals(self.actor, uid, values["source_locale"], locale)
        if undo:
            entry["undo"] = undo
        return JSONResponse(entry, status_code=status)

    async def _add_titles(self, rows: list[dict[str, Any]], locale: str) -> None:
        await titles.with_titles(self.actor, self.content_type, rows, locale)

    async def post_single(self, request: Request, data: Mapping[str, Any]) -> Response:
        """A new entry, as a draft."""
        untouched = {localised("state", locale): "private" for locale in LOCALES}
        values = typed(self.content_type, data, untouched)
        async with looked_into(self.actor, data) as looked, writing():
            values = await with_files(self.actor, self.content_type, values, looked)
            saved = await authorised.create(
                self.actor, self.content_type, values, note=remark_of(data).note
            )
            await autosaves.discard(self.actor, self.content_type, "", draft_of(data))
            token = await undo.offer(self.actor, undo.of_create(saved))
        return await self._entry(saved.uid, panel_locale(request), status=201, undo=token)

    async def patch_single(
        self, request: Request, row_id: Any, data: Mapping[str, Any]
    ) -> Response:
        """Save the form; the answer leaves after the commit."""
        async with looked_into(self.actor, data) as looked:
            try:
                token = await self._save(row_id, data, looked)
            except Conflict as error:
                sent = {name: value for name, value in data.items() if name not in SERVER_OWNED}
                async with writing():
                    values = typed(self.content_type, sent, {})
                    values = await with_files(self.actor, self.content_type, values, looked)
                return await conflict_answer(request, self.content_type, row_id, error, values)
        return await self._entry(row_id, panel_locale(request), undo=token)

    async def _save(self, uid: str, data: Mapping[str, Any], looked: Looked) -> str | None:
        revision = revision_of(data)
        async with writing():
            stored = await working_copy.load(self.content_type, uid, lock=True)
            values = typed(self.content_type, data, stored)
            saved = await authorised.save(
                self.actor,
                self.content_type,
                uid,
                await with_files(self.actor, self.content_type, values, looked),
                revision=revision,
                remark=remark_of(data),
            )
            await autosaves.discard(self.actor, self.content_type, uid, draft_of(data))
            return await undo.offer(self.actor, undo.of_save(saved))

    async def delete_single(self, request: Request, row_id: Any) -> Response:
        """Into the bin, with all below it; ``?break_links=true`` where others refer to it."""
        break_links = request.query_params.get("break_links") == "true"
        async with writing():
            gone = await deleting.delete(self.actor, [row_id], break_links=break_links)
            token = await undo.offer(self.actor, undoing.of_delete(gone))
        return Response(status_code=204, headers={UNDO: token or ""})
