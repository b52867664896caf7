"""Copying a branch: new entries with the same texts, all of them drafts, that refer to each other."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from cms.content import LOCALES, ContentType, Field, Values, localised
from cms.content.discovery import installed
from cms.content.identity import mint_uid
from cms.content.richtext import relinked
from cms.content.values import held
from cms.database.engine import fetch
from cms.editing import checks, origins, reverting, saving, siblings, versions, working_copy
from cms.editing.slugs import is_made_from, numbered
from cms.editing.versions import Remark
from cms.errors import N_, CmsError, NotFound

MOST = 1_000
COPY = Remark(operation="copy")

_BRANCH = """
WITH RECURSIVE branch AS (
    SELECT uid, content_type, parent, 0 AS depth FROM node WHERE uid = $1
    UNION ALL
    SELECT n.uid, n.content_type, n.parent, b.depth + 1
    FROM node n JOIN branch b ON n.parent = b.uid)
SELECT uid, content_type, parent FROM branch ORDER BY depth, uid LIMIT $2
"""

_TITLES = ", ".join(localised("title", locale) for locale in LOCALES)
_SLUGS = ", ".join(localised("slug", locale) for locale in LOCALES)


class BranchTooLarge(CmsError):
    """More entries stand there than are copied at once."""

    code = "branch_too_large"
    status = 409


@dataclass(frozen=True)
class Copied:
    """The copy of the topmost entry, how many there are in all, and how many were left out."""

    uid: str
    number: int
    left_out: int


@dataclass(frozen=True)
class Original:
    """One entry of the branch that is copied."""

    uid: str
    content_type: ContentType
    parent: str


async def branch(uid: str) -> list[Original]:
    """The entry and all below it, each after what it stands under; raises `BranchTooLarge`."""
    rows = await fetch(_BRANCH, uid, MOST + 1)
    if not rows:
        raise NotFound(N_("There is no entry {uid}."), uid=uid)
    if len(rows) > MOST:
        raise BranchTooLarge(
            N_("More than {most} entries stand here. Copy smaller branches."), most=MOST
        )
    return [
        Original(row["uid"], installed()[row["content_type"]], row["parent"] or "") for row in rows
    ]


async def copy(uid: str, parent: str, *, actor: str, seen: Collection[str] | None = None) -> Copied:
    """Copy an entry with all below it to under ``parent``.

    The copies are new: private in every language, made by ``actor``, with no history but their own,
    no local roles, no publications. What refers to an entry of the branch refers to its copy. What
    is not in ``seen`` is left out, with all below it. Raises `BranchTooLarge`, `InvalidInput` and
    `NotFound`. Call it inside `writing()`.
    """
    await checks.lock_tree()
    found = await branch(uid)
    taken = list(_reachable(found, seen))
    others = {one.uid: mint_uid() for one in taken}
    made: dict[str, str] = {}
    unfinished: list[tuple[Original, Values]] = []
    for one in taken:
        source = await working_copy.load(one.content_type, one.uid)
        values = _values(one.content_type, source, made, others)
        values["parent"] = others.get(one.parent, parent)
        if one.uid == uid:
            values["parent"] = parent
            await _find_room(values, beside=source["parent"] == parent)
        saved = await saving.create(one.content_type, values, actor=actor, uid=others[one.uid])
        await origins.inherit(one.content_type, source, saved.values)
        made[one.uid] = saved.uid
        if _targets(one.content_type, source) & (others.keys() - made.keys() | {one.uid}):
            unfinished.append((one, source))
    await _finish(unfinished, others, actor)
    return Copied(others[uid], len(taken), len(found) - len(taken))


def _reachable(found: Iterable[Original], seen: Collection[str] | None) -> Iterator[Original]:
    """Those that can be seen and stand under what is copied; the first is the topmost."""
    taken: set[str] = set()
    for one in found:
        if (seen is None or one.uid in seen) and (not taken or one.parent in taken):
            taken.add(one.uid)
            yield one


def _values(
    content_type: ContentType,
    source: Values,
    relations: Mapping[str, str],
    links: Mapping[str, str],
) -> dict[str, Any]:
    """An entry as input for a new one, that refers to copies instead."""
    values = reverting.restored(content_type, versions.snapshot(content_type, source))
    for one in held(content_type, values):
        for column in one.rich():
            one.values[column] = relinked(one.values[column], links)
        _redirect(one.fields, one.values, relations)
    return values | {rows.name: rows.renamed(values[rows.name]) for rows in content_type.rows}


def _redirect(
    fields: Iterable[Field], values: dict[str, Any], relations: Mapping[str, str]
) -> None:
    for one in fields:
        if one.references and one.column_name != "parent":
            value = values[one.column_name]
            values[one.column_name] = relations.get(value, value)


def _targets(content_type: ContentType, values: Values) -> set[str]:
    return {uid for _, _, uid in checks.references(content_type, values)}


async def _finish(
    unfinished: Iterable[tuple[Original, Values]], others: Mapping[str, str], actor: str
) -> None:
    """Lead the relations that came before their targets to the copies."""
    for one, source in unfinished:
        now = await working_copy.load(one.content_type, others[one.uid])
        wanted = _values(one.content_type, source, others, {})
        for rows in one.content_type.rows:
            wanted[rows.name] = rows.named_as(wanted[rows.name], now[rows.name])
        relations = {
            field.column_name for field in one.content_type.plain_fields if field.references
        }
        relations |= {rows.name for rows in one.content_type.rows}
        relations.discard("parent")
        await saving.save(
            one.content_type,
            now["uid"],
            {name: wanted[name] for name in relations},
            revision=now["revision"],
            actor=actor,
            remark=COPY,
        )


async def _find_room(values: dict[str, Any], *, beside: bool) -> None:
    """Give the topmost copy a place, slugs that are free, and beside its original another title."""
    parent = values["parent"]
    order = await siblings.children(parent)
    values["position"] = siblings.last(order)
    held = await fetch(f"SELECT {_TITLES}, {_SLUGS} FROM node WHERE parent = $1", parent)  # noqa: S608
    for locale in LOCALES:
        title, slug = localised("title", locale), localised("slug", locale)
        made = is_made_from(values[title], values[slug])
        taken = {row[slug] for row in held}
        values[slug] = "" if made else numbered(values[slug], taken)
    if beside:
        _number_titles(values, {row[localised("title", one)] for row in held for one in LOCALES})


_NUMBERED = re.compile(r"(.*\S) \([0-9]{1,3}\)")
LONGEST_TITLE = 190


def _number_titles(values: dict[str, Any], taken: Collection[str]) -> None:
    """``Contact`` → ``Contact (2)``, as file managers do: in every language with one number."""
    stems = {}
    for locale in LOCALES:
        column = localised("title", locale)
        if values[column]:
            found = _NUMBERED.fullmatch(values[column])
            stems[column] = (found[1] if found else values[column])[:LONGEST_TITLE]
    number = next(n for n in count(2) if not {f"{one} ({n})" for one in stems.values()} & {*taken})
    values.update({column: f"{stem} ({number})" for column, stem in stems.items()})
