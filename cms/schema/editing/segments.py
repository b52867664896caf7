"""The texts of a working copy one by one, with all that helps to translate them."""

from datetime import datetime
from typing import Annotated

import strawberry

from cms.access.actors import Actor
from cms.access.permissions import decide, facts_of
from cms.access.roles import Permission
from cms.editing import working_copy
from cms.editing.comparison.words import compare_text
from cms.editing.segmentation import same_text
from cms.reading.languages import TextState
from cms.schema.connections import size_of
from cms.schema.context import Info
from cms.schema.directives import Cost
from cms.schema.editing.acts import require_somebody
from cms.schema.editing.changes import Run, runs_of
from cms.schema.editing.queue import STATES
from cms.schema.enums import Locale
from cms.translation.desk.parts import Part, parts_of
from cms.translation.interface.catalogues import label
from cms.translation.rules.glossary import terms

MOST_PAST = 50
PastFirst = Annotated[int, strawberry.argument(description=f"How many at most, up to {MOST_PAST}.")]


@strawberry.type(description="A text that may do as the translation, from what was said before.")
class TextProposal:
    text: str
    origin: str = strawberry.field(description="`exact`: of the same text; `near`: of one like it.")
    likeness: float = strawberry.field(description="From 0 to 1.")
    source: str = strawberry.field(description="The text that it translates.")
    difference: list[Run] = strawberry.field(description="From that text to this one, by word.")
    uid: strawberry.ID | None = strawberry.field(description="The entry that it comes from.")
    title: str | None


@strawberry.type(description="A term of the site's glossary.")
class GlossaryTerm:
    term: str
    words: str = strawberry.field(description="What to say for it in the target language.")
    keep: bool = strawberry.field(description="Whether it is the same in every language.")
    note: str


@strawberry.type(description="What once stood there, or was meant to.")
class PastText:
    text: str
    base: str = strawberry.field(description="The source text that it was made from.")
    why: str = strawberry.field(
        description="`replaced`, `refused`, `conflict`, `settled`, `cleared`, …"
    )
    actor: str
    at: datetime


@strawberry.type(description="One text of an entry, as translators' files have it.")
class TextSegment:
    part: strawberry.Private[Part]
    uid: strawberry.Private[str]
    locale: strawberry.Private[str]
    able: strawberry.Private[bool]
    key: strawberry.ID = strawberry.field(description="The same as in the files.")
    label: str = strawberry.field(description="The field that it stands in.")
    field: str = strawberry.field(description="That field's name, for `adapt` and `follow`.")
    item: str = strawberry.field(description="The key of the related row it stands in; or empty.")
    kind: str
    hint: str = strawberry.field(description="What it is: `heading`, `list item; …`.")
    max_length: int | None
    source: str = strawberry.field(description="The text in the source language.")
    text: str | None = strawberry.field(description="What is shown, or will be.")
    draft: str | None = strawberry.field(description="What waits for somebody to confirm it.")
    state: TextState
    stale: bool = strawberry.field(description="Whether `text` was made from another source text.")
    adapted: bool = strawberry.field(
        description="Whether the whole field has a shape of its own in the language: see `follow`."
    )
    base: str | None = strawberry.field(
        description="The source text that the draft, or else the text, was made from."
    )
    origin: str | None = strawberry.field(description="`human`, `po`, `tm` or `mt`.")
    translated_by: str | None

    @strawberry.field(
        description="What changed in the source since, by word; empty if nothing did."
    )
    def source_change(self) -> list[Run]:
        if self.base is None or same_text(self.base, self.part.source.text):
            return []
        return runs_of(compare_text(self.base, self.part.source.text).runs)

    @strawberry.field(
        description=(
            "Texts that came in files while another was written here: give those you chose from to"
            " `settleConflict`. Null for who may not translate here."
        )
    )
    def arrived(self) -> list[str] | None:
        return list(self.part.arrived) if self.able else None

    @strawberry.field(
        description="From the memory, the best first. Null for who may not translate here.",
        directives=[Cost(weight=5)],
    )
    async def proposals(self, info: Info) -> list[TextProposal] | None:
        if not self.able:
            return None
        asked = (self.uid, self.locale, info.context.actor)
        found = await info.context.loaders.proposals.load((self.part.key, asked))
        return [
            TextProposal(
                text=one.text,
                origin=one.origin,
                likeness=round(one.likeness, 3),
                source=one.source_text,
                difference=runs_of(compare_text(one.source_text, self.part.source.text).runs),
                uid=strawberry.ID(one.from_uid) if one.from_uid else None,
                title=one.from_title,
            )
            for one in found or ()
        ]

    @strawberry.field(
        description="Terms of the glossary in the source. Null for who may not translate here."
    )
    def terms(self) -> list[GlossaryTerm] | None:
        if not self.able:
            return None
        return [
            GlossaryTerm(
                term=one.term, words=one.said_in(self.locale), keep=one.keep, note=one.note
            )
            for one in terms(self.part.source.text, self.locale)
        ]

    @strawberry.field(
        description="Earlier texts, the newest first. Null for who may not translate here.",
        directives=[Cost(per_item=True)],
    )
    async def history(self, info: Info, first: PastFirst = 10) -> list[PastText] | None:
        size_of("first", first, most=MOST_PAST)
        if not self.able:
            return None
        asked = (self.uid, self.locale, info.context.actor)
        known = await info.context.loaders.pasts_of_texts.load(asked)
        place = (self.part.unit.place, self.part.source.seg)
        return [
            PastText(text=one.text, base=one.base, why=one.why, actor=one.actor, at=one.at)
            for one in known.get(place, [])[:first]
        ]


async def segments(info: Info, uid: strawberry.ID, locale: Locale) -> list[TextSegment] | None:
    """The texts of a working copy in reading order, and their translations into a language."""
    require_somebody(info)
    content_type = await working_copy.content_type_of(uid)
    found = await parts_of(info.context.actor, uid, locale.value)
    able = await _may_translate(info.context.actor, uid, locale.value)
    return [
        _segment(
            one,
            uid,
            locale.value,
            label(content_type, one.unit.one, info.context.reader),
            able=able,
        )
        for one in found
    ]


async def _may_translate(actor: Actor, uid: str, locale: str) -> bool:
    facts = (await facts_of(actor, [uid]))[uid]
    able = (Permission.EDIT, Permission.TRANSLATE)
    return any(decide(actor, one, facts, locale).allowed for one in able)


def _segment(one: Part, uid: str, locale: str, label_: str, *, able: bool) -> TextSegment:
    shown = one.shown
    return TextSegment(
        part=one,
        uid=uid,
        locale=locale,
        able=able,
        key=strawberry.ID(one.key),
        label=label_,
        field=one.unit.place.field,
        item=one.unit.place.item,
        kind=one.source.kind,
        hint=one.hint,
        max_length=one.max_length,
        source=one.source.text,
        text=one.ready.text if one.ready else None,
        draft=one.draft.text if one.draft else None,
        state=STATES[one.stage],
        stale=one.stale,
        adapted=one.adapted is not None,
        base=shown.base if shown else None,
        origin=shown.origin if shown else None,
        translated_by=shown.actor if shown else None,
    )
