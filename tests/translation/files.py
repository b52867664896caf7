"""Translators' files in tests: exported, edited as a translator would, imported."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving, working_copy
from cms.publishing.publishing import publish
from cms.translation.exchange.export import Exported, export
from cms.translation.exchange.importing import import_file
from cms.translation.exchange.report import Report
from cms.translation.po.po import Entry, dump, parse
from tests.builders import ACTOR, make_published

LINKED = '<p>Eerst dit.</p><p>Lees <a href="https://example.org/een">meer</a> over *dit*.</p>'
LINKED_EN = '<p>First this.</p><p>Read <a href="https://example.org/een">more</a> on *this*.</p>'

BODY_NL = (
    "<p>De eerste alinea gaat over overheid en burgers.</p>"
    '<p>De tweede <a href="https://example.org/een">verwijst</a> ergens heen.</p>'
    "<p>De derde sluit de pagina af.</p>"
)
BODY_EN = (
    "<p>The first paragraph is about government and citizens.</p>"
    '<p>The second <a href="https://example.org/een">refers</a> somewhere.</p>'
    "<p>The third closes the page.</p>"
)
FIRST = "De eerste alinea gaat over overheid en burgers."


class Desk:
    """One folder of catalogues."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str = "en/nl/page") -> Path:
        target, source, type_name = name.split("/")
        return self.folder / target / "content" / source / f"{type_name}.po"

    async def export(self, **options: Any) -> Exported:
        return await export(self.folder, **options)

    async def take(self, name: str = "en/nl/page", **options: Any) -> Report:
        return await import_file(self.path(name), **options)

    def entries(self, name: str = "en/nl/page") -> list[Entry]:
        return list(parse(self.path(name).read_bytes()).entries)

    def live(self, name: str = "en/nl/page") -> dict[str, Entry]:
        """The messages in use by source text."""
        return {one.msgid: one for one in self.entries(name) if not one.obsolete}

    def edit(
        self, msgid: str, msgstr: str, name: str = "en/nl/page", *, fuzzy: bool | None = None
    ) -> None:
        """Write the translation of one message, and decide whether it is ready."""

        def written(entry: Entry) -> Entry:
            ready = entry.flags - {"fuzzy"}
            keep = entry.fuzzy if fuzzy is None else fuzzy
            return replace(entry, msgstr=msgstr, flags=ready | ({"fuzzy"} if keep else set()))

        self.change(lambda entry: written(entry) if entry.msgid == msgid else entry, name)

    def change(self, function: Callable[[Entry], Entry | None], name: str = "en/nl/page") -> None:
        """Rewrite every message; one for which nothing is returned goes."""
        catalogue = parse(self.path(name).read_bytes())
        made = [function(entry) for entry in catalogue.entries]
        kept = [entry for entry in made if entry is not None]
        self.path(name).write_bytes(dump(replace(catalogue, entries=kept)))

    def replace(self, old: str, new: str, name: str = "en/nl/page") -> None:
        """Change the file's bytes; the old ones must be there."""
        text = self.path(name).read_text()
        assert old in text
        self.path(name).write_text(text.replace(old, new))

    def agree(self, text: str) -> None:
        """Write what the site agreed upon for its translations."""
        (self.folder / "l10n.toml").write_text(text)

    def all_bytes(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in sorted(self.folder.rglob("*.po*"))}


async def change(uid: str, type_name: str = "page", *, live: bool = True, **values: Any) -> None:
    """Change an entry as an editor does, and publish its source language unless told otherwise."""
    content_type = installed()[type_name]
    async with writing():
        now = await working_copy.load(content_type, uid)
        await saving.save(content_type, uid, values, revision=now["revision"], actor=ACTOR)
        if live:
            locale = values.get("source_locale", now["source_locale"])
            await publish(content_type, uid, locale, actor=ACTOR)


async def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    tables = await fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {
        one["tablename"]: await fetch(f'SELECT * FROM "{one["tablename"]}" AS t ORDER BY t::text')
        for one in tables
    }


async def values_of(uid: str, type_name: str = "page") -> dict[str, Any]:
    return await working_copy.load(installed()[type_name], uid)


async def uid_of(title: str) -> str:
    return (await fetch("SELECT uid FROM page WHERE title_nl = $1", title))[0]["uid"]


async def page(**values: str) -> str:
    texts = {"title_nl": "Denktank", "title_en": "Think tank"} | {
        "body_nl": BODY_NL,
        "body_en": BODY_EN,
    }
    return (await make_published("page", **(texts | values))).uid


def run(*command: str | Path, folder: Path | None = None) -> None:
    """A program that must succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
