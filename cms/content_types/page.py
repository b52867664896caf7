"""Pages: what does not need a form of its own."""

from piccolo.columns import Text
from piccolo.table import Table

from cms.content import ContentType, Entry, Field, Translated
from cms.content_types._blocks import blocks
from cms.errors import N_


class Page(Entry, Table):
    """A page of text, with a place in the tree."""

    body = Translated(Text)


content_type = ContentType(
    Page,
    label=N_("Page"),
    plural=N_("Pages"),
    order=10,
    fields=(Field(Page.body, label=N_("Text"), rich=True, search="C"), blocks(Page)),
)
