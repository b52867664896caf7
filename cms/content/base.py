"""The columns every entry has, and the two tables that know all entries."""

from enum import StrEnum

from piccolo.columns import (
    Array,
    Boolean,
    ForeignKey,
    Integer,
    LazyTableReference,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from cms.content.assets import Asset
from cms.content.identity import UID_LENGTH
from cms.content.locales import DEFAULT_LOCALE, LOCALES, localised
from cms.content.translated import Translated


class State(StrEnum):
    """Where an entry stands in one language. Scheduled and expired are ``published`` with a range."""

    PRIVATE = "private"
    PENDING = "pending"
    PUBLISHED = "published"
    RETIRED = "retired"


class Menu(StrEnum):
    """The site's menus."""

    MAIN = "main"
    FOOTER = "footer"


class Node(Table, tablename="node"):
    """One row for each entry of any type: what it is, and its place in the tree.

    Written by the editing services alone, together with the entry's own row. It lets a reference
    point at any type, keeps slugs unique among siblings, and answers "what is this uid".
    """

    uid = Varchar(length=UID_LENGTH, primary_key=True, default="")
    content_type = Varchar(length=60, index=True)
    parent: "ForeignKey[Node]" = ForeignKey(
        LazyTableReference("Node", module_path="cms.content.base"),
        null=True,
        default=None,
        index=True,
        on_delete=OnDelete.restrict,
    )
    position = Integer(default=0)
    title = Translated(Varchar, length=200)
    slug = Translated(Varchar, length=120)
    state = Translated(Varchar, length=20, default=State.PRIVATE, choices=State)
    created_by = Varchar(length=150)
    updated_at = Timestamptz(default=TimestamptzNow())


class Tag(Table, tablename="tag"):
    """The controlled vocabulary of subjects, shared by all types."""

    key = Varchar(length=60, primary_key=True, default="")
    label = Translated(Varchar, length=80)


class Entry:
    """A mixin: the columns of every content type's table.

    A row is the working copy: what editors type. What the public reads is a publication.
    """

    uid = Varchar(length=UID_LENGTH, primary_key=True, default="")
    revision = Integer(default=0)
    source_locale = Varchar(length=10, default=DEFAULT_LOCALE)
    title = Translated(Varchar, length=200)
    slug = Translated(Varchar, length=120)
    summary = Translated(Text)
    image: "ForeignKey[Asset]" = ForeignKey(
        Asset, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    tags = Array(base_column=Varchar(length=60), default=list)
    parent: "ForeignKey[Node]" = ForeignKey(
        Node, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    position = Integer(default=0)
    menus = Array(base_column=Varchar(length=20), default=list, choices=Menu)
    seo_title = Translated(Varchar, length=70)
    seo_description = Translated(Varchar, length=160)
    noindex = Boolean(default=False)
    state = Translated(Varchar, length=20, default=State.PRIVATE, choices=State)
    created_at = Timestamptz(default=TimestamptzNow())
    created_by = Varchar(length=150)
    updated_at = Timestamptz(default=TimestamptzNow())
    updated_by = Varchar(length=150)


class Row:
    """A mixin: the columns of every table of related rows (printings, statements, authors).

    Such a table also has ``owner``, a foreign key to its content type's table with ON DELETE CASCADE.
    """

    key = Varchar(length=8, primary_key=True, default="")
    position = Integer(default=0)


SERVER_OWNED = frozenset(
    {
        "uid",
        "revision",
        "created_at",
        "created_by",
        "updated_at",
        "updated_by",
        *(localised("state", locale) for locale in LOCALES),
    }
)
"""Columns that no door may write: the services do."""
