"""Bringing in what was read elsewhere: saved and published by the services, all of it or nothing."""

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cms.access import audit
from cms.access.actors import Actor
from cms.content import LOCALES, Asset, Node, Tag, Values, localised
from cms.content.discovery import installed
from cms.content.richtext import clean
from cms.content.values import encode
from cms.database.engine import attempting, execute, fetch
from cms.editing import checks, saving, versions, working_copy
from cms.editing.input import read_input
from cms.editing.slugs import slugify
from cms.errors import N_, CmsError, InvalidInput, NotFound, Problem
from cms.media.inspect import Inspected, inspected
from cms.media.keys import original_key
from cms.media.storage import storage
from cms.portability.comparing import Comparison, Difference
from cms.portability.elsewhere.brought import Brought, BroughtEntry, BroughtFile, Window
from cms.portability.elsewhere.taken import with_way_out
from cms.portability.exporting import Told
from cms.portability.importing import Conflicts, Imported
from cms.portability.transactions import all_or_nothing
from cms.publishing import tags as subjects
from cms.publishing.aliases import aliases
from cms.publishing.library import described, receiving, rows
from cms.publishing.plans import moment
from cms.publishing.publishing import publish

_MIDDLE = 0.5
_DATES = """
UPDATE {table} SET created_at = coalesce($2, created_at), updated_at = coalesce($3, updated_at),
    created_by = coalesce(nullif($4, ''), created_by)
WHERE uid = $1
"""
_FIRST = """
UPDATE publication SET first_published_at = $3
WHERE uid = $1 AND locale = $2 AND first_published_at > $3 AND NOT isempty(valid)
"""


class NoHome(CmsError):
    """Several things would stand on top of a site that has no home page."""

    code = "no_home"
    status = 409


@dataclass(frozen=True)
class _Wish:
    """What an import was told."""

    actor: Actor
    under: str | None
    overwrite: bool


async def bring(
    actor: Actor,
    found: Brought,
    *,
    under: str = "",
    overwrite: bool = False,
    dry_run: bool = False,
    told: Told = lambda _: None,
) -> Imported:
    """Bring in what was read, below ``under`` (a uid), or the home page; a dry run undoes it all.

    What was brought in before and not edited here since becomes what it is now; what is the same is
    left alone; what was edited here is refused (`Conflicts`) unless ``overwrite``. What cannot be
    published stays a draft, and is noted. ``told`` is called with how many entries came.
    Raises `InvalidInput` naming the place of what cannot be
    saved. Call it outside `writing()`.
    """
    async with AsyncExitStack() as within:
        made = await _looked_into(found, within)
        async with all_or_nothing(dry_run=dry_run):
            wish = _Wish(actor, await _place(under), overwrite)
            _check_home(found, wish)
            differences = [await _bring_file(one, made[one.uid], wish)
                           for one in found.files.values() if one.uid in made]  # fmt: skip
            await _bring_tags(found)
            _leave_out_what_is_not_there(found, made)
            differences += await _bring_entries(found, wish, told)
            done = Comparison(tuple(differences), {}, {}, {})
            if done.of("conflict") and not overwrite and not dry_run:
                raise Conflicts(done)
            await _publish_all(found, done, wish)
            await _bring_aliases(found, wish)
            await audit.note(actor.name, "import", "", new=len(done.of("new")))
    return Imported(done, dry_run)


async def _place(under: str) -> str | None:
    if under and not await Node.exists().where(Node.uid == under):
        raise NotFound(N_("There is no entry {uid}."), uid=under)
    return under or await checks.root_uid()


def _check_home(found: Brought, wish: _Wish) -> None:
    """In an empty site what stands alone on top becomes the home page."""
    tops = [one for one in found.entries.values() if one.parent not in found.entries]
    if wish.under is None and len(tops) > 1:
        raise NoHome(N_("There is no home page yet, below which it could stand. Add one first."))


async def _looked_into(found: Brought, within: AsyncExitStack) -> dict[str, Inspected]:
    """What is in the files; one that the library takes not is noted, and stays behind."""
    folder = Path(within.enter_context(tempfile.TemporaryDirectory()))
    made = {}
    for one in found.files.values():
        copy = folder / one.uid
        try:
            _copy(one, copy)
            made[one.uid] = await inspected(copy, one.name)
        except InvalidInput as error:
            found.notes += [replace(problem, field=one.place) for problem in error.problems]
        except OSError as error:
            found.note(
                one.place, "no_file", N_("This cannot be read: {reason}."), reason=error.strerror
            )
        finally:
            copy.unlink(missing_ok=True)
    return made


