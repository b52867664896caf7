"""What must hold of an entry among the others: its place, its address, what it refers to."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from cms.content import LOCALES, ContentType, Field, Node, Values, localised
from cms.content.discovery import installed
from cms.content.identity import is_key
from cms.content.values import filled, held
from cms.database.engine import execute, fetch
from cms.editing.files import asset_problems
from cms.editing.slugs import is_made_from, is_slug, numbered, slugify
from cms.errors import N_, Message, Problem

TAG_COLUMNS = ("tags", "expertise")
"""The columns that hold tags; `tag_names` are what publications call them."""
TREE_LOCK = 0x74726565  # "tree": held while a parent changes, so that two moves cannot make a cycle
MOST_LEVELS = 16
"""Below the home page: so the longest address is found, and has room in an index."""


def tag_names() -> list[str]:
    """The names under which types keep tags in what they publish."""
    fields = (field for one in installed().values() for field in one.plain_fields)
    return sorted({field.name for field in fields if field.column_name in TAG_COLUMNS})


async def lock_tree() -> None:
    """Let one transaction at a time change who is whose parent."""
    await execute("SELECT pg_advisory_xact_lock($1)", TREE_LOCK)


async def root_uid() -> str | None:
    """The home page's uid: the only entry without a parent."""
    found = await Node.select(Node.uid).where(Node.parent.is_null()).first()
    return found["uid"] if found else None


async def place_problems(values: Values) -> list[Problem]:
    """Whether the parent exists, is not the entry itself or below it, and not too far down."""
    parent = values["parent"]
    if parent is None:
        return []
    above = await _chain(parent)
    if not above:
        return [unknown_parent()]
    if values["uid"] in above:
        text = N_("An entry cannot stand under itself, or under what is below it.")
        return [Problem("cycle", Message(text), "parent")]
    return level_problems(len(above) - 1 + await _height(values["uid"]))


_CHAIN = """
WITH RECURSIVE above AS (
    SELECT uid, parent FROM node WHERE uid = $1
    UNION SELECT n.uid, n.parent FROM node n JOIN above a ON n.uid = a.parent)
SELECT uid FROM above
"""
_HEIGHT = """
WITH RECURSIVE below AS (
    SELECT $1::varchar AS uid, 1 AS levels
    UNION SELECT n.uid, b.levels + 1 FROM node n JOIN below b ON n.parent = b.uid)
SELECT max(levels) AS levels FROM below
"""


async def _chain(uid: str) -> list[str]:
    """An entry that is there, and all above it."""
    return [row["uid"] for row in await fetch(_CHAIN, uid)]


async def _height(uid: str) -> int:
    """How many levels an entry has with what is below it, whether it is there already or not."""
    return int((await fetch(_HEIGHT, uid))[0]["levels"])


async def level_of(uid: str | None) -> int:
    """How many levels below the home page an entry stands; that stands nowhere itself."""
    return len(await _chain(uid)) - 1 if uid else -1


def level_problems(level: int) -> list[Problem]:
    """Whether so many levels below the home page are too many."""
    if level <= MOST_LEVELS:
        return []
    text = N_("Entries stand at most {most} levels below the home page.")
    return [Problem("too_deep", Message(text, {"most": MOST_LEVELS}), "parent")]


def unknown_parent() -> Problem:
    """The problem of a parent that is not there."""
    text = N_("The entry it should stand under is gone.")
    return Problem("unknown_parent", Message(text), "parent")


async def slug_problems(values: Values) -> list[Problem]:
    """Whether each slug can stand in an address and is free among its siblings."""
    return [one for locale in LOCALES async for one in _slug_problems(values, locale)]


async def _slug_problems(values: Values, locale: str) -> AsyncIterator[Problem]:
    column = localised("slug", locale)
    slug = values[column]
    if not slug:
        return
    if not is_slug(slug):
        text = N_("Use small letters, digits and single hyphens, as in open-koffie.")
        yield Problem("bad_slug", Message(text), column)
        return
    if slug in await _siblings_slugs(values, column, slug):
        yield slug_taken(column, slug)


async def _siblings_slugs(values: Values, column: str, slug: str) -> set[str]:
    """The slugs of the other entries under the same parent, as far as they begin with ``slug``."""
    rows = await fetch(
        f"SELECT {column} AS slug FROM node"  # noqa: S608 - the column is one of ours
        f" WHERE parent IS NOT DISTINCT FROM $1 AND uid <> $2 AND starts_with({column}, $3)",
        values["parent"],
        values["uid"],
        slug,
    )
    return {row["slug"] for row in rows}


