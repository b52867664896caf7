"""How a content type is declared: one line for each public field, and plain functions for the rest."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, Literal

from piccolo.columns import Column, ForeignKey, Text
from piccolo.table import Table

from cms.content.assets import PICTURES, Asset, AssetKind
from cms.content.beside import Computed, Ending, Reverse, Values, camel, worded
from cms.content.locales import LOCALES, localised
from cms.content.published import Linked, Whole
from cms.content.translated import Translated
from cms.errors import N_, CmsError, Problem
from cms.recurrence import Schedule

__all__ = [
    "BadDeclaration",
    "Composite",
    "Computed",
    "ContentType",
    "Declared",
    "Ending",
    "Field",
    "Reverse",
    "Rows",
    "Values",
    "camel",
    "common_fields",
    "flat",
    "worded",
]

Weight = Literal["A", "B", "C", "D"]
Group = Literal["content", "details", "column", "placement", "seo"]


class BadDeclaration(CmsError):
    """A content type's file contradicts itself; the start stops here."""

    code = "bad_declaration"


@dataclass(frozen=True)
class Field:
    """A column that the public may see. A column without a `Field` is private, everywhere.

    ``required`` is the publishing gate: empty is fine in a draft and refused at publication.
    ``rich`` marks canonical HTML. ``search`` is the weight in the search document. ``most`` is the
    greatest length of a text that its column does not bound. ``to_po`` set to false keeps a
    translated text out of translators' files. ``plain`` asks for plain words: officialese in it is
    pointed out. ``accepts`` says which files of the library it takes, if it holds one. ``help`` and
    ``label`` are English msgids. ``ending`` tells frontends to ask it no longer.
    """

    column: Column | Translated
    name: str = ""
    label: str = ""
    help: str = ""
    group: Group = "content"
    required: bool = False
    rich: bool = False
    filter: bool = False
    sort: bool = False
    search: Weight | None = None
    in_list: bool = False
    to_po: bool = True
    plain: bool = False
    most: int | None = None
    accepts: tuple[AssetKind, ...] = PICTURES
    ending: Ending | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or self.column_name)
        object.__setattr__(self, "label", self.label or worded(self.name))

    @property
    def column_name(self) -> str:
        """The column's name, for a translated field without the language."""
        if isinstance(self.column, Translated):
            return self.column.name
        return self.column._meta.name

    @property
    def translated(self) -> bool:
        return isinstance(self.column, Translated)

    @property
    def kind(self) -> type[Column]:
        """The Piccolo column class."""
        return self.column.column if isinstance(self.column, Translated) else type(self.column)

    @property
    def choices(self) -> type[Enum] | None:
        """The enumeration of the values it may take."""
        if isinstance(self.column, Translated):
            return self.column.options.get("choices")
        choices = self.column._meta.choices
        return choices if isinstance(choices, type) else None

    @property
    def long(self) -> bool:
        """Whether its text is kept apart from the short fields in a publication."""
        return self.rich or (issubclass(self.kind, Text) and self.name != "summary")

    @property
    def references(self) -> type[Table] | None:
        """The table a relation points to: a content type's, or `Node` for any type."""
        return None if self.asset else self._target

    @property
    def asset(self) -> bool:
        """Whether it holds the uid of a file of the media library."""
        return self._target is Asset

    @property
    def _target(self) -> type[Table] | None:
        if isinstance(self.column, ForeignKey):
            return self.column._foreign_key_meta.resolved_references
        return None

    @property
    def length(self) -> int | None:
        """The greatest number of characters, if there is one."""
        if self.most is not None:
            return self.most
        if isinstance(self.column, Translated):
            return self.column.options.get("length")
        return getattr(self.column, "length", None)

    def columns(self) -> tuple[str, ...]:
        """The names of its columns, one for each language if it is translated."""
        if self.translated:
            return tuple(localised(self.column_name, locale) for locale in LOCALES)
        return (self.column_name,)

    def column_in(self, locale: str) -> str:
        """The name of the column that holds it for a reader of ``locale``."""
        return localised(self.column_name, locale) if self.translated else self.column_name


