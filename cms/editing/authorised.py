"""Saving for somebody: the services of this layer, once it is clear that they may.

A form holds all languages at once, so what is asked depends on what changes: the texts of one
language take `translate` there, everything else, and the source language, takes `edit`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cms.access.actors import Actor
from cms.access.permissions import (
    SITE,
    Denied,
    Facts,
    decide,
    facts_of,
    not_found,
    require,
    visible,
)
from cms.access.roles import Permission
from cms.content import ContentType, Field, Rows, Values
from cms.editing import checks, reverting, saving, siblings, versions, working_copy
from cms.editing.input import problems_of, read_input
from cms.editing.saving import Saved
from cms.editing.versions import NO_REMARK, Remark
from cms.errors import Conflict, Problem

NO_LANGUAGE = ""


async def create(
    actor: Actor, content_type: ContentType, values: Mapping[str, Any], *, note: str = ""
) -> Saved:
    """As `saving.create`; raises `Denied` when the actor may not edit drafts of their own there.

    Without a number among its siblings it comes last where editors made an order.
    """
    read = read_input(content_type, values)
    await _check_references(actor, content_type, {}, read)
    await _require_place(actor, read.get("parent"))
    if not read.get("position"):
        values = {**values, "position": await _last(read.get("parent"))}
    return await saving.create(content_type, values, actor=actor.name, note=note)


async def save(
    actor: Actor,
    content_type: ContentType,
    uid: str,
    values: Mapping[str, Any],
    *,
    revision: int,
    remark: Remark = NO_REMARK,
) -> Saved:
    """As `saving.save`; raises `Denied` when the actor may not make one of the changes.

    Which changes those are shows only on the newest revision: before that it is a `Conflict`, for
    whoever may write here at all.
    """
    before = await working_copy.load(content_type, uid, lock=True)
    facts = await require(actor, Permission.VIEW, uid)
    if before["revision"] != revision:
        _require_texts(actor, facts, before["source_locale"], frozenset())
        raise Conflict(opened=revision, current=before["revision"])
    read = read_input(content_type, values)
    await _check_references(actor, content_type, before, read)
    if before["parent"] is not None and read.get("parent", "") is None:
        read["parent"] = await checks.root_uid()  # as saving does: only the home page has no parent
    _require_texts(actor, facts, before["source_locale"], touched(content_type, before, read))
    if read.get("parent", before["parent"]) != before["parent"]:
        await _require_place(actor, read["parent"])
        if read.get("position", before["position"]) == before["position"]:
            values = {**values, "position": await _last(read["parent"])}
    return await saving.save(
        content_type, uid, values, revision=revision, actor=actor.name, remark=remark
    )


async def _last(parent: str | None) -> int:
    """The number of what comes to stand there: a number from elsewhere means nothing."""
    await checks.lock_tree()
    above = parent or await checks.root_uid()
    return siblings.last(await siblings.children(above)) if above else 0


async def revert(
    actor: Actor,
    content_type: ContentType,
    uid: str,
    to: int,
    *,
    revision: int,
    note: str = "",
    place: bool = False,
) -> Saved:
    """As `reverting.revert`; raises `Denied` without `edit`, also where it would stand again.

    What comes back may refer to nothing that the actor may not see, unless it still does so.
    """
    before = await working_copy.load(content_type, uid, lock=True)
    await require(actor, Permission.EDIT, uid)
    version = await versions.load(uid, to)
    back = reverting.restored(content_type, version.snapshot)
    if not place:
        back = {name: value for name, value in back.items() if name not in reverting.PLACE}
    read = read_input(content_type, back)
    await _check_references(actor, content_type, before, read)
    if read.get("parent", before["parent"]) != before["parent"]:
        await _require_place(actor, read["parent"])
    return await reverting.revert(
        content_type, uid, to, revision=revision, actor=actor.name, note=note, place=place
    )


async def undo_save(actor: Actor, content_type: ContentType, uid: str, revision: int) -> Saved:
    """Make the entry what it was before ``revision``, its place included, as a new version on top.

    Raises `Conflict` when that is not the newest any more, and `Denied` when the actor may not make
    one of these changes.
    """
    before = await working_copy.load(content_type, uid, lock=True)
    facts = await require(actor, Permission.VIEW, uid)
    back = reverting.restored(content_type, (await versions.load(uid, revision - 1)).snapshot)
    read = read_input(content_type, back)
    await _check_references(actor, content_type, before, read)
    _require_texts(actor, facts, before["source_locale"], touched(content_type, before, read))
    if read["parent"] != before["parent"]:
        await _require_place(actor, read["parent"])
    return await reverting.revert(
        content_type, uid, revision - 1, revision=revision, actor=actor.name, place=True
    )


async def name_version(actor: Actor, uid: str, revision: int, label: str) -> tuple[str, str]:
    """As `versions.name`; raises `Denied` without `edit`, of what was deleted on the whole site."""
    await require_past(actor, Permission.EDIT, uid)
    return await versions.name(uid, revision, label)


async def require_past(actor: Actor, permission: Permission, uid: str) -> None:
    """As `require`, for the history of an entry, which outlives it.

    What was deleted stands on no branch any more: only roles for the whole site reach it.
    """
    if await facts_of(actor, [uid]):
        await require(actor, permission, uid)
    elif not decide(actor, Permission.VIEW, SITE).allowed:
        raise not_found(uid)
    elif not decide(actor, permission, SITE).allowed:
        raise Denied(permission)


def may_create(actor: Actor, under: Facts) -> bool:
    """Whether the actor may add an entry there: whether they might edit it once it is their draft."""
    return decide(actor, Permission.EDIT, under.own_draft(actor)).allowed


async def _require_place(actor: Actor, parent: str | None) -> None:
    parent = parent or await checks.root_uid()
    under = SITE if parent is None else (await facts_of(actor, [parent])).get(parent, SITE)
    if not may_create(actor, under):
        raise Denied(Permission.EDIT)


def _require_texts(actor: Actor, facts: Facts, source: str, languages: frozenset[str]) -> None:
    if decide(actor, Permission.EDIT, facts).allowed:
        return
    if languages & {NO_LANGUAGE, source} or not decide(actor, Permission.TRANSLATE, facts).allowed:
        raise Denied(Permission.EDIT)
    if not all(decide(actor, Permission.TRANSLATE, facts, one).allowed for one in languages):
        raise Denied(Permission.TRANSLATE)


def touched(content_type: ContentType, before: Values, read: Values) -> frozenset[str]:
    """The languages whose texts would change; `NO_LANGUAGE` among them for anything else."""
    lists = {rows.name: rows for rows in content_type.rows}
    found: set[str] = set()
    for name, value in read.items():
        if name in lists:
            found |= _touched_rows(lists[name], before[name], value)
        elif value != before[name]:
            found.add(_language(content_type.columns[name], name))
    return frozenset(found)


def _touched_rows(rows: Rows, before: list[Values], wanted: list[Values]) -> set[str]:
    after = working_copy.whole_rows(rows, wanted, before)
    if [row["key"] for row in before] != [row["key"] for row in after]:
        return {NO_LANGUAGE}
    columns = {column: one for one in rows.plain_fields for column in one.columns()}
    return {
        _language(one, column)
        for old, new in zip(before, after, strict=True)
        for column, one in columns.items()
        if old[column] != new[column]
    }


def _language(one: Field, column: str) -> str:
    return column.removeprefix(f"{one.column_name}_") if one.translated else NO_LANGUAGE


async def _check_references(
    actor: Actor, content_type: ContentType, before: Values, read: Values
) -> None:
    """What the actor may not see cannot be referred to: it is answered like what is not there."""
    known = {value for _, _, value in checks.references(content_type, before)}
    known.add(before.get("parent"))
    new = [one for one in _referring(content_type, read) if one[2] not in known]
    seen = await visible(actor, {uid for _, _, uid in new}) if new else frozenset()
    problems_of(_hidden(place, uid) for place, _, uid in new if uid not in seen)


def _referring(content_type: ContentType, read: Values) -> Iterator[tuple[str, Field, str]]:
    yield from checks.references(content_type, read)
    if read.get("parent"):
        yield "parent", content_type.field("parent"), read["parent"]


def _hidden(place: str, uid: str) -> Problem:
    return checks.unknown_parent() if place == "parent" else checks.unknown_reference(place, uid)
