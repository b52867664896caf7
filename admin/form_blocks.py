"""The kinds of blocks as the form knows them: what each is for, its fields, what may lie in it."""

from collections.abc import Callable
from typing import Any

from cms.content import Blocks, BlockType, ContentType, Field
from cms.content.values import default_of
from cms.translation.interface.catalogues import help_of, label

Property = dict[str, Any]
Properties = Callable[[Field], dict[str, Property]]
"""The form's fields of a declared one, by column name."""


def kinds_of(
    content_type: ContentType, blocks: Blocks, locale: str, properties: Properties
) -> dict[str, Any]:
    """Each kind in the order in which editors are offered them; ``top`` may stand in the entry itself."""
    kinds = [_kind(content_type, blocks, one, locale, properties) for one in blocks.types]
    return {"kinds": kinds, "top": _ordered(blocks, "")}


def _ordered(blocks: Blocks, kind: str) -> list[str]:
    holdable = blocks.holdable(kind)
    return [one.name for one in blocks.types if one.name in holdable]


def _kind(
    content_type: ContentType, blocks: Blocks, one: BlockType, locale: str, properties: Properties
) -> dict[str, Any]:
    shown = [
        field for field in blocks.fields_of({"kind": one.name}) if field not in blocks.structure
    ]
    if not one.part:
        shown += [field for field in blocks.structure if field.name == "anchor"]
    columns: dict[str, Property] = {}
    for field in shown:
        for column, made in properties(field).items():
            made["extra"]["default"] = default_of(field)
            columns[column] = made
    return {
        "name": one.name,
        "label": label(content_type, one, locale),
        "help": help_of(content_type, one, locale),
        "part": one.part,
        "lists": one.query is not None,
        "fields": columns,
        "holds": _holds(blocks, one),
    }


def _holds(blocks: Blocks, one: BlockType) -> dict[str, Any] | None:
    if one.holds is None:
        return None
    fewest, most = one.holds.fewest, one.holds.most
    return {"kinds": _ordered(blocks, one.name), "fewest": fewest, "most": most}
