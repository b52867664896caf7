"""What addresses of feeds and calendars name in the same way."""

from starlette.requests import Request

from cms.delivery.files import NoFile
from cms.editing.checks import tag_names
from cms.reading.conditions import AnyOf, Compare, Value

LONGEST_NAME = 64


def named(request: Request) -> str:
    """The uid or key in the address. Raises `NoFile` for what can be none."""
    name: str = request.path_params["name"]
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise NoFile
    return name


def carrying(tag: str) -> AnyOf:
    """That an entry carries a tag, wherever its type keeps tags."""
    values = (Value((name,), many=True) for name in tag_names())
    return AnyOf(tuple(Compare(value, "eq", tag) for value in values))