async def free_slug(values: Values, locale: str) -> str:
    """The slug that an entry's title asks for, numbered where it is taken.

    One that says no more than the title stays as long as it is free: a number does not change
    because another entry left.
    """
    title, column = values[localised("title", locale)], localised("slug", locale)
    slug, now = slugify(title), values[column]
    taken = await _siblings_slugs(values, column, slug) if slug else set()
    if now and now not in taken and is_made_from(title, now):
        return str(now)
    return numbered(slug, taken)


async def was_public(uid: str, locale: str) -> bool:
    """Whether the entry has, had or is to have an address in this language."""
    found = await fetch(
        "SELECT FROM publication WHERE uid = $1 AND locale = $2 AND NOT isempty(valid) LIMIT 1",
        uid,
        locale,
    )
    return bool(found)


async def numbered_slug(values: Values, locale: str) -> str:
    """The slug that an entry has, numbered if a sibling has it already."""
    column = localised("slug", locale)
    slug: str = values[column]
    return numbered(slug, await _siblings_slugs(values, column, slug)) if slug else slug


def slug_taken(column: str, slug: str) -> Problem:
    """The problem of two siblings with one short name."""
    text = N_("Another entry under the same parent is already called {slug}.")
    return Problem("slug_taken", Message(text, {"slug": slug}), column)


def home_taken() -> Problem:
    """The problem of two entries without a parent."""
    text = N_("There is a home page already; every other entry stands under it. Try again.")
    return Problem("home_taken", Message(text), "parent")


def source_locale_problems(values: Values) -> list[Problem]:
    """Whether the entry is written in one of the site's languages."""
    if values["source_locale"] in LOCALES:
        return []
    text = Message(
        N_("This site has no such language; it has {known}."), {"known": ", ".join(LOCALES)}
    )
    return [Problem("unknown_locale", text, "source_locale")]


async def row_problems(content_type: ContentType, values: Values) -> list[Problem]:
    """Whether every related row is this entry's own, or new."""
    problems = []
    for rows in content_type.rows:
        keys = [row["key"] for row in values[rows.name]]
        foreign = await fetch(
            f'SELECT key FROM "{rows.table._meta.tablename}"'  # noqa: S608 - a declared table
            " WHERE key = ANY($1) AND owner <> $2",
            keys,
            values["uid"],
        )
        taken = {row["key"] for row in foreign}
        for index, key in enumerate(keys):
            place = f"{rows.name}.{index}.key"
            if key in taken or not is_key(key):
                text = N_("This row is not of this entry.")
                problems.append(Problem("unknown_row", Message(text), place))
            elif key in keys[:index]:
                text = N_("Row {number} has this key already: leave it out to make a new row.")
                number = keys.index(key) + 1
                problems.append(Problem("duplicate_key", Message(text, {"number": number}), place))
    return problems


async def reference_problems(content_type: ContentType, values: Values) -> list[Problem]:
    """Whether every relation, file and tag points to something that exists."""
    problems = []
    for place, one, value in references(content_type, values):
        if not await _exists(one, value):
            problems.append(unknown_reference(place, value))
    problems += await asset_problems(content_type, values)
    return [*problems, *await _tag_problems(content_type, values)]


def unknown_reference(place: str, value: Any) -> Problem:
    """The problem of a relation to what is not there."""
    text = Message(N_("What this refers to is gone: {value}."), {"value": str(value)[:80]})
    return Problem("unknown_reference", text, place)


def references(content_type: ContentType, values: Values) -> list[tuple[str, Field, Any]]:
    """Each relation that is filled in, but for the parent: its place, its field and the uid."""
    return list(
        filled(
            content_type,
            values,
            lambda one: one.references is not None and one.column_name != "parent",
        )
    )


async def _exists(one: Field, uid: Any) -> bool:
    table: Any = one.references
    return bool(await table.exists().where(table.uid == uid))


def tagged(content_type: ContentType, values: Values) -> Iterator[tuple[str, str, Values]]:
    """Where tags are kept: the place, the column, and the values that have it."""
    for place, fields, row in held(content_type, values):
        for one in fields:
            if one.column_name in TAG_COLUMNS:
                yield place + one.column_name, one.column_name, row


async def _tag_problems(content_type: ContentType, values: Values) -> list[Problem]:
    asked = {place: row[column] for place, column, row in tagged(content_type, values)}
    if not any(asked.values()):
        return []
    known = await _locked_tags(key for keys in asked.values() for key in keys)
    return [
        Problem("unknown_tag", Message(N_("There is no tag {tag}."), {"tag": key[:80]}), column)
        for column, keys in asked.items()
        for key in keys
        if key not in known
    ]


async def _locked_tags(keys: Iterable[str]) -> set[str]:
    """Those that exist, and will until this transaction ends."""
    found = await fetch(
        "SELECT key FROM tag WHERE key = ANY($1) ORDER BY key FOR KEY SHARE", list(keys)
    )
    return {row["key"] for row in found}