@dataclass(frozen=True)
class Composite:
    """Columns that are one thing to a reader: a place, a date with its precision.

    The answer is null when the first field is empty. ``kind`` is the GraphQL type's name.
    """

    name: str
    kind: str
    fields: tuple[Field, ...]
    label: str = ""
    ending: Ending | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", self.label or worded(self.name))


@dataclass(frozen=True)
class Rows:
    """Related rows, edited where the entry is edited and kept in their order.

    With exactly one relation among the fields and ``relation=True`` the list is the related entries
    themselves (``authors``); otherwise a list of objects named ``kind``. ``term`` names the dates on
    which a row begins and ends, both days included: lists can be filtered by who has one on a day.
    """

    name: str
    table: type[Table]
    fields: tuple[Field | Composite, ...]
    kind: str = ""
    relation: bool = False
    label: str = ""
    help: str = ""
    group: Group = "content"
    filter: bool = False
    term: tuple[str, str] | None = None
    to_po: bool = True
    ending: Ending | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", self.kind or self.table.__name__)
        object.__setattr__(self, "label", self.label or worded(self.name))

    @cached_property
    def plain_fields(self) -> tuple[Field, ...]:
        """The fields, those of composites included."""
        return tuple(flat(self.fields))

    @property
    def texts(self) -> tuple[Field, ...]:
        """The fields among which there are words to be found."""
        return self.plain_fields

    def fields_of(self, row: Mapping[str, Any]) -> tuple[Field, ...]:  # noqa: ARG002
        """The fields that this row has; those of blocks differ by kind."""
        return self.plain_fields

    def declared_of(self, row: Mapping[str, Any]) -> tuple[Field | Composite, ...]:  # noqa: ARG002
        """What was declared of this row."""
        return self.fields

    def only_refers(self, row: Mapping[str, Any]) -> bool:  # noqa: ARG002
        """Whether the row is nothing but the entry that it refers to."""
        return self.relation

    def own(self, row: Values) -> Values:
        """The row without what it has of no kind of its own."""
        return row

    def label_of(self, row: Mapping[str, Any]) -> str:  # noqa: ARG002
        """What the list that it stands in, or the row itself, is called."""
        return self.label

    def shown(self, stored: Sequence[Values]) -> list[Values]:
        """Those that the public may read."""
        return list(stored)

    def arranged(self, stored: Sequence[Values]) -> list[Values]:
        """The rows in the order in which they are stored."""
        return list(stored)

    def renamed(self, stored: Sequence[Values]) -> list[Values]:
        """The rows as those of another entry: their keys are made when they are saved."""
        return [{name: value for name, value in row.items() if name != "key"} for row in stored]

    def named_as(self, stored: Sequence[Values], others: Sequence[Values]) -> list[Values]:
        """The rows with the keys of as many others."""
        return [row | {"key": other["key"]} for row, other in zip(stored, others, strict=True)]

    def whole(self, stored: Sequence[Any]) -> bool:  # noqa: ARG002
        """Whether no row lacks another that it belongs to."""
        return True

    @property
    def target(self) -> Field:
        """The relation of a list of related entries."""
        return next(one for one in self.plain_fields if one.references)


Declared = Field | Composite | Rows | Reverse | Computed
Rule = Callable[[Values], Iterable[Problem]]
Advice = Callable[[Values, str], Iterable[Problem]]


def flat(declared: Iterable[Field | Composite]) -> Iterator[Field]:
    """The fields among them, those of composites included."""
    for one in declared:
        if isinstance(one, Composite):
            yield from one.fields
        else:
            yield one


FIRST = ("title", "summary", "image")
"""The common fields that stand before a type's own."""


