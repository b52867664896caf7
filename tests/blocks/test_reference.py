"""The reference says what is declared."""

from pathlib import Path

from cms.content import Blocks
from cms.content.declaration import camel
from cms.content.discovery import installed

FILE = Path(__file__).parents[2] / "docs/reference/blocks.md"


def _row(blocks: Blocks, name: str) -> str:
    kind = blocks.kinds[name]
    fields = [
        f"`{camel(one.name)}`{'*' if getattr(one, 'required', False) else ''}"
        for one in blocks.own_fields(name)
    ]
    related = any(
        one.holds and one.holds.relation and one.holds.kind == name for one in blocks.types
    )
    shown = "" if related else f"`{kind.graphql_name}`"
    holds = ""
    if kind.holds:
        holds = f"`{kind.holds.name}`: " + (
            f"`{kind.holds.kind}`" if kind.holds.kind else "any but `columns`"
        )
        if kind.holds.fewest:
            holds += f", {kind.holds.fewest} to {kind.holds.most}"
    cells = [f"`{name}`", shown, ", ".join(fields), holds]
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def test_every_kind_is_listed_as_it_is() -> None:
    (blocks,) = [one for one in installed()["page"].rows if isinstance(one, Blocks)]
    lines = FILE.read_text().splitlines()
    listed = [line for line in lines if line.startswith("| `")]

    assert listed[: len(blocks.kinds)] == [_row(blocks, name) for name in blocks.kinds]
