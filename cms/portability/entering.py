"""Entries from files: saved by the one function that saves, then as old and as far as the file says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from typing import Any

from cms.community.comments.rules import Commenting, keep_rule
from cms.content import LOCALES, ContentType, Node, Values, localised
from cms.content.discovery import installed
from cms.database.engine import as_json, execute
from cms.editing import saving
from cms.editing.versions import Remark
from cms.errors import N_, CmsError, InvalidInput, Problem
from cms.portability import timelines
from cms.portability.cleaning import cleaned
from cms.portability.folder import entry_path
from cms.portability.format import EntryFile, GoneFile, Part, Version
from cms.publishing.relations import relation_columns

AS_GIVEN = Remark(operation="revert")
"""Every short name stays as it is given."""

_ENTRY = """
UPDATE {table} SET revision = $2, created_at = $3, created_by = $4, updated_at = $5, updated_by = $6
WHERE uid = $1
"""
_VERSION = """
INSERT INTO version (uid, revision, content_type, operation, at, actor, note, minor, label, changed,
    snapshot)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb)
ON CONFLICT (uid, revision) DO NOTHING
"""
_ROWS = """
INSERT INTO {table} (uid, {names})
SELECT $1, {names} FROM jsonb_populate_recordset(NULL::{table}, $2::jsonb)
"""


class Circle(CmsError):
    """Entries that stand under each other."""

    code = "cycle"


async def enter_all(
    found: Sequence[EntryFile],
    here: Mapping[str, EntryFile],
    now: datetime,
    actor: str,
    told: Callable[[int], object] = lambda _: None,
) -> None:
    """Let these entries be as their files say; ``here`` is what they are now, if they are.

    First all new ones come, each after what it stands under; then what they say, since they refer to
    each other. ``told`` is called with how many did.
    Raises `InvalidInput` naming the file and the field. Call it inside `writing()`.
    """
    for one in _in_order([one for one in found if one.uid not in here]):
        await _named(one, _begin(one, actor))
    for one in found:
        before = here.get(one.uid)
        await _named(one, _fill(one, before.revision if before else None, actor))
        told(1)
    for one in found:
        await _named(one, _past(one, now))


def _in_order(found: Sequence[EntryFile]) -> Iterable[EntryFile]:
    known = {one.uid: one for one in found}
    above = {one.uid: [one.values.get("parent")] for one in found}
    try:
        order = [
            *TopologicalSorter(
                {uid: [p for p in up if p in known] for uid, up in above.items()}
            ).static_order()
        ]
    except CycleError as error:
        raise Circle(
            N_("These entries stand under each other: {uids}."), uids=", ".join(error.args[1])
        ) from None
    return [known[str(uid)] for uid in order]


async def _named(one: EntryFile, work: Any) -> None:
    """Do it, and say in which file what is wrong, if something is."""
    try:
        await work
    except InvalidInput as error:
        path = entry_path(one)
        raise InvalidInput(
            [
                replace(problem, field=f"{path}: {problem.field or '-'}")
                for problem in error.problems
            ]
        ) from None


async def _begin(one: EntryFile, actor: str) -> None:
    content_type = installed()[one.type]
    left = {
        *relation_columns(content_type.plain_fields),
        *(rows.name for rows in content_type.rows),
    }
    bare = {name: value for name, value in one.values.items() if name not in left}
    title = localised("title", LOCALES[0])
    if not any(value for name, value in bare.items() if name.startswith("title_")):
        bare[title] = one.uid  # for a moment: what has no word in it cannot be made
    await saving.create(content_type, bare, actor=actor, uid=one.uid)


async def _fill(one: EntryFile, revision: int | None, actor: str) -> None:
    content_type = installed()[one.type]
    if revision is None:
        revision = await _revision(content_type, one.uid)
        saved = await saving.save(
            content_type, one.uid, one.values, revision=revision, actor=actor, remark=AS_GIVEN
        )
        await execute("DELETE FROM version WHERE uid = $1", one.uid)
        newest = one.revision
    else:
        saved = await saving.save(
            content_type, one.uid, one.values, revision=revision, actor=actor, remark=AS_GIVEN
        )
        newest = max(saved.revision, one.revision)
        if one.revision > revision:  # the file's own versions tell it better
            await execute("DELETE FROM version WHERE uid = $1 AND revision > $2", one.uid, revision)
            newest = one.revision
    await _own(content_type, one, newest)
    await store_versions(content_type, one.uid, timelines.whole(one.versions, one.values))


async def _revision(content_type: ContentType, uid: str) -> int:
    table: Any = content_type.table
    row = await table.select(table.revision).where(table.uid == uid).first()
    return int(row["revision"])


async def _own(content_type: ContentType, one: EntryFile, revision: int) -> None:
    """What the services own, as the file says."""
    table: Any = content_type.table
    await execute(
        _ENTRY.format(table=content_type.name), one.uid, revision,
        one.created_at, one.created_by, one.updated_at, one.updated_by,
    )  # fmt: skip
    states: dict[Any, Any] = {
        localised("state", locale): state
        for locale, state in one.states.items()
        if locale in LOCALES
    }
    await table.update(states).where(table.uid == one.uid)
    known = {Node.created_by: one.created_by, Node.updated_at: one.updated_at}
    await Node.update(states | known).where(Node.uid == one.uid)


async def store_versions(
    content_type: ContentType, uid: str, found: Iterable[tuple[Version, Values]]
) -> None:
    """Keep these versions, but for those that are kept already."""
    for one, said in found:
        snapshot = cleaned(content_type, said) | {"uid": uid, "revision": one.revision}
        await execute(
            _VERSION,
            *(uid, one.revision, content_type.name, one.operation, one.at, one.actor, one.note),
            *(one.minor, one.label, as_json(one.changed), as_json(snapshot)),
        )


async def _past(one: EntryFile, now: datetime) -> None:
    """What lies beside the working copy: translations, workflow, and what was and is public."""
    content_type = installed()[one.type]
    texts: dict[str, Sequence[Part]] = {
        "source_text": one.texts.sources,
        "translated_text": one.texts.translations,
        "kept_text": one.texts.kept,
        "transition": one.workflow,
    }
    for table, rows in texts.items():
        await store_rows(table, one.uid, rows)
    versions = timelines.whole(one.versions, one.values)
    await timelines.store(content_type, one.uid, one.publications, versions, now)
    rule = one.commenting
    said = Commenting(rule.open, rule.moderated, rule.below, rule.reason) if rule else None
    await keep_rule(said, one.updated_by, uid=one.uid)


async def store_rows(table: str, uid: str, rows: Sequence[Part]) -> None:
    """Let a table have just these rows of an entry."""
    await execute(f"DELETE FROM {table} WHERE uid = $1", uid)  # noqa: S608 - names of our own
    if rows:
        names = ", ".join(type(rows[0]).model_fields)
        said = as_json([one.model_dump(mode="json") for one in rows])
        await execute(_ROWS.format(table=table, names=names), uid, said)


async def bury(one: GoneFile, now: datetime) -> None:
    """What was public of an entry that is no more."""
    content_type = installed()[one.type]
    versions = timelines.whole(one.versions, {})
    try:
        await store_versions(content_type, one.uid, versions)
        await store_rows("transition", one.uid, one.workflow)
        await timelines.store(content_type, one.uid, one.publications, versions, now)
    except InvalidInput as error:
        place = f"gone/{one.uid}.json"
        raise InvalidInput(
            [Problem(p.code, p.message, f"{place}: {p.field or '-'}") for p in error.problems]
        ) from None
