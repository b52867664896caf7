"""The whole text of an entry, for use elsewhere."""

from typing import Any

import strawberry

from cms.content import ContentType
from cms.representations.copies import copy_of, linked_from
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


def copy_field(content_type: ContentType) -> Any:
    """The field `copy` of a type that others may copy."""

    async def resolve(self: Any, info: Info) -> Copy:
        perspective = self.view.perspective
        texts = await info.context.loaders.texts.load((self.record.id, perspective))
        published = {**self.values, **(texts or {})}
        linked = await info.context.entries([*linked_from(content_type, published)], self.view)
        paths = {one.record.uid: one.record.path for one in linked}
        record = self.record._replace(title=title_of(info, self.record))
        made = copy_of(content_type, record, published, info.context.public_url, paths.get)
        foreign = self.served != self.view.locale
        html = f'<div lang="{self.served}">{made.html}</div>' if foreign else made.html
        return Copy(html=html, markdown=made.markdown, text=made.text)

    return strawberry.field(
        resolver=resolve, name="copy", description="The whole text, for use elsewhere."
    )