def common_fields(table: Any) -> tuple[Field, ...]:
    """The fields every entry shows; a type replaces one by declaring a field of the same name."""
    return (
        Field(
            table.title, label=N_("Title"), help=N_("As readers see it above the text and in lists."),
            required=True, filter=True, sort=True, search="A", in_list=True,
        ),
        Field(
            table.summary, label=N_("Summary"), search="B", most=600,
            help=N_("One or two sentences for lists and search results."),
        ),
        Field(
            table.image, label=N_("Image"),
            help=N_("Shown with it in lists, above the text, and where others share it."),
        ),
        Field(
            table.slug, label=N_("Short name"), group="placement", filter=True, to_po=False,
            help=N_("Its part of the address. Left empty, it is made from the title."),
        ),
        Field(table.parent, label=N_("Under"), group="placement", help=N_("Its place in the tree.")),
        Field(table.position, label=N_("Order"), group="placement", sort=True),
        Field(table.menus, label=N_("Menus"), group="placement"),
        Field(table.tags, label=N_("Tags"), group="placement", filter=True),
        Field(
            table.source_locale, label=N_("Source language"), group="placement",
            help=N_("The language it is written in first; the others are translated from it."),
        ),
        Field(table.seo_title, label=N_("Search engine title"), group="seo"),
        Field(table.seo_description, label=N_("Search engine description"), group="seo"),
        Field(table.noindex, label=N_("Hide from search engines"), group="seo"),
    )  # fmt: skip


@dataclass(frozen=True)
class ContentType:
    """All that was decided about one type of content.

    ``prepare`` fills values that follow from others before the rules look at them. ``rules`` yield a
    `Problem` for whatever must never be saved, in a draft either. ``advice`` yields what an editor
    should know before publishing in a language: it is said, and forbids nothing. ``schedule`` says
    when it takes place, for types that do; it is asked of values that keep the rules, and of none it
    knows nothing.
    A type that others may copy says with ``whole`` what its text is as a whole. ``linked`` says what
    it is in linked data, beside a web page.
    """

    table: type[Table]
    label: str
    plural: str
    fields: tuple[Declared, ...]
    rules: tuple[Rule, ...] = ()
    advice: tuple[Advice, ...] = ()
    prepare: Callable[[Values], None] | None = None
    whole: Whole | None = None
    linked: Linked | None = None
    schedule: Callable[[Values], Schedule | None] | None = None
    help: str = ""
    order: int = 100
    all_fields: tuple[Declared, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        own = {one.name for one in self.fields}
        common = [one for one in common_fields(self.table) if one.name not in own]
        first = [one for one in common if one.name in FIRST]
        rest = [one for one in common if one.name not in FIRST]
        object.__setattr__(self, "all_fields", (*first, *self.fields, *rest))
        names = [one.name for one in self.all_fields]
        if len(names) != len(set(names)):
            raise BadDeclaration(N_("{name} declares a field twice."), name=self.name)

    @property
    def name(self) -> str:
        """``mission_text``: in addresses, files and the database."""
        return self.table._meta.tablename

    @property
    def graphql_name(self) -> str:
        """``MissionText``."""
        return self.table.__name__

    @property
    def graphql_plural(self) -> str:
        """``missionTexts``: the root field of its lists."""
        words = re.sub(r"[^a-z0-9]+", "_", self.plural.lower()).strip("_")
        return camel(words)

    @cached_property
    def plain_fields(self) -> tuple[Field, ...]:
        """Every field of the entry's own row, those of composites included."""
        return tuple(flat(one for one in self.all_fields if isinstance(one, Field | Composite)))

    @cached_property
    def rows(self) -> tuple[Rows, ...]:
        return tuple(one for one in self.all_fields if isinstance(one, Rows))

    @cached_property
    def computed(self) -> tuple[Computed, ...]:
        return tuple(one for one in self.all_fields if isinstance(one, Computed))

    @cached_property
    def columns(self) -> Mapping[str, Field]:
        """The field behind each column that editors may write."""
        return {column: one for one in self.plain_fields for column in one.columns()}

    def field(self, name: str) -> Field:
        """The plain field called ``name``; raises `KeyError`."""
        return {one.name: one for one in self.plain_fields}[name]
