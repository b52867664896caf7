"""Bringing a branch back from the bin, as one unit and as drafts; what changed meanwhile is told."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import SITE, Denied, facts_of, visible
from cms.access.roles import Permission
from cms.content import LOCALES, ContentType, State, Values, localised
from cms.content.discovery import installed
from cms.content.richtext import Document as RichText
from cms.content.richtext import parse, pictures, references
from cms.content.values import blank, blank_row, held, title_of
from cms.database.engine import execute, fetch
from cms.editing import checks, reverting, versions, working_copy
from cms.editing.authorised import may_create
from cms.editing.input import problems_of, read_input
from cms.editing.versions import Remark
from cms.errors import N_, CmsError, Message, NotFound, Problem
from cms.publishing import outbox
from cms.publishing.bin import recycle_bin
from cms.publishing.bin.recycle_bin import Binned
from cms.publishing.plans import moment
from cms.publishing.relations import relation_columns, targets, without

_REGRANT = """
INSERT INTO role_grant (uid, user_id, group_name, role, locale, granted_by, granted_at)
SELECT $1, g.user_id, g.group_name, g.role, g.locale, g.granted_by, g.granted_at
FROM jsonb_populate_recordset(NULL::role_grant, $2::jsonb) g
WHERE EXISTS (SELECT FROM piccolo_user u WHERE u.id = g.user_id)
    OR EXISTS (SELECT FROM user_group u WHERE u.name = g.group_name)
RETURNING id
"""

_ADDRESSES_TAKEN = """
SELECT DISTINCT p.path FROM publication p
WHERE p.uid = ANY($1::varchar[]) AND p.id IN (
        SELECT max(id) FROM publication WHERE uid = ANY($1::varchar[]) GROUP BY uid, locale)
    AND (EXISTS (SELECT FROM alias a WHERE a.path = p.path) OR EXISTS (
        SELECT FROM publication o WHERE o.path = p.path AND o.locale = p.locale
            AND o.uid <> ALL($1::varchar[])
            AND o.valid && tstzrange(statement_timestamp(), NULL)))
