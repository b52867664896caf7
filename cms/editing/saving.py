"""Saving: the one function every door calls, and the list of all that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import asyncpg

from cms.content import LOCALES, ContentType, State, Values, localised
from cms.content.base import SERVER_OWNED
from cms.content.constraints import ONE_HOME
from cms.content.identity import mint_uid
from cms.content.richtext import clean
from cms.content.values import blank, held
from cms.editing import checks, texts, versions, working_copy
from cms.editing.blocks import block_problems
from cms.editing.input import read_input
from cms.editing.slugs import is_made_from
from cms.editing.versions import NO_REMARK, Remark
from cms.errors import N_, Conflict, InvalidInput, Message, Problem


@dataclass(frozen=True)
class Saved:
    """What a save made: the working copy now, and the names of the columns and lists that changed."""

    uid: str
    revision: int
    values: Values
    changed: tuple[str, ...]


async def create(
    content_type: ContentType,
    values: Mapping[str, Any],
    *,
    actor: str,
    uid: str = "",
    note: str = "",
) -> Saved:
    """Make a new entry, as a draft in every language.

    ``uid`` is given by imports only; one that was deleted goes on from its last version. Raises
    `InvalidInput`, also when nothing was typed. Call it inside `writing()`.
    """
    started = blank(content_type) | _server_owned(uid or mint_uid(), actor)
    if uid:
        started |= {"revision": (await versions.last_revisions([uid])).get(uid, 0)}
    remark = Remark(note, operation="create")
    return await _save(content_type, None, started, values, actor, remark)


async def save(
    content_type: ContentType,
    uid: str,
    values: Mapping[str, Any],
    *,
    revision: int,
    actor: str,
    remark: Remark = NO_REMARK,
) -> Saved:
    """Change the given fields of a working copy; the others stay as they are.

    ``revision`` is the one the form was opened with; ``remark`` says why, and whether the change is
    minor. Raises `Conflict` when it is no longer the newest, `InvalidInput` and `NotFound`. A save
    that changes nothing makes no version. Call it inside `writing()`.
    """
    before = await working_copy.load(content_type, uid, lock=True)
    if before["revision"] != revision:
        raise Conflict(opened=revision, current=before["revision"])
    return await _save(content_type, before, dict(before), values, actor, remark)


def _server_owned(uid: str, actor: str) -> Values:
    now = datetime.now(UTC)
    states = {localised("state", locale): State.PRIVATE.value for locale in LOCALES}
    dates = {"created_at": now, "created_by": actor, "updated_at": now, "updated_by": actor}
    return {"uid": uid, "revision": 0, **states, **dates}


async def _save(
    content_type: ContentType,
    before: Values | None,
    after: Values,
    typed: Mapping[str, Any],
    actor: str,
    remark: Remark,
) -> Saved:
    read = read_input(content_type, typed)
    after.update(read)
    await _complete(content_type, before, after, exactly=remark.operation == "revert")
    if before is None:
        _refuse_empty(content_type, read, after)
    await _check(content_type, before, after)
    for rows in content_type.rows:
        after[rows.name] = rows.arranged(after[rows.name])
    changed = _changed(content_type, before, after)
    if before is not None and not changed:
        return Saved(after["uid"], after["revision"], after, ())
    after.update(revision=after["revision"] + 1, updated_at=datetime.now(UTC), updated_by=actor)
    await _store(content_type, before, after)
    await versions.record(content_type, after, remark, changed=changed)
    await texts.record(content_type, before, after, minor=remark.minor)
    return Saved(after["uid"], after["revision"], after, tuple(changed))


async def _complete(
    content_type: ContentType, before: Values | None, after: Values, *, exactly: bool
) -> None:
    """Fill in what follows from the rest; ``exactly`` keeps each slug that was given."""
    for rows in content_type.rows:
        old = before[rows.name] if before else []
        after[rows.name] = working_copy.whole_rows(rows, after[rows.name], old)
    if content_type.prepare:
        content_type.prepare(after)
    _clean_rich_text(content_type, before, after)
    if before is None or before["parent"] != after["parent"]:
        await checks.lock_tree()  # before looking who stands where
    root = await checks.root_uid()
    if after["parent"] is None and root not in (None, after["uid"]):
        after["parent"] = root  # only the home page has no parent
    for locale in LOCALES:
        await _name(None if exactly else before, after, locale)


def _clean_rich_text(content_type: ContentType, before: Values | None, after: Values) -> None:
    problems: list[Problem] = []
    was = held(content_type, before) if before else ()
    known = {one.values[column] for one in was for column in one.rich()}
    for one in held(content_type, after):
        for column in one.rich():
            if one.values[column] in known:
                continue  # it was cleaned when it came
            try:
                one.values[column] = clean(one.values[column])
            except InvalidInput as error:
                place = one.place + column
                problems += [replace(problem, field=place) for problem in error.problems]
    if problems:
        raise InvalidInput(problems)


async def _name(before: Values | None, after: Values, locale: str) -> None:
    """A slug follows the title until it was published or typed by hand; the home page has none.

    Where another entry has it already it gets a number, and it follows the title as before.
    """
    title, slug = (localised(name, locale) for name in ("title", "slug"))
    if after["parent"] is None:
        after[slug] = ""
        return
    untouched = before is not None and before[slug] == after[slug]
    followed = before is not None and is_made_from(before[title], before[slug])
    if not after[slug] or (
        untouched and followed and not await checks.was_public(after["uid"], locale)
    ):
        after[slug] = await checks.free_slug(after, locale)


async def _check(content_type: ContentType, before: Values | None, after: Values) -> None:
    problems: list[Problem] = [one for rule in content_type.rules for one in rule(after)]
    if before is None or before["parent"] != after["parent"]:
        problems += await checks.place_problems(after)
    problems += await checks.slug_problems(after)
    problems += checks.source_locale_problems(after)
    problems += await checks.row_problems(content_type, after)
    problems += block_problems(content_type, before, after)
    problems += await checks.reference_problems(content_type, after)
    if problems:
        raise InvalidInput(problems)


_PLACEMENT = frozenset(
    {
        *("parent", "position", "source_locale", "menus"),
        *(localised("slug", locale) for locale in LOCALES),
    }
)
"""What says where an entry stands, and nothing about what it is."""


def _refuse_empty(content_type: ContentType, read: Values, after: Values) -> None:
    """A new entry in which nothing was written would be found by nobody, and missed by nobody."""
    fresh = blank(content_type)
    if all(after[name] == fresh[name] for name in read.keys() - _PLACEMENT):
        text = N_("Nothing has been filled in yet. Write something first, such as a title.")
        raise InvalidInput([Problem("empty_entry", Message(text), localised("title", LOCALES[0]))])


def _changed(content_type: ContentType, before: Values | None, after: Values) -> list[str]:
    names = [*content_type.columns, *(rows.name for rows in content_type.rows)]
    if before is None:
        fresh = blank(content_type)
        return [name for name in names if after[name] != fresh[name]]
    return [name for name in names if name not in SERVER_OWNED and after[name] != before[name]]


async def _store(content_type: ContentType, before: Values | None, after: Values) -> None:
    try:
        await working_copy.store(content_type, before, after)
    except asyncpg.UniqueViolationError as error:
        # Two saves at once: the database saw what the check could not.
        constraint = (error.constraint_name or "").removeprefix("node_")
        if constraint == ONE_HOME:
            raise InvalidInput([checks.home_taken()]) from None
        if constraint in after:
            raise InvalidInput([checks.slug_taken(constraint, after[constraint])]) from None
        raise
