"""The subjects of the site: the tags that the public meets."""

from collections.abc import Iterable, Mapping

import strawberry

from cms.reading.view import View
from cms.schema.content import label_of
from cms.schema.context import Info
from cms.schema.directives import Cost
from cms.schema.enums import Locale


@strawberry.type(description="What a tag is called in one language.")
class TagLabel:
    locale: Locale
    text: str


@strawberry.type(description="A subject of the site's vocabulary, and what there is about it.")
class Subject:
    key: str = strawberry.field(description="The same in every language: lists filter by it.")
    label: str = strawberry.field(
        description="What it is called in the language of the view, or another."
    )
    labels: list[TagLabel] = strawberry.field(
        description="What it is called, in each language that has a word for it."
    )
    view: strawberry.Private[View]

    @strawberry.field(
        description="How many entries of all types carry it, as the view serves them.",
        directives=[Cost(weight=5)],
    )
    async def total_count(self, info: Info) -> int:
        return await info.context.loaders.tag_numbers.load((self.key, self.view))


async def subjects(info: Info, view: View) -> list[Subject]:
    """The tags that something which the view serves carries, by what they are called."""
    keys = await info.context.loaders.tags.load(view)
    labels = await info.context.loaders.tag_labels.load_many(keys)
    return by_label(subject(key, found, view) for key, found in zip(keys, labels, strict=True))


def subject(key: str, labels: Mapping[str, str], view: View) -> Subject:
    """A tag with its labels by language."""
    return Subject(
        key=key,
        label=label_of(key, labels, view),
        labels=[TagLabel(locale=Locale(one), text=text) for one, text in labels.items()],
        view=view,
    )


def by_label(some: Iterable[Subject]) -> list[Subject]:
    """In the order in which readers see them."""
    return sorted(some, key=lambda one: (one.label.casefold(), one.key))