def _copy(one: BroughtFile, target: Path) -> None:
    if isinstance(one.content, bytes):
        target.write_bytes(one.content)
    else:
        shutil.copyfile(one.content, target)


async def _bring_file(one: BroughtFile, made: Inspected, wish: _Wish) -> Difference:
    said = _said(one)
    here = next(iter(await rows.several([one.uid])), None)
    if here and here["digest"] == made.digest:
        return Difference("media", one.uid, one.name, "same")
    await receiving.hold_bytes(made.digest)
    if await storage().size(original_key(made.digest)) != made.size:
        await storage().put(original_key(made.digest), made.path)
    if here:
        seen = {name: getattr(made, name) for name in (
            "kind", "media_type", "size", "digest", "width", "height", "placeholder", "transparent",
        )}  # fmt: skip
        await rows.change(here, seen, wish.actor.name)
        return Difference("media", one.uid, one.name, "changed", ("file",))
    values: dict[str, Any] = {name: getattr(made, name) for name in (
        "name", "kind", "media_type", "size", "digest", "width", "height", "placeholder",
        "transparent", "credit",
    )} | said | {"name": made.name}  # fmt: skip
    values |= {"created_by": wish.actor.name, "updated_by": wish.actor.name}
    values |= {"created_at": one.created_at} if one.created_at else {}
    version = rows.version_of(made.digest, _MIDDLE, _MIDDLE)
    await Asset.insert(Asset(uid=one.uid, version=version, **values))
    await rows.tell(one.uid)
    return Difference("media", one.uid, one.name, "new")


def _said(one: BroughtFile) -> Values:
    try:
        return described.read(one.said)
    except InvalidInput as error:
        raise InvalidInput(
            [replace(p, field=f"{one.place}: {p.field}") for p in error.problems]
        ) from None


async def _bring_tags(found: Brought) -> None:
    known = {row["key"] for row in await Tag.select(Tag.key)}
    for key, label in found.tags.items():
        if key not in known:
            await subjects.create_tag(
                key, {localised("label", locale): label for locale in LOCALES}
            )


def _leave_out_what_is_not_there(found: Brought, made: Mapping[str, Inspected]) -> None:
    """A picture that stayed behind, or is none, is shown nowhere."""
    for one in found.entries.values():
        uid = one.values.get("image")
        if uid in found.files and (uid not in made or made[uid].kind == "file"):
            one.values = one.values | {"image": None}


async def _bring_entries(found: Brought, wish: _Wish, told: Told) -> list[Difference]:
    made = []
    for one in found.in_order():
        try:
            made.append(await _bring_entry(one, found, wish))
        except InvalidInput as error:
            raise InvalidInput(
                [replace(p, field=f"{one.place}: {p.field or '-'}") for p in error.problems]
            ) from None
        told(1)
    return made


async def _bring_entry(one: BroughtEntry, found: Brought, wish: _Wish) -> Difference:
    content_type = installed()[one.type]
    values = _wanted(one, wish)
    title = next((values[localised("title", locale)] for locale in LOCALES
                  if values.get(localised("title", locale))), one.uid)  # fmt: skip
    node = await Node.select(Node.content_type).where(Node.uid == one.uid).first()
    if node is None:
        deleted = await versions.last_revisions([one.uid])
        if deleted and not wish.overwrite:
            return Difference("entry", one.uid, title, "conflict", (), "deleted")
        await _create(one, values, found, wish)
        await _date(one)
        return Difference("entry", one.uid, title, "new")
    if node["content_type"] != one.type:
        return Difference("entry", one.uid, title, "conflict", (), "other_type")
    here = await working_copy.load(content_type, one.uid, lock=True)
    values.pop("parent")  # where it stands is decided here from then on
    values = {
        name: value for name, value in values.items() if value or not name.startswith("slug_")
    }
    changes = _changes(one, values, here)
    if not changes:
        return Difference("entry", one.uid, title, "same")
    changed = Difference("entry", one.uid, title, "changed", (*changes,), "", changes)
    if here["updated_by"] != wish.actor.name and not wish.overwrite:
        return replace(changed, status="conflict", why="changed_here")
    await saving.save(
        content_type, one.uid, values, revision=here["revision"], actor=wish.actor.name
    )
    await _date(one)
    return changed


