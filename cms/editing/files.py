"""Files of the library that an entry holds: that they are there, and are what its fields take."""

from collections.abc import Iterable

from cms.content import ContentType, Field, Values
from cms.content.assets import PICTURES
from cms.content.values import assets_in
from cms.database.engine import fetch
from cms.errors import N_, Message, Problem

_KINDS = "SELECT uid, kind FROM asset WHERE uid = ANY($1::varchar[]) ORDER BY uid FOR KEY SHARE"


async def asset_problems(content_type: ContentType, values: Values) -> list[Problem]:
    """Whether every file that the fields hold is in the library, and of a kind they accept.

    Until the transaction ends those that are there cannot go.
    """
    held = list(assets_in(content_type, values))
    kinds = await _locked_kinds(uid for _, _, uid in held) if held else {}
    problems = []
    for place, one, uid in held:
        if uid not in kinds:
            problems.append(unknown_file(place, uid))
        elif kinds[uid] not in one.accepts:
            problems.append(_not_taken(place, one))
    return problems


async def _locked_kinds(uids: Iterable[str]) -> dict[str, str]:
    return {row["uid"]: row["kind"] for row in await fetch(_KINDS, sorted(set(uids)))}


def unknown_file(place: str, uid: str) -> Problem:
    """The problem of a file that is not in the library, or not any more."""
    text = Message(N_("The library has no such file: {uid}."), {"uid": uid[:80]})
    return Problem("unknown_file", text, place)


def _not_taken(place: str, one: Field) -> Problem:
    text = N_("This takes a picture, and that file is none.")
    if one.accepts != PICTURES:
        text = N_("This takes no file of that kind.")
    return Problem("file_not_taken", Message(text), place)
