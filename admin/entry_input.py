"""What the form sends, made ready for the services: no mass assignment, rows as lists."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from admin import rich_text
from cms.content import ContentType, Values
from cms.content.base import SERVER_OWNED
from cms.content.values import encode
from cms.editing.input import problems_of
from cms.editing.versions import Remark
from cms.errors import N_, CmsError, Message, Problem

REVISION = "revision"
REMARK = "remark"
DRAFT = "draft"
NO_FIELDS = SERVER_OWNED | {REMARK, DRAFT}


class RevisionMissing(CmsError):
    """A form that does not say what it was opened with could overwrite anything."""

    code = "revision_missing"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            N_("This form does not say which revision it was opened with. Reload the page.")
        )


def revision_of(data: Mapping[str, Any]) -> int:
    """The revision the form was opened with; raises `RevisionMissing`."""
    text = str(data.get(REVISION, ""))
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise RevisionMissing
    return int(text)


def remark_of(data: Mapping[str, Any]) -> Remark:
    """What the editor said of the change itself: why, and whether it is minor."""
    sent = data.get(REMARK)
    if not isinstance(sent, Mapping):
        return Remark()
    return Remark(note=sent.get("note") or "", minor=sent.get("minor") is True)


def draft_of(data: Mapping[str, Any]) -> str:
    """Under which name the form kept what was typed (`admin.autosave`)."""
    return str(data.get(DRAFT, ""))


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object that our scripts send; empty when it is none."""
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def typed(
    content_type: ContentType, data: Mapping[str, Any], stored: Mapping[str, Any]
) -> dict[str, Any]:
    """What an editor typed.

    What the server owns may come along unchanged, since the form carries it; changed, it is refused
    with `InvalidInput`. ``stored`` is the working copy, or a blank one.
    """
    problems = [
        Problem("read_only", Message(N_("This cannot be changed here.")), name)
        for name in sorted(SERVER_OWNED & data.keys() - {REVISION})
        if not _same(data[name], stored.get(name))
    ]
    values = {name: value for name, value in data.items() if name not in NO_FIELDS}
    for column in _rich(content_type) & values.keys():
        if isinstance(values[column], str):
            values[column] = rich_text.stored(values[column])
    for rows in content_type.rows:
        if rows.name in values:
            values[rows.name] = _list(rows.name, values[rows.name], problems)
    problems_of(problems)
    return values


def _rich(content_type: ContentType) -> set[str]:
    return {column for one in content_type.plain_fields if one.rich for column in one.columns()}


def _same(sent: Any, stored: Any) -> bool:
    return sent in (encode(stored), stored) or (sent in (None, "") and stored in (None, ""))


def _list(name: str, sent: Any, problems: list[Problem]) -> Any:
    if not isinstance(sent, str):
        return sent
    try:
        return json.loads(sent or "[]")
    except (ValueError, RecursionError):
        text = N_("This is no valid JSON. Write a list of rows, as in [].")
        problems.append(Problem("bad_json", Message(text), name))
        return []


def shown(content_type: ContentType, values: Values) -> dict[str, Any]:
    """A working copy as the form reads it: related rows are JSON."""
    made: dict[str, Any] = encode(values)
    for rows in content_type.rows:
        made[rows.name] = json.dumps([rows.own(row) for row in made[rows.name]], ensure_ascii=False)
    return made
