"""Objects that Python has already, told as a selection asks."""

from collections.abc import Collection
from enum import Enum
from typing import Any

from cms.content.values import encode
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.selection import TYPENAME, Selected


def told(value: Any, one: Selected) -> Any:
    """The value of a field: of its objects what is selected."""
    if isinstance(value, list):
        return [told(each, one) for each in value]
    if value is None:
        return None
    if one.below:
        return {each.key: told_field(value, each) for each in one.concrete}
    return value.name if isinstance(value, Enum) else encode(value)


def told_field(value: Any, one: Selected) -> Any:
    """One field of an object."""
    if one.name == TYPENAME:
        return one.parent
    return told(getattr(value, _python_name(one)), one)


def _python_name(one: Selected) -> str:
    assert one.definition
    name: str = one.definition.extensions["strawberry-definition"].python_name
    return name


def check(one: Selected, known: Collection[str]) -> None:
    """Raise `Uncompiled` if anything is selected that is not plainly there."""
    for each in one.concrete:
        if each.name not in known and each.name != TYPENAME:
            raise Uncompiled(f"{each.parent}.{each.name}")
