"""Where files are used: by editors' working copies, and by what the public reads or will read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cms.access.actors import Actor
from cms.access.permissions import visible
from cms.content import ContentType, Field
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.publishing.links.links import Source, linked, sources
from cms.reading.statement import live_or_planned

MOST_SHOWN = 100


@dataclass(frozen=True)
class Uses:
    """The entries that use a file: the uids of those that one may see, and how many more there are."""

    shown: tuple[str, ...] = ()
    hidden: int = 0

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.shown) + self.hidden


async def uses(uid: str, actor: Actor) -> Uses:
    """Which entries use a file."""
    rows = await fetch(f"SELECT DISTINCT uid FROM ({held()}) held WHERE file = $1", uid)
    using = {row["uid"] for row in rows}
    seen = await visible(actor, using) if using else frozenset()
    return Uses(tuple(sorted(seen)), len(using) - len(seen))


async def named(uses_: Uses) -> list[Source]:
    """What the first `MOST_SHOWN` entries are called that one may see, the newest change first."""
    return await sources(uses_.shown, MOST_SHOWN)


async def is_public(uid: str) -> bool:
    """Whether the public sees a file, or will see it."""
    return bool(await fetch(f"{_published()} AND p.refs @> ARRAY[$1]::varchar[] LIMIT 1", uid))


def held() -> str:
    """SQL of all uses: the ``uid`` of an entry, and the ``file``. Links to entries are among them."""
    edited = (one for content_type in installed().values() for one in _edited(content_type))
    return " UNION ALL ".join([*edited, _published()])


def _published() -> str:
    return (
        "SELECT p.uid, file FROM publication p CROSS JOIN LATERAL unnest(p.refs) file"
        f" WHERE {live_or_planned('p')}"
    )


def _edited(content_type: ContentType) -> Iterator[str]:
    own = content_type.table._meta.tablename
    yield from _in_columns(own, "uid", content_type.plain_fields)
    for rows in content_type.rows:
        yield from _in_columns(rows.table._meta.tablename, "owner", rows.plain_fields)


def _in_columns(table: str, owner: str, fields: Iterable[Field]) -> Iterator[str]:
    for one in fields:
        for column in one.columns() if one.asset or one.rich else ():
            if one.asset:
                yield (
                    f'SELECT "{owner}" AS uid, "{column}" AS file FROM "{table}"'
                    f' WHERE "{column}" IS NOT NULL'
                )
            else:
                yield (
                    f'SELECT "{owner}" AS uid, link[1] AS file FROM "{table}"'
                    f" CROSS JOIN LATERAL {linked(column)}"
                )
