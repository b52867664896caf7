"""The vocabulary of tags."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

import strawberry

from cms.content import localised
from cms.errors import InvalidInput, Problem
from cms.publishing import authorised_tags, undoing
from cms.schema.context import Info
from cms.schema.editing import outcomes
from cms.schema.editing.acts import offered, performed
from cms.schema.editing.arguments import DryRun
from cms.schema.editing.outcomes import Teller
from cms.schema.enums import Locale
from cms.schema.subjects import TagLabel


@strawberry.input(description="What a tag is called in one language; empty takes it away.")
class TagLabelInput:
    locale: Locale
    text: str


@strawberry.type(description="What became of a tag.")
class TagChanged:
    key: strawberry.ID
    before: list[TagLabel] | None = strawberry.field(description="Null if it is new.")
    after: list[TagLabel] | None = strawberry.field(description="Null if it is gone.")
    undo: strawberry.ID | None = strawberry.field(
        description="Give it to `undo` within an hour. Null after a dry run, or if nothing changed."
    )
    dry_run: bool


TagResult = Annotated[
    TagChanged | outcomes.Always,
    strawberry.union("TagResult", description="What came of an act on a tag."),
]
Do = Callable[[], Awaitable[authorised_tags.Change]]


async def add_tag(
    info: Info, key: strawberry.ID, labels: list[TagLabelInput], dry_run: DryRun = False
) -> TagResult:
    """Add a tag. Its key, of small letters and hyphens, never changes; its labels may."""
    values = _columns(labels)
    return await _changed(
        info, labels, lambda: authorised_tags.add(info.context.actor, key, values), dry_run=dry_run
    )


async def rename_tag(
    info: Info, key: strawberry.ID, labels: list[TagLabelInput], dry_run: DryRun = False
) -> TagResult:
    """Give a tag other labels, which the public reads at once; a language left out stays."""
    values = _columns(labels)
    return await _changed(
        info,
        labels,
        lambda: authorised_tags.rename(info.context.actor, key, values),
        dry_run=dry_run,
    )


async def delete_tag(info: Info, key: strawberry.ID, dry_run: DryRun = False) -> TagResult:
    """Delete a tag that no entry carries, neither in its working copy nor as the public reads it."""
    return await _changed(
        info, [], lambda: authorised_tags.delete(info.context.actor, key), dry_run=dry_run
    )


async def _changed(
    info: Info, labels: Sequence[TagLabelInput], do: Do, *, dry_run: bool
) -> TagResult:
    async def act() -> TagChanged:
        try:
            made = await do()
        except InvalidInput as error:
            raise InvalidInput([_placed(one, labels) for one in error.problems]) from None
        return TagChanged(
            key=strawberry.ID(made.key),
            before=_labels(made.before),
            after=_labels(made.after),
            undo=await offered(info, undoing.of_tag(made), dry_run=dry_run),
            dry_run=dry_run,
        )

    found: TagResult = await performed(info, Teller(info.context.reader), act, dry_run=dry_run)
    return found


def _columns(labels: Sequence[TagLabelInput]) -> dict[str, str]:
    return {localised("label", one.locale.value): one.text for one in labels}


def _placed(problem: Problem, labels: Sequence[TagLabelInput]) -> Problem:
    """The problem where it stands in the input."""
    if problem.field == "key":
        return problem
    places = {
        localised("label", one.locale.value): f"labels.{place}.text"
        for place, one in enumerate(labels)
    }
    return Problem(problem.code, problem.message, places.get(problem.field or "", "labels"))


def _labels(found: authorised_tags.Labels | None) -> list[TagLabel] | None:
    if found is None:
        return None
    return [
        TagLabel(locale=one, text=found[localised("label", one.value)])
        for one in Locale
        if found[localised("label", one.value)]
    ]
