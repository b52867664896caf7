"""Translating text by text, with the keys and the notation that translators' files have."""

import strawberry
from strawberry import UNSET

from cms.editing import undo, working_copy
from cms.schema.context import Info
from cms.schema.editing.acts import (
    Acted,
    ContentResult,
    Saved,
    changed,
    performed,
    require_somebody,
)
from cms.schema.editing.arguments import DryRun, IfMatch
from cms.schema.editing.outcomes import Teller
from cms.schema.enums import Locale
from cms.schema.etags import read_etag
from cms.translation import translating
from cms.translation.catalogues import label
from cms.translation.translating import Translated


@strawberry.type(description="One text of an entry, as translators' files have it.")
class TextSegment:
    key: strawberry.ID = strawberry.field(description="The same as in the files.")
    label: str = strawberry.field(description="The field that it stands in.")
    kind: str
    source: str = strawberry.field(description="The text in the source language.")
    text: str | None = strawberry.field(description="What is shown, or will be.")
    draft: str | None = strawberry.field(description="What waits for somebody to confirm it.")
    stale: bool = strawberry.field(description="Whether `text` was made from another source text.")


@strawberry.input(description="The translation of one text.")
class SegmentInput:
    key: strawberry.ID
    text: str
    source: str | None = strawberry.field(
        default=UNSET, description="The source text that you saw; without it the one of now."
    )
    draft: bool = strawberry.field(default=False, description="Keep it to be confirmed.")


async def segments(info: Info, uid: strawberry.ID, locale: Locale) -> list[TextSegment] | None:
    """The texts of a working copy in reading order, and their translations into a language."""
    require_somebody(info)
    content_type = await working_copy.content_type_of(uid)
    found = await translating.parts_of(info.context.actor, uid, locale.value)
    return [
        TextSegment(
            key=strawberry.ID(one.key),
            label=label(content_type, one.unit.one, info.context.reader),
            kind=one.source.kind,
            source=one.source.text,
            text=one.ready.text if one.ready else None,
            draft=one.draft.text if one.draft else None,
            stale=one.stale,
        )
        for one in found
    ]


async def save_translation(
    info: Info,
    uid: strawberry.ID,
    locale: Locale,
    segments: list[SegmentInput],
    if_match: IfMatch = UNSET,
    dry_run: DryRun = False,
) -> ContentResult:
    """Take translations of texts. A field shows them once each of its texts has one."""
    given = [
        Translated(one.key, one.text, one.source if one.source else None, one.draft)
        for one in segments
    ]

    async def do() -> Acted:
        saved = await translating.translate(
            info.context.actor, uid, locale.value, given, revision=read_etag(if_match)
        )
        return Acted(uid, undo.of_save(saved))

    async def act() -> Saved:
        content_type = await working_copy.content_type_of(uid)
        return await changed(info, content_type, uid, do, dry_run=dry_run)

    async def nothing() -> tuple[str, dict[str, object]]:
        return uid, {}

    teller = Teller(info.context.reader)
    found: ContentResult = await performed(info, teller, act, dry_run=dry_run, typed=nothing)
    return found
