"""Reading the demo's files: one TOML file an entry, its folder the content type."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from cms.community.comments.rules import Commenting
from cms.content import LOCALES, Blocks, ContentType, Rows, Values, localised
from cms.content.discovery import installed
from cms.content.identity import derived_key, derived_uid
from cms.content.values import assets_in
from cms.demo.pictures import picture_uid

FOLDER = Path(__file__).parent
SOURCE = "demo"
HOLDS = "holds"


@dataclass(frozen=True)
class DemoEntry:
    """One entry of the demo, ready to be saved.

    ``later`` is an edit made after publication, so that the stale and changed states can be seen.
    """

    key: str
    content_type: ContentType
    values: Values
    publish: tuple[str, ...]
    later: Values = field(default_factory=dict)
    later_publish: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()

    @property
    def pictures(self) -> list[str]:
        """The uids of the pictures that it shows."""
        return [uid for _, _, uid in assets_in(self.content_type, self.values)]

    @property
    def uid(self) -> str:
        return uid_of(self.key)


def uid_of(key: str) -> str:
    """The uid of the demo entry ``key``: the same in every database."""
    return derived_uid(SOURCE, key)


def tags() -> list[Values]:
    """The demo's vocabulary of subjects."""
    found = tomllib.loads((FOLDER / "tags.toml").read_text())["tags"]
    return [
        {
            "key": one["key"],
            **{localised("label", locale): one.get(locale, "") for locale in LOCALES},
        }
        for one in found
    ]


def commenting_rules() -> dict[str, Commenting]:
    """By an entry's key, whether visitors can comment on it and on what stands below."""
    found = tomllib.loads((FOLDER / "commenting.toml").read_text())["rules"]
    return {
        one["entry"]: Commenting(
            open=one["open"], reason={locale: one.get(locale, "") for locale in LOCALES}
        )
        for one in found
    }


def entries() -> list[DemoEntry]:
    """All entries, each after those it refers to."""
    found = {
        path.stem: _entry(path, installed()[path.parent.name])
        for path in sorted(FOLDER.glob("entries/*/*.toml"))
        if path.parent.name in installed()
    }
    order = TopologicalSorter({key: sorted(one.needs) for key, one in found.items()})
    return [found[key] for key in order.static_order()]


def _entry(path: Path, content_type: ContentType) -> DemoEntry:
    raw = tomllib.loads(path.read_text())
    later = raw.pop("later", {})
    publish = tuple(raw.pop("publish", ()))
    reader = _Reader(content_type, path.stem, raw.get("timezone", "UTC"))
    return DemoEntry(
        key=path.stem,
        content_type=content_type,
        publish=publish,
        later_publish=tuple(later.pop("publish", ())),
        values=reader.values(raw),
        later=reader.values(later),
        needs=frozenset(reader.needs),
    )


class Holder(NamedTuple):
    """The block in which others lie, and the kind of what lies in it."""

    key: str = ""
    kind: str = ""


class _Reader:
    """Turns keys into uids, and language tables into columns, for one entry."""

    def __init__(self, content_type: ContentType, key: str, timezone: str) -> None:
        self.content_type = content_type
        self.key = key
        self.timezone = ZoneInfo(timezone)
        self.rows = {rows.name: rows for rows in content_type.rows}
        self.relations = {one.column_name for one in content_type.plain_fields if one.references}
        self.files = {one.column_name for one in content_type.plain_fields if one.asset}
        self.needs: set[str] = set()

    def values(self, raw: Mapping[str, Any]) -> Values:
        made: Values = {}
        for name, value in raw.items():
            if name in self.rows:
                made[name] = list(self._rows(self.rows[name], value))
            elif name in LOCALES:
                made |= {localised(one, name): self._links(text) for one, text in value.items()}
            elif name == "source":
                made["source_locale"] = value
            elif name in self.files:
                made[name] = picture_uid(value)
            else:
                made[name] = (
                    self._reference(value) if name in self.relations else self._plain(value)
                )
        return made

    def _rows(self, rows: Rows, listed: list[Any]) -> Iterator[Values]:
        if isinstance(rows, Blocks):
            yield from self._blocks(rows, listed, Holder())
            return
        for index, row in enumerate(listed):
            values = self._related(rows, row) if rows.relation else self._row(row)
            yield values | {"key": derived_key(SOURCE, self.key, rows.name, str(index))}

    def _blocks(self, blocks: Blocks, listed: list[Any], within: Holder) -> Iterator[Values]:
        """What a block ``holds`` stands in it, and needs not say of which kind it is."""
        relations = {one.column_name for one in blocks.plain_fields if one.references}
        for index, row in enumerate(listed):
            kind = row.get("kind", within.kind)
            key = derived_key(SOURCE, self.key, blocks.name, within.key, str(index))
            own = {name: value for name, value in row.items() if name != HOLDS}
            made = self._row(own) | {"kind": kind, "key": key, "within": within.key}
            for name in relations & made.keys():
                made[name] = self._reference(made[name])
            yield made
            holds = blocks.kinds[kind].holds
            held = Holder(key, holds.kind if holds else "")
            yield from self._blocks(blocks, row.get(HOLDS, []), held)

    def _related(self, rows: Rows, key: str) -> Values:
        return {rows.target.column_name: self._reference(key)}

    def _row(self, row: Mapping[str, Any]) -> Values:
        made: Values = {}
        for name, value in row.items():
            if name in LOCALES:
                made |= {localised(one, name): self._links(text) for one, text in value.items()}
            else:
                made[name] = self._plain(value)
        return made

    def _reference(self, key: str) -> str:
        self.needs.add(key)
        return uid_of(key)

    def _plain(self, value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is None:
            return value.replace(tzinfo=self.timezone)
        return value

    @staticmethod
    def _links(text: str) -> str:
        head, *rest = text.split('href="uid:')
        return head + "".join(
            f'href="uid:{uid_of(key)}"{tail}'
            for key, _, tail in (part.partition('"') for part in rest)
        )
