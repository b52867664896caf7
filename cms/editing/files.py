"""Files of the library that an entry holds: that they are there, and are what its fields take."""

from collections.abc import Iterable, Iterator

from cms.content import ContentType, Field, Values
from cms.content.assets import PICTURES
from cms.content.richtext import parse, pictures, references
from cms.content.values import assets_in
from cms.content.values import held as each_held
from cms.database.engine import fetch
from cms.errors import N_, Message, Problem

_KINDS = "SELECT uid, kind FROM asset WHERE uid = ANY($1::varchar[]) ORDER BY uid FOR KEY SHARE"


async def asset_problems(content_type: ContentType, values: Values) -> list[Problem]:
    """Whether every file that the fields hold is in the library, and of a kind they accept.

    Until the transaction ends those that are there cannot go, nor what its texts show and lead to. A
    text may name what there is not: that is a broken link, and told as one.
    """
    held = list(assets_in(content_type, values))
    uids = {*(uid for _, _, uid in held), *_in_texts(content_type, values)}
    kinds = await _locked_kinds(uids) if uids else {}
    problems = []
    for place, one, uid in held:
        if uid not in kinds:
            problems.append(unknown_file(place, uid))
        elif kinds[uid] not in one.accepts:
            problems.append(_not_taken(place, one))
    return problems


def _in_texts(content_type: ContentType, values: Values) -> Iterator[str]:
    for one in each_held(content_type, values):
        for column in one.rich():
            html = one.values.get(column) or ""
            if "uid:" in html:
                text = parse(html)
                yield from (*pictures(text), *references(text))


async def _locked_kinds(uids: Iterable[str]) -> dict[str, str]:
    return {row["uid"]: row["kind"] for row in await fetch(_KINDS, sorted(uids))}


def unknown_file(place: str, uid: str) -> Problem:
    """The problem of a file that is not in the library, or not any more."""
    text = Message(N_("The library has no such file: {uid}."), {"uid": uid[:80]})
    return Problem("unknown_file", text, place)


def _not_taken(place: str, one: Field) -> Problem:
    text = N_("This takes a picture, and that file is none.")
    if one.accepts != PICTURES:
        text = N_("This takes no file of that kind.")
    return Problem("file_not_taken", Message(text), place)