ORDER BY p.path
"""


_STILL_THERE = """
SELECT uid FROM node WHERE uid = ANY($1::varchar[])
UNION ALL SELECT uid FROM asset WHERE uid = ANY($1::varchar[])
"""

_ONCE_PUBLIC = """
SELECT DISTINCT uid, locale FROM publication WHERE uid = ANY($1::varchar[]) ORDER BY uid, locale
"""


class AlreadyThere(CmsError):
    """An entry with the same uid was made since."""

    code = "already_there"
    status = 409


@dataclass(frozen=True)
class Restored:
    """What came back: the entry on top, where it stands now, how many entries came with it.

    ``clashes`` are all the things that could not be as they were, and what became of them.
    """

    uid: str
    parent: str | None
    entries: int
    clashes: tuple[Problem, ...]


@dataclass
class _Member:
    """An entry on its way back."""

    content_type: ContentType
    values: Values
    owned: Mapping[str, Any]
    grants: str
    blocked_by: str | None
    clashes: list[Problem] = field(default_factory=list)

    @property
    def uid(self) -> str:
        return str(self.values["uid"])

    def tell(self, code: str, text: str, where: str | None = None, **params: Any) -> None:
        """Note what is not as it was."""
        named = {"title": title_of(self.values), **params}
        self.clashes.append(Problem(code, Message(text, named), where))


async def restore(actor: Actor, bin_id: int, *, parent: str | None = None) -> Restored:
    """Bring a branch back under ``parent``, or where it stood; private in every language.

    If what it stood under is gone, it comes under the nearest entry above that is still there. Uids,
    texts, translations, order and local roles are as they were. Inside `rehearsing()` it tells what
    would clash. Raises `NotFound`; `Denied` without the right to add entries at that place;
    `AlreadyThere`; `InvalidInput` when there is no such ``parent``, or when the type no longer takes
    what the branch holds. Call it inside `writing()`.
    """
    branch = await recycle_bin.binned(actor, bin_id, lock=True)
    await checks.lock_tree()
    members = await _members(actor, branch)
    top = members[0]
    await _place(actor, branch, top, parent)
    problems_of(checks.level_problems(await _deepest(members)))
    await _name(top)
    await _check_relations(members)
    await _check_addresses(members)
    await _store(members)
    for member in members:
        await _grant(member)
    await _tell_unlinked(actor, branch, members)
    await execute("DELETE FROM binned_branch WHERE id = $1", branch.id)
    await _tell(actor, [member.uid for member in members])
    clashes = tuple(one for member in members for one in member.clashes)
    codes = sorted({one.code for one in clashes})
    await audit.note(actor.name, "restore", branch.uid, entries=len(members), clashes=codes)
    return Restored(top.uid, top.values["parent"], len(members), clashes)


async def _tell(actor: Actor, uids: list[str]) -> None:
    """Whoever follows what the public read hears that it may come back."""
    now = await moment()
    for row in await fetch(_ONCE_PUBLIC, uids):
        await outbox.note("restored", row["uid"], row["locale"], now, actor.name)


async def _tell_unlinked(actor: Actor, branch: Binned, members: list[_Member]) -> None:
    """Say which entries referred to it, and do not any more: their editors decided since."""
    ours, top, hidden = {member.uid for member in members}, members[0], 0
    seen = await visible(actor, branch.unlinked)
    for uid in branch.unlinked:
        try:
            content_type = await working_copy.content_type_of(uid)
        except NotFound:
            continue
        values = await working_copy.load(content_type, uid)
        if ours & {*targets(content_type, values)}:
            continue
        if uid in seen:
            text = N_("“{title}” referred to it. That was taken out, and stays out.")
            top.clashes.append(Problem("unlinked", Message(text, {"title": title_of(values)})))
        else:
            hidden += 1
    if hidden:
        text = N_("Entries that you may not see referred to it: {hidden}. That stays taken out.")
        top.clashes.append(Problem("unlinked", Message(text, {"hidden": hidden})))


async def _members(actor: Actor, branch: Binned) -> list[_Member]:
    rows = await fetch("SELECT * FROM binned_entry WHERE branch = $1 ORDER BY id", branch.id)
    uids = [row["uid"] for row in rows]
    if await fetch("SELECT FROM node WHERE uid = ANY($1::varchar[]) LIMIT 1", uids):
        raise AlreadyThere(N_("An entry of it was made anew since. Delete that first."))
    revisions = await versions.last_revisions(uids)
    return [_member(actor, row, revisions[row["uid"]]) for row in rows]


def _member(actor: Actor, row: Mapping[str, Any], revision: int) -> _Member:
    content_type = installed().get(row["content_type"])
    if content_type is None:
        raise CmsError(
            N_("There is no such type of content any more: {name}."), name=row["content_type"]
        )
    owned = json.loads(row["owned"])
    typed = reverting.restored(content_type, json.loads(row["snapshot"]))
    values = blank(content_type) | read_input(content_type, typed)
    for rows in content_type.rows:
        values[rows.name] = [blank_row(rows) | one for one in values[rows.name]]
    values |= {localised("state", locale): State.PRIVATE.value for locale in LOCALES}
    values |= {
        "uid": row["uid"],
        "revision": revision + 1,
        "created_at": datetime.fromisoformat(owned["created_at"]),
        "created_by": owned["created_by"],
        "updated_at": datetime.now(UTC),
        "updated_by": actor.name,
    }
    return _Member(content_type, values, owned, row["grants"], row["blocked_by"])


async def _place(actor: Actor, branch: Binned, top: _Member, asked: str | None) -> None:
    """Where the branch will stand; told if that is not where it stood."""
    was = top.values["parent"]
    if asked is not None and asked not in await visible(actor, [asked]):
        problems_of([checks.unknown_parent()])
    place = asked if asked is not None else await _nearest(branch)
    facts = await facts_of(actor, [place]) if place else {}
    if not may_create(actor, facts.get(place or "", SITE)):
        raise Denied(Permission.EDIT)
    top.values["parent"] = place
    if place == was or asked is not None:
        return
    if was is None:
        top.tell(
            "home_exists",
            N_("There is another home page: “{title}” stands under that now."),
            "parent",
        )
    elif place is None:
        top.tell("parent_gone", N_("There is no home page: “{title}” becomes it."), "parent")
    else:
        above = title_of(await working_copy.load(await working_copy.content_type_of(place), place))
        text = N_("What “{title}” stood under is gone: it stands under “{above}” now.")
        top.tell("parent_gone", text, "parent", above=above)


async def _deepest(members: list[_Member]) -> int:
    """How many levels below the home page the last of a branch will stand; each comes after its parent."""
    levels: dict[str, int] = {}
    above = await checks.level_of(members[0].values["parent"])
    for one in members:
        levels[one.values["uid"]] = levels.get(one.values["parent"], above) + 1
    return max(levels.values())


async def _nearest(branch: Binned) -> str | None:
    """The nearest entry that it stood under and that is there, else the home page if there is one."""
    rows = await fetch("SELECT uid FROM node WHERE uid = ANY($1::varchar[])", list(branch.above))
    there = {row["uid"] for row in rows}
    return next((uid for uid in branch.above if uid in there), None) or await checks.root_uid()


async def _name(top: _Member) -> None:
    """Its short name among those who are its siblings now."""
    for locale in LOCALES:
        column = localised("slug", locale)
        was = top.values[column]
        if top.values["parent"] is None:
            top.values[column] = ""
        elif not was:
            top.values[column] = await checks.free_slug(top.values, locale)
        else:
            top.values[column] = await checks.numbered_slug(top.values, locale)
        if was and top.values[column] and top.values[column] != was:
            text = N_("The short name {slug} of “{title}” is taken: it is called {now} now.")
            top.tell("slug_taken", text, column, slug=was, now=top.values[column])


async def _check_relations(members: list[_Member]) -> None:
    """Empty the relations that lead nowhere, leave out the tags that are gone; tell it."""
    ours = {member.uid for member in members}
    asked = {
        uid
        for one in members
        for uid in (*targets(one.content_type, one.values), *_linked(one), *_pictured(one))
    }
    rows = await fetch(_STILL_THERE, list(asked))
    gone = asked - ours - {row["uid"] for row in rows}
    for one in members:
        one.values, names = without(one.content_type, one.values, gone)
        for name in names:
            one.tell(
                "relation_gone",
                N_("“{title}”: what it referred to is gone, and is left out."),
                name,
            )
        if gone & set(_linked(one)):
            one.tell("link_gone", N_("“{title}”: a link in its text leads to what is gone."))
        if gone & set(_pictured(one)):
            one.tell("picture_gone", N_("“{title}”: a picture in its text is gone."))
        await _check_tags(one)
        problems_of(await checks.row_problems(one.content_type, one.values))


def _linked(member: _Member) -> Iterator[str]:
    return (uid for text in _texts(member) for uid in references(text))


def _pictured(member: _Member) -> Iterator[str]:
    return (uid for text in _texts(member) for uid in pictures(text))


def _texts(member: _Member) -> Iterator[RichText]:
    for one in held(member.content_type, member.values):
        for column in one.rich():
            yield parse(one.values[column])


async def _check_tags(member: _Member) -> None:
    for place, column, values in checks.tagged(member.content_type, member.values):
        keys = values[column] or []
        rows = await fetch("SELECT key FROM tag WHERE key = ANY($1::varchar[]) FOR KEY SHARE", keys)
        known = [key for key in keys if key in {row["key"] for row in rows}]
        if known != keys:
            values[column] = known
            gone = ", ".join(key for key in keys if key not in known)
            member.tell("tag_gone", N_("“{title}”: these tags are gone: {tags}."), place, tags=gone)


async def _check_addresses(members: list[_Member]) -> None:
    for row in await fetch(_ADDRESSES_TAKEN, [member.uid for member in members]):
        text = N_("The address {path}, where the public read it, leads to something else now.")
        members[0].tell("address_taken", text, path=row["path"])


async def _store(members: list[_Member]) -> None:
    """Write all entries, then what they refer to each other with."""
    bare = [_bare(one) for one in members]
    for member, values in zip(members, bare, strict=True):
        await working_copy.store(member.content_type, None, values)
    for member, values in zip(members, bare, strict=True):
        await working_copy.store(member.content_type, values, member.values)
        remark = Remark(operation="restore")
        changed = [one.field for one in member.clashes if one.field in member.values]
        await versions.record(
            member.content_type, member.values, remark, changed=[*filter(None, changed)]
        )


def _bare(member: _Member) -> Values:
    columns = relation_columns(member.content_type.plain_fields)
    lists: Values = {rows.name: [] for rows in member.content_type.rows}
    return member.values | dict.fromkeys(columns) | lists


async def _grant(member: _Member) -> None:
    """Give the local roles again that were given on it, as far as who had them is still there."""
    wanted = json.loads(member.grants)
    if wanted and len(await fetch(_REGRANT, member.uid, member.grants)) < len(wanted):
        member.tell("role_gone", N_("“{title}”: somebody who had a role on it is gone."))
    if member.blocked_by is not None:
        await execute(
            "INSERT INTO blocked_branch (uid, blocked_by, blocked_at) VALUES ($1, $2, now())",
            member.uid,
            member.blocked_by,
        )
