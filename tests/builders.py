"""Entries for tests: valid by default, so that a test says only what it is about."""

from typing import Any

from cms.access.actors import system
from cms.content import LOCALES, Asset, ContentType, Field, localised
from cms.content.assets import AssetKind
from cms.content.discovery import installed
from cms.content.identity import mint_uid
from cms.database.engine import writing
from cms.editing import checks, saving, working_copy
from cms.editing.saving import Saved
from cms.publishing.bin.deleting import Deleted, delete
from cms.publishing.publishing import publish

ACTOR = "editor"


def sample(content_type: ContentType, name: str = "Voorbeeld") -> dict[str, Any]:
    """Values that pass every rule and the gate of a type, in every language."""
    values: dict[str, Any] = {}
    for one in content_type.plain_fields:
        for locale, column in _columns(one):
            if one.required and one.column_name != "timezone" and not one.choices:
                values[column] = f"{name} {locale}" if locale else name
    if "starts_at" in content_type.columns:
        values["starts_at"] = "2009-12-04T15:00:00+01:00"
    return values


def _columns(one: Field) -> list[tuple[str, str]]:
    if one.translated:
        return [(locale, one.column_in(locale)) for locale in LOCALES]
    return [("", one.column_name)]


async def make_home() -> str:
    """The home page: there is always one, and everything else stands under it."""
    root = await checks.root_uid()
    if root:
        return root
    page = installed()["page"]
    async with writing():
        saved = await saving.create(
            page, {localised("title", locale): f"Home {locale}" for locale in LOCALES}, actor=ACTOR
        )
    return saved.uid


async def make(type_name: str, name: str = "Voorbeeld", **values: Any) -> Saved:
    """A draft of a type; ``values`` replace the sample's."""
    await make_home()
    content_type = installed()[type_name]
    async with writing():
        return await saving.create(content_type, sample(content_type, name) | values, actor=ACTOR)


async def make_published(
    type_name: str, name: str = "Voorbeeld", locales: tuple[str, ...] = LOCALES, **values: Any
) -> Saved:
    """A published entry, with its home page published too."""
    await _publish_home()
    saved = await make(type_name, name, **values)
    async with writing():
        for locale in locales:
            await publish(installed()[type_name], saved.uid, locale, actor=ACTOR)
    return saved


async def remove(*uids: str, break_links: bool = False) -> tuple[Deleted, ...]:
    """Put entries into the bin, whoever asks."""
    async with writing():
        return await delete(system(ACTOR), uids, break_links=break_links)


async def _publish_home() -> None:
    home = await make_home()
    async with writing():
        for locale in LOCALES:
            await publish(installed()["page"], home, locale, actor=ACTOR)


async def change(type_name: str, uid: str, **values: Any) -> Saved:
    """Save other values; what is published stays as it is."""
    content_type = installed()[type_name]
    async with writing():
        revision = (await working_copy.load(content_type, uid))["revision"]
        return await saving.save(content_type, uid, values, revision=revision, actor=ACTOR)


async def make_asset(name: str = "haven.jpg", **values: Any) -> str:
    """A file of the library, of which nothing but the row is there; its uid."""
    row = {
        "kind": AssetKind.IMAGE, "media_type": "image/jpeg", "width": 1600, "height": 900,
        "size": 120_000, "version": "v1", "alt_nl": "De haven", "alt_en": "The harbour",
    }  # fmt: skip
    made = {"uid": mint_uid(), "name": name} | row | values
    async with writing():
        await Asset.insert(Asset(**made))
    return str(made["uid"])
