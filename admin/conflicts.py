"""The answer to a save that came too late: both sides by field, and all that goes together."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin.acting import actor_of
from admin.answers import where_in_words
from admin.changes import words_for
from admin.entry_input import shown
from admin.language import TIMEZONE, panel_locale
from admin.pages import templates
from admin.titles import with_titles
from cms.access.actors import Actor
from cms.content import ContentType
from cms.editing.comparison import compare
from cms.editing.comparison.fields import Snapshot
from cms.editing.conflicts import Reconciliation, conflict_of
from cms.errors import Conflict
from cms.translation.interface.catalogues import gettext, render_error
from cms.translation.interface.formats import format_datetime


async def conflict_answer(
    request: Request, content_type: ContentType, uid: str, error: Conflict, typed: Mapping[str, Any]
) -> Response:
    """What the form needs to put both together; nothing was saved, and nothing typed is lost."""
    actor, locale = await actor_of(request), panel_locale(request)
    found = await conflict_of(content_type, uid, error.opened, typed)
    merged = shown(content_type, dict(found.theirs) | dict(found.merged))
    mine = shown(content_type, dict(found.mine))
    await with_titles(actor, content_type, [merged, mine], locale)
    conflict = {
        "revision": found.current,
        "by": found.saved_by,
        "when": format_datetime(found.saved_at, TIMEZONE, locale),
        "known": found.base is not None,
        "merged": merged,
        "mine": mine,
        "taken": _taken(content_type, found, locale),
        "fields": await _fields(actor, content_type, found, locale),
    }
    body = {"detail": render_error(error, locale), "conflict": conflict}
    return JSONResponse(body, status_code=error.status)


def _taken(content_type: ContentType, found: Reconciliation, locale: str) -> list[str]:
    """What only the other side changed."""
    base = found.base or {}
    names = [name for name, value in found.merged.items() if value != base.get(name, value)]
    return [
        where_in_words(content_type, name, locale)
        for name in names
        if found.merged[name] != found.mine[name]
    ]


async def _fields(
    actor: Actor, content_type: ContentType, found: Reconciliation, locale: str
) -> list[dict[str, Any]]:
    names = {one.name for one in found.fields}
    drawn = partial(changes_as_html, actor, content_type, names=names, locale=locale)
    theirs = await drawn(found.base or found.mine, found.theirs)
    mine = await drawn(found.base or found.theirs, found.mine)
    return [
        {
            "name": one.name,
            "label": where_in_words(content_type, one.name, locale),
            "theirs": theirs.get(one.name, ""),
            "mine": mine.get(one.name, ""),
        }
        for one in found.fields
    ]


async def changes_as_html(
    actor: Actor,
    content_type: ContentType,
    before: Snapshot,
    after: Snapshot,
    *,
    locale: str,
    names: set[str] | None = None,
) -> dict[str, str]:
    """What differs between two snapshots, drawn as in the history: HTML by field."""
    found = await to_thread.run_sync(compare, content_type, before, after)
    changes = [one for one in found if names is None or one.name in names]
    worded = await words_for(actor, content_type, changes, locale)
    template = templates.get_template("change.html")
    translated = partial(gettext, locale=locale)
    return {
        change.name: template.render(_=translated, change=words).strip()
        for change, words in zip(changes, worded, strict=True)
    }
