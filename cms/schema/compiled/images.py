"""Files of the library: PostgreSQL answers what is kept of them, the executor's own functions tell it."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from cms.content.values import encode
from cms.media.presets import Format
from cms.reading.files import COLUMNS, File, file
from cms.reading.view import View
from cms.schema import images
from cms.schema.compiled import marks
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.objects import Objects, Place, Write
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.writing import Column
from cms.schema.images import LONGEST_SIDE

PLACEHOLDER = "placeholder"
_RENDITION = "rendition"


def held(name: str, made: type[images.Image] | type[images.File]) -> Write:
    """Who writes a field that holds a file of the library, as an object of a type."""

    def write(objects: Objects, one: Selected, place: Place) -> Column:
        check(one)
        site = objects.public_url

        def finish(value: Any, _variables: Variables) -> Any:
            found = file(value) if value else None
            if found is None or (made is images.Image and not found.is_picture):
                return None
            return told(made(kept=found, view=place.view, site=site), one)

        return Column("", file_json(objects, place, name, [one]), finish)

    return write


def check(one: Selected) -> None:
    """What is wrong with the size of a rendition the executor says."""
    for each in one.concrete:
        if each.name != _RENDITION:
            continue
        sides = [each.arguments.get(side) for side in ("width", "height")]
        wrong = any(side is not None and not 1 <= side <= LONGEST_SIDE for side in sides)
        if wrong or each.arguments.get("format") == Format.PNG:
            raise Uncompiled("Image.rendition")


def file_json(objects: Objects, place: Place, name: str, shown: Iterable[Selected] = ()) -> str:
    """The file that a field holds; ``shown`` are the selections that tell it."""
    uid, alias = f"({place.text(name)})", objects.writer.alias()
    objects.mark(place, marks.of_file(uid) if place.apart else marks.of_files(place.alias))
    return f"(SELECT {_row(alias, shown)} FROM asset {alias} WHERE {alias}.uid = {uid})"


def files_json(objects: Objects, place: Place, shown: Iterable[Selected] = ()) -> str:
    """All files to which an entry refers."""
    alias = objects.writer.alias()
    objects.mark(place, marks.of_files(place.alias))
    return (
        f"(SELECT json_agg({_row(alias, shown)}) FROM asset {alias}"
        f" WHERE {alias}.uid = ANY({place.alias}.refs))"
    )


def files_in(rows: Iterable[Mapping[str, Any]] | None) -> dict[str, File]:
    """What `files_json` answered, by uid."""
    return {row["uid"]: file(row) for row in rows or ()}


def image(found: File, view: View, site: str, one: Selected) -> Any:
    """What is selected of an image."""
    return told(images.Image(kept=found, view=view, site=site), one)


def _row(alias: str, shown: Iterable[Selected]) -> str:
    """The tiny picture is long, and seldom asked for."""
    asked = any(each.name == PLACEHOLDER for one in shown for each in one.concrete)
    columns = [name for name in COLUMNS if asked or name != PLACEHOLDER]
    pairs = ", ".join(f"'{name}', {alias}.{name}" for name in columns)
    return f"json_build_object({pairs})"


def told(value: Any, one: Selected) -> Any:
    """The value of a field; of an object what is selected, by its own resolvers."""
    if isinstance(value, list):
        return [told(each, one) for each in value]
    if one.below:
        return {each.key: _field(value, each) for each in one.concrete}
    return value.name if isinstance(value, Enum) else encode(value)


def _field(value: Any, one: Selected) -> Any:
    if one.name == TYPENAME:
        return one.parent
    assert one.definition
    made_from = one.definition.extensions["strawberry-definition"]
    if made_from.base_resolver:
        return told(made_from.base_resolver.wrapped_func(value, **one.arguments), one)
    return told(getattr(value, made_from.python_name), one)
