"""What two people made of one state of an entry, put together; pure functions over JSON values."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cms.content.values import empty
from cms.editing.input import KEY_COLUMN

Key = Callable[[Any], str]
Member = Mapping[str, Any] | str


class Clash(Exception):
    """Both changed the same thing in different ways."""


def same(one: Any, other: Any) -> bool:
    """Whether an editor sees no difference: nothing there is nothing there, however it is written."""
    return one == other or (empty(one) and empty(other))


def merged_value(base: Any, theirs: Any, mine: Any) -> Any:
    """A value that one of them changed at most, or both alike; raises `Clash`."""
    if same(mine, base) or same(mine, theirs):
        return theirs
    if same(theirs, base):
        return mine
    raise Clash


def merged_list(
    base: Sequence[Member], theirs: Sequence[Member], mine: Sequence[Member], key: Key
) -> list[Member]:
    """Lists whose members are known by ``key``: related rows cell by cell, tags, related entries.

    What one of them added, removed or moved is taken over. Raises `Clash` when both changed one
    cell, when one removed what the other changed, and when both changed the order.
    """
    was, their, own = ({key(one): one for one in part} for part in (base, theirs, mine))
    if len(their) < len(theirs) or len(own) < len(mine):
        raise Clash  # two members alike: nobody can tell which is which
    members: dict[str, Member] = {}
    for name in dict.fromkeys([*their, *own]):
        found = _member(was.get(name), their.get(name), own.get(name))
        if found is not None:
            members[name] = found
    return [members[name] for name in _order(list(was), list(their), list(own), members)]


def _member(base: Member | None, theirs: Member | None, mine: Member | None) -> Member | None:
    if theirs is None or mine is None:
        left = mine if theirs is None else theirs
        if base is not None and _content(left) != _content(base):
            raise Clash  # one removed what the other changed
        return left if base is None else None
    if isinstance(theirs, str) or isinstance(mine, str):
        return theirs
    before = base if isinstance(base, Mapping) else {}
    cells = {
        cell: merged_value(before.get(cell), theirs[cell], mine.get(cell))
        for cell in theirs
        if cell != KEY_COLUMN
    }
    return {KEY_COLUMN: theirs[KEY_COLUMN], **cells}


def _content(member: Member | None) -> object:
    if isinstance(member, Mapping):
        return {cell: value for cell, value in member.items() if cell != KEY_COLUMN}
    return member


def _order(
    base: list[str], theirs: list[str], mine: list[str], members: Mapping[str, Member]
) -> list[str]:
    """The order of whoever changed it, with what the other added behind its neighbour."""
    shared = set(base) & set(theirs) & set(mine)
    was, their, own = ([one for one in part if one in shared] for part in (base, theirs, mine))
    if own not in (was, their) and their != was:
        raise Clash
    leading, other = (theirs, mine) if own == was else (mine, theirs)
    found = [one for one in leading if one in members]
    behind = -1
    for name in other:
        if name in found:
            behind = found.index(name)
        elif name in members:
            behind += 1
            while found[behind : behind + 1] and found[behind] not in (*base, *other):
                behind += 1  # past what the leading one added here
            found.insert(behind, name)
    return found
