"""Rich text as readers want it: HTML, Markdown, plain text, a tree."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

import strawberry

from cms.content import richtext
from cms.errors import N_
from cms.reading.files import File
from cms.reading.view import Drafts, View
from cms.representations.leads import Leads
from cms.schema.content import Content
from cms.schema.context import Info
from cms.schema.enums import Locale
from cms.schema.errors import BadArgument
from cms.schema.images import Image
from cms.schema.scalars import RichAst


@strawberry.type(description="A heading in a rich text.")
class Heading:
    level: int
    text: str
    anchor: str = strawberry.field(description="Its id in the HTML.")


HeadingBase = Annotated[
    int, strawberry.argument(description="The level of the main headings, from 1 to 6.")
]
Most = Annotated[
    int | None,
    strawberry.argument(
        name="max", description="At most so many characters, on one line, cut after a word."
    ),
]


@strawberry.type(description="Formatted text.")
class RichText:
    source: strawberry.Private[str]
    view: strawberry.Private[View]
    served: strawberry.Private[str]
    site: strawberry.Private[str]

    @cached_property
    def document(self) -> richtext.Document:
        """The parsed text."""
        return richtext.parse(self.source)

    async def leads(self, info: Info) -> Leads:
        """Where all that it names by uid leads, as far as the view serves it."""
        uids = richtext.references(self.document)
        linked = await info.context.entries(list(uids), self.view)
        paths = {one.record.uid: one.record.path for one in linked}
        others = [uid for uid in (*uids, *richtext.pictures(self.document)) if uid not in paths]
        files = await info.context.loaders.files.load_many(others)
        return self.leading(paths, {one.uid: one for one in files if one})

    def leading(self, paths: Mapping[str, str], files: Mapping[str, File]) -> Leads:
        """The same, of what was found."""
        locales = tuple(dict.fromkeys((self.served, *self.view.locales)))
        return Leads(self.site, locales, paths, files)

    @strawberry.field(
        description=(
            "Safe HTML; headings have the ids that `toc` names, and footnotes are listed at the end. A"
            " text that stands in for another language is in an element with the `lang` it has."
        )
    )
    async def html(self, info: Info, heading_base: HeadingBase = 2) -> str:
        if not 1 <= heading_base <= 6:
            raise BadArgument(N_("A heading has a level from 1 to 6."), field="headingBase")
        leads = await self.leads(info)
        found = richtext.to_html(
            self.document,
            heading_base,
            leads.path,
            anchors=True,
            picture=leads.picture,
            notes=leads.notes,
        )
        foreign = found and self.served != self.view.locale
        return f'<div lang="{self.served}">{found}</div>' if foreign else found

    @strawberry.field(
        description=(
            "As it is stored, with links as `uid:…`: what `saveBook` and the others take. Of working"
            " copies only."
        )
    )
    def stored(self) -> str | None:
        return self.source if isinstance(self.view.perspective, Drafts) else None

    @strawberry.field(description="The tree, as plain values: see `/rich-text.schema.json`.")
    async def ast(self, info: Info) -> RichAst:
        leads = await self.leads(info)
        return RichAst(richtext.to_json(richtext.described(self.document, leads.alt), leads.path))

    @strawberry.field
    async def markdown(self, info: Info) -> str:
        leads = await self.leads(info)
        return richtext.to_markdown(richtext.described(self.document, leads.alt), leads.path)

    @strawberry.field(description="The words alone.")
    def text(self, most: Most = strawberry.UNSET) -> str:
        if most is not None and most is not strawberry.UNSET and most < 0:
            raise BadArgument(N_("A number of characters cannot be negative."), field="max")
        return richtext.to_text(self.document, most if most is not strawberry.UNSET else None)

    @strawberry.field(description="The headings in reading order.")
    def toc(self) -> list[Heading]:
        return [Heading(**entry._asdict()) for entry in richtext.toc(self.document)]

    @strawberry.field(
        description=(
            "The published entries that its links lead to. Where links lead to files, `html`, `markdown`"
            " and `ast` have their addresses."
        )
    )
    async def references(self, info: Info) -> list[Content]:
        found: list[Content] = await info.context.entries(
            list(richtext.references(self.document)), self.view, info
        )
        return found

    @strawberry.field(description="The images of the library that it shows, each once, in order.")
    async def images(self, info: Info) -> list[Image]:
        return await info.context.images(richtext.pictures(self.document), self.view)

    @strawberry.field(description="The language it is in; it belongs in the HTML's `lang`.")
    def locale(self) -> Locale:
        return Locale(self.served)

    @strawberry.field
    def words(self) -> int:
        return richtext.words(self.document)

    @strawberry.field(description="How long reading takes, at least 1.")
    def minutes(self) -> int:
        return richtext.minutes(self.document)
