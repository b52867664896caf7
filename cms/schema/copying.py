"""The whole text of an entry, for use elsewhere."""

from typing import Any

import strawberry

from cms.content import ContentType
from cms.content.published import Published
from cms.reading.records import Record
from cms.reading.view import View
from cms.representations.copies import copy_of, linked_from
from cms.representations.leads import Leads
from cms.schema.context import Info
from cms.schema.placeholders import title_of


@strawberry.type(
    description=(
        "A whole text, ready to be used elsewhere: its title, its text, its numbered statements, its"
        " facts with their dates and sources. Links are whole addresses."
    )
)
class Copy:
    html: str = strawberry.field(description="As HTML, the title as its first heading.")
    markdown: str = strawberry.field(description="As Markdown, the title as its first heading.")
    text: str = strawberry.field(
        description="As plain text, with a blank line between paragraphs and addresses in brackets."
    )


def copied(
    content_type: ContentType,
    record: Record,
    published: Published,
    view: View,
    leads: Leads,
) -> Copy:
    """The copy of an entry in a view: what stands in for another language says in which it is."""
    made = copy_of(content_type, record, published, leads)
    foreign = record.locale != view.locale
    html = f'<div lang="{record.locale}">{made.html}</div>' if foreign else made.html
    return Copy(html=html, markdown=made.markdown, text=made.text)


def copy_field(content_type: ContentType) -> Any:
    """The field `copy` of a type that others may copy."""

    async def resolve(self: Any, info: Info) -> Copy:
        perspective = self.view.perspective
        texts = await info.context.loaders.texts.load((self.record.id, perspective))
        published = {**self.values, **(texts or {})}
        uids = linked_from(content_type, published)
        linked = await info.context.entries([*uids], self.view)
        paths = {one.record.uid: one.record.path for one in linked}
        others = [uid for uid in uids if uid not in paths]
        found = await info.context.loaders.files.load_many(others)
        record = self.record._replace(title=title_of(info, self.record))
        locales = tuple(dict.fromkeys((record.locale, *self.view.locales)))
        files = {one.uid: one for one in found if one}
        leads = Leads(info.context.public_url, locales, paths, files)
        return copied(content_type, record, published, self.view, leads)

    return strawberry.field(
        resolver=resolve, name="copy", description="The whole text, for use elsewhere."
    )
