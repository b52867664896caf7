"""What refers to what: which links a deletion or retraction breaks, and which are broken already."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from piccolo.table import Table

from cms.access.actors import Actor
from cms.access.permissions import visible
from cms.content import LOCALES, ContentType, Field, localised
from cms.content.discovery import installed
from cms.content.values import title_of
from cms.database.engine import fetch
from cms.errors import N_, CmsError, Message
from cms.publishing.relations import relation_columns

MOST_NAMED = 20
MOST_IN_WORDS = 3
TITLES = tuple(localised("title", locale) for locale in LOCALES)

_WITH_BELOW = """
WITH RECURSIVE branch AS (
    SELECT uid FROM node WHERE uid = ANY($1::text[])
    UNION SELECT n.uid FROM node n JOIN branch b ON n.parent = b.uid)
SELECT uid FROM branch
"""

_PUBLIC = """
SELECT DISTINCT uid FROM publication
WHERE refs && $1::varchar[] AND uid <> ALL($1::varchar[]) AND uid <> ALL($4::varchar[])
    AND ($2::text IS NULL OR locale = $2)
    AND valid && tstzrange(coalesce($3::timestamptz, statement_timestamp()), NULL)
"""


@dataclass(frozen=True)
class Source:
    """An entry that refers to others; ``titles`` are its title's columns."""

    uid: str
    content_type: str
    titles: Mapping[str, str]

    def title(self, locale: str) -> str:
        """What it is called, in ``locale`` if it can be."""
        return title_of({"uid": self.uid, **self.titles}, locale)


@dataclass(frozen=True)
class Breaking:
    """The entries whose links or relations would lead nowhere.

    ``named`` are the first of those that the actor may view, ``total`` is the number of them;
    ``hidden`` is the number of those that the actor may not.
    """

    named: tuple[Source, ...] = ()
    total: int = 0
    hidden: int = 0

    def __bool__(self) -> bool:
        return bool(self.total or self.hidden)


class WouldBreakLinks(CmsError):
    """What was asked for leaves links that lead nowhere; it is done when that is asked for too."""

    code = "would_break_links"
    status = 409

    def __init__(self, breaking: Breaking) -> None:
        super().__init__(
            N_("Links and relations in other entries would lead nowhere: {sources}."),
            sources=in_words(breaking),
        )
        self.breaking = breaking


def in_words(breaking: Breaking) -> Message:
    """The entries that would have broken links: a few by title, the rest by number."""
    titles = [f"“{one.title(LOCALES[0])}”" for one in breaking.named[:MOST_IN_WORDS]]
    named, more = ", ".join(titles), breaking.total - len(titles)
    params = {"titles": named, "more": more, "hidden": breaking.hidden}
    if not titles:
        return Message(N_("{hidden} that you may not see"), params)
    if more and breaking.hidden:
        text = N_("{titles}, {more} more and {hidden} that you may not see")
    elif more:
        text = N_("{titles} and {more} more")
    elif breaking.hidden:
        text = N_("{titles} and {hidden} that you may not see")
    else:
        return Message("{titles}", params)
    return Message(text, params)


async def would_break(
    actor: Actor,
    uids: Iterable[str],
    locale: str | None = None,
    *,
    at: datetime | None = None,
    besides: Collection[str] = (),
) -> Breaking:
    """Which entries would have links or relations that lead nowhere.

    Without ``locale``: if ``uids``, with all below them, were deleted. What refers to them is then
    searched in working copies, and in all that the public reads or will read. With ``locale``: if
    they were retracted there, now or from ``at`` on; only what the public reads counts, outside
    of ``besides``.
    """
    asked = list(uids)
    if locale is None:
        found = await referring_to(await with_below(asked))
    else:
        found = await _publicly_referring(asked, locale, at, besides)
    return await _seen_by(actor, found)


async def check_links(
    actor: Actor,
    uids: Iterable[str],
    locale: str | None = None,
    *,
    at: datetime | None = None,
    besides: Collection[str] = (),
) -> None:
    """Raise `WouldBreakLinks` if `would_break` finds anything."""
    breaking = await would_break(actor, uids, locale, at=at, besides=besides)
    if breaking:
        raise WouldBreakLinks(breaking)


async def with_below(uids: Iterable[str]) -> list[str]:
    """Those of the entries that exist, and all that stands under them."""
    return [row["uid"] for row in await fetch(_WITH_BELOW, list(uids))]


async def referring_to(uids: Sequence[str]) -> set[str]:
    """The entries outside ``uids`` that refer to one of them, to editors or to the public."""
    return await edited_referring_to(uids) | await _publicly_referring(uids)


async def edited_referring_to(uids: Sequence[str]) -> set[str]:
    """The entries outside ``uids`` whose working copies refer to one of them."""
    asked = " UNION ".join(one for type_ in installed().values() for one in _questions(type_))
    rows = await fetch(
        f"SELECT uid FROM ({asked}) referring WHERE uid <> ALL($1::varchar[])", list(uids)
    )
    return {row["uid"] for row in rows}


async def _publicly_referring(
    uids: Sequence[str],
    locale: str | None = None,
    at: datetime | None = None,
    besides: Collection[str] = (),
) -> set[str]:
    rows = await fetch(_PUBLIC, list(uids), locale, at, list(besides))
    return {row["uid"] for row in rows}


def _questions(content_type: ContentType) -> Iterator[str]:
    own = content_type.table._meta.tablename
    for column in relation_columns(content_type.plain_fields):
        yield f'SELECT uid FROM "{own}" WHERE "{column}" = ANY($1::varchar[])'
    for rows in content_type.rows:
        for column in relation_columns(rows.plain_fields):
            name = rows.table._meta.tablename
            yield f'SELECT owner AS uid FROM "{name}" WHERE "{column}" = ANY($1::varchar[])'
        yield from _linking(rows.table, rows.plain_fields, "owner")
    yield from _linking(content_type.table, content_type.plain_fields, "uid")


def _linking(table: type[Table], fields: Iterable[Field], uid: str) -> Iterator[str]:
    """Rows whose formatted texts lead to the entries."""
    for column in (column for one in fields if one.rich for column in one.columns()):
        yield (
            f'SELECT "{uid}" AS uid FROM "{table._meta.tablename}"'
            f" WHERE EXISTS (SELECT FROM {linked(column)} WHERE link[1] = ANY($1::varchar[]))"
        )


def linked(column: str) -> str:
    """SQL of a relation ``link``: of each link in a formatted text, to what it leads.

    Most texts have none: these are told without a regular expression.
    """
    return (
        f'regexp_matches(CASE WHEN strpos("{column}", \'"uid:\') > 0 THEN "{column}" END,'
        " '\"uid:([0-9A-Za-z_-]+)', 'g') link"
    )


async def _seen_by(actor: Actor, uids: set[str]) -> Breaking:
    if not uids:
        return Breaking()
    seen = await visible(actor, uids)
    return Breaking(tuple(await sources(seen, MOST_NAMED)), len(seen), len(uids) - len(seen))


async def sources(uids: Iterable[str], most: int = MOST_NAMED) -> list[Source]:
    """What these entries are called, whoever asks: the newest change first."""
    rows = await fetch(
        f"SELECT uid, content_type, {', '.join(TITLES)} FROM node"
        " WHERE uid = ANY($1::text[]) ORDER BY updated_at DESC, uid LIMIT $2",
        list(uids),
        most,
    )
    return [
        Source(row["uid"], row["content_type"], {name: row[name] for name in TITLES})
        for row in rows
    ]