async def _create(one: BroughtEntry, values: Values, found: Brought, wish: _Wish) -> None:
    try:
        await saving.create(installed()[one.type], values, actor=wish.actor.name, uid=one.uid)
    except InvalidInput as error:
        if one.parent:
            raise
        raise await with_way_out(error, wish.under, found.entries) from None


def _wanted(one: BroughtEntry, wish: _Wish) -> Values:
    return one.values | {"parent": one.parent or wish.under}


def _changes(one: BroughtEntry, values: Values, here: Values) -> dict[str, tuple[Any, Any]]:
    """By column what is here, and what it is to be, where they differ."""
    content_type = installed()[one.type]
    read = read_input(content_type, values)
    rich = {
        column for field in content_type.plain_fields if field.rich for column in field.columns()
    }
    lists = {listed.name for listed in content_type.rows}
    wanted = {name: clean(value) if name in rich else value for name, value in read.items()}
    both = {
        name: (encode(_here(here[name], value, name in lists)), encode(value))
        for name, value in wanted.items()
    }
    return {name: (before, after) for name, (before, after) in both.items() if before != after}


def _here(stored: Any, wanted: Any, rows_of: bool) -> Any:
    """Related rows as far as the import says something of them: their keys are made here."""
    if not rows_of or len(stored) != len(wanted):
        return stored
    return [
        {name: row.get(name) for name in said} for row, said in zip(stored, wanted, strict=True)
    ]


async def _date(one: BroughtEntry) -> None:
    """As old as it is there; who edits it here makes it newer."""
    sql = _DATES.format(table=one.type)
    await execute(sql, one.uid, one.created_at, one.updated_at, one.created_by)
    known: dict[Any, Any] = {Node.updated_at: one.updated_at, Node.created_by: one.created_by}
    said = {column: value for column, value in known.items() if value}
    if said:
        await Node.update(said).where(Node.uid == one.uid)


async def _publish_all(found: Brought, done: Comparison, wish: _Wish) -> None:
    now = await moment()
    conflicts = {one.uid for one in done.of("conflict")}
    for one in found.in_order():
        if one.uid not in conflicts:
            for locale, window in one.public.items():
                await _publish(one, locale, window, found, wish, now)


async def _publish(
    one: BroughtEntry, locale: str, window: Window, found: Brought, wish: _Wish, now: datetime
) -> None:
    if window.until and window.until <= now:
        found.note(
            one.place,
            "expired",
            N_("Its time is over ({locale}): it stays a draft."),
            locale=locale,
        )
        return
    at = window.since if window.since and window.since > now else None
    try:
        async with attempting():
            await publish(
                installed()[one.type],
                one.uid,
                locale,
                actor=wish.actor.name,
                at=at,
                until=window.until,
            )
    except CmsError as error:
        reasons = getattr(error, "problems", ()) or (Problem(error.code, error.message),)
        for reason in reasons:
            found.note(
                one.place, "not_published", N_("It stays a draft in {locale}: {reason}"),
                locale=locale, reason=reason.message,
            )  # fmt: skip
        return
    if window.since and window.since <= now:
        await execute(_FIRST, one.uid, locale, window.since)


async def _bring_aliases(found: Brought, wish: _Wish) -> None:
    """Old addresses lead to where things are now, unless somebody wrote them here."""
    known = {row["path"] for row in await fetch("SELECT path FROM alias")}
    leading = [
        {"path": path, "target": f"uid:{uid}", "locale": next(iter(found.entries[uid].public))}
        for path, uid in found.aliases.items()
        if uid in found.entries and found.entries[uid].public
    ] + [{"path": path, "target": to, "locale": ""} for path, to in found.elsewhere.items()]
    for typed in leading:
        if typed["path"] not in known:
            try:
                async with attempting():
                    await aliases.save(wish.actor, typed | {"status": "301"})
            except InvalidInput as error:
                found.notes += [replace(problem, field=typed["path"]) for problem in error.problems]


def tag_keys(found: Brought, words: Any) -> list[str]:
    """Subjects by their keys; new ones are made as they are written."""
    keys = []
    for word in words if isinstance(words, list) else []:
        key = slugify(str(word))[:60].strip("-")
        if key and key not in keys:
            found.tags.setdefault(key, str(word)[:80])
            keys.append(key)
    return keys
