"""Pictures of which a language does not say what is to be seen: who does not see them misses it."""

from collections.abc import Iterator, Mapping

from cms.content import ContentType, Values, localised
from cms.content.assets import AssetKind
from cms.content.richtext import images, parse
from cms.content.richtext.addresses import uid_of
from cms.content.values import held
from cms.database.engine import fetch
from cms.errors import N_, Message, Problem

SAID_BESIDE = "alt"
"""The field of a block that says it of the picture beside it."""
_WITHOUT = """
SELECT uid, name FROM asset
WHERE uid = ANY($1::varchar[]) AND kind <> $2 AND to_jsonb(asset)->>$3 = ''
"""


async def undescribed(content_type: ContentType, values: Values, locale: str) -> list[Problem]:
    """The pictures of an entry that are described nowhere in a language; each is told once."""
    shown = dict(_shown(content_type, values, locale))
    if not shown:
        return []
    column = localised("alt", locale)
    rows = await fetch(_WITHOUT, [*shown], AssetKind.FILE, column)
    names = {row["uid"]: row["name"] for row in rows}
    return [_problem(names[uid], place) for uid, place in shown.items() if uid in names]


def _shown(content_type: ContentType, values: Values, locale: str) -> Iterator[tuple[str, str]]:
    """The uids of pictures that nothing is said of where they stand, with the places."""
    rows = (row for one in content_type.rows for row in one.shown(values.get(one.name, [])))
    public = {id(values), *map(id, rows)}
    for part in held(content_type, values):
        for one in part.fields if id(part.values) in public else ():
            found = part.values.get(one.column_in(locale))
            place = part.place + one.column_in(locale)
            if one.asset and found and not _said_beside(part.values, locale):
                yield found, place
            elif one.rich and found:
                yield from ((uid, place) for uid in _in_text(found))


def _said_beside(values: Mapping[str, object], locale: str) -> bool:
    return bool(values.get(localised(SAID_BESIDE, locale)))


def _in_text(html: str) -> Iterator[str]:
    for image in images(parse(html)):
        uid = uid_of(image.src)
        if uid and not image.alt:
            yield uid


def _problem(name: str, place: str) -> Problem:
    text = N_("Nobody said in this language what is to be seen on “{name}”. Say it in the library.")
    return Problem("no_alt_text", Message(text, {"name": name}), place)
