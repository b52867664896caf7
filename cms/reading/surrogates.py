"""Surrogate keys: what an answer depends on, in words that changes are told in too.

An answer carries the keys of all it read; a change concerns the answers that carry one of its keys.
`Reads` collects them. In a shared cache they are the values of ``Surrogate-Key``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from urllib.parse import quote

from cms.content import LOCALES

LONGEST_ADDRESS = 100
LONGEST_HEADER = 4_000
READS = "klankbord.reads"
"""Where a request's scope carries its `Reads`, for whoever keeps the answer."""
FRESH_FOR = "klankbord.fresh_for"
"""Where it carries a function that tells of `Reads` for how many seconds they stay true."""
BODY = "klankbord.body"
"""Where it carries the body of the request, if that was read already, and whole."""
ANY = "*"
SITE = "site"
"""Carried when even that is too long: any change concerns it."""
COMING = "coming.*"
"""Carried by what tells which occurrence comes next: it is another as soon as one is over."""
_WORDS = frozenset(
    {
        "asset",
        "at",
        "below",
        "coming",
        "commenting",
        "comments",
        "document",
        "entries",
        "menu",
        "reports",
        "seats",
        "slug",
        "tag",
        "to",
    }
)
"""How keys begin that name no type and no entry."""
COMMENTING = "commenting.*"
"""Where one can comment: said so seldom, and of so much, that it is one for all."""
ANY_ADDRESS, ANY_REFERENCE = "at.*", "to.*"
"""Carried beside the exact ones, for changes that concern too many to name."""


def entry_key(uid: str, locale: str) -> str:
    """What an entry shows in a language, or that it shows nothing there."""
    return f"{uid}.{locale}"


def type_key(content_type: str, locale: str) -> str:
    """Which entries of a type there are in a language, and where."""
    return f"{content_type}.{locale}"


def field_key(content_type: str, locale: str, name: str) -> str:
    """What any entry of a type has in one field: for filters, orders and searches."""
    return f"{content_type}.{locale}.{name}"


def below_key(uid: str, locale: str) -> str:
    """What stands directly under an entry, in which order; under no entry stands the home page."""
    return f"below.{uid}.{locale}"


def reference_key(uid: str, locale: str) -> str:
    """What refers to an entry."""
    return f"to.{uid}.{locale}"


def menu_key(locale: str) -> str:
    """Which entries are in menus, and where."""
    return f"menu.{locale}"


def label_key(tag: str) -> str:
    """What a tag is called."""
    return f"tag.{tag}"


def asset_key(uid: str) -> str:
    """What a file of the library is, or that there is none."""
    return f"asset.{uid}"


def comments_key(uid: str) -> str:
    """What visitors said to an entry."""
    return f"comments.{uid}"


def document_key(digest: str) -> str:
    """Whether a document is registered."""
    return f"document.{digest}"


def seats_key(session: str) -> str:
    """How many signed up for a session."""
    return f"seats.{session}"


def reports_key(session: str) -> str:
    """Which reports of a session may be read."""
    return f"reports.{session}"


def address_key(path: str) -> str:
    """What an address leads to."""
    named = quote(path, safe="/-._~")
    if len(named) > LONGEST_ADDRESS:
        named = blake2b(path.encode(errors="surrogatepass"), digest_size=12).hexdigest()
    return f"at.{named}"


def slug_key(content_type: str, slug: str) -> str:
    """Which entry of a type has a slug, or had it."""
    return f"slug.{content_type}.{address_key(slug)[3:]}"


@dataclass
class Reads:
    """What one answer read so far.

    ``fields`` are the names of what it shows of entries, by the declaration's names and those of
    columns; `ANY` stands for all. ``personal`` says that it is only for whoever asked. Until
    ``whole`` is said, the answer may depend on more than this: nobody may keep it. What is not
    ``wanted`` nobody will look at: it need not be found out, and is never whole. ``until`` is the moment
    at which something of it is another by itself, which no plan tells of.
    """

    keys: set[str] = field(default_factory=set)
    fields: frozenset[str] = frozenset({ANY})
    personal: bool = False
    whole: bool = False
    wanted: bool = True
    until: datetime | None = None

    def entry(self, uid: str, locales: Iterable[str] = LOCALES) -> None:
        """An entry was asked for in these languages, whether it is there or not."""
        self.keys.update(entry_key(uid, locale) for locale in locales)

    def address(self, path: str) -> None:
        """It was asked what lives at an address."""
        self.keys.update((address_key(path), ANY_ADDRESS))

    def slug(self, content_type: str, slug: str) -> None:
        """It was asked which entry has a slug."""
        self.keys.update((slug_key(content_type, slug), ANY_ADDRESS))

    def members(self, content_types: Iterable[str], locales: Iterable[str]) -> None:
        """Entries of these types were listed."""
        of = tuple(locales)
        self.keys.update(type_key(name, locale) for name in content_types for locale in of)

    def sorted_by(
        self, content_types: Iterable[str], locales: Iterable[str], names: Iterable[str]
    ) -> None:
        """Entries of these types were chosen or ordered by these fields."""
        of, by = tuple(locales), (*names, ANY)
        self.keys.update(
            field_key(one, locale, name) for one in content_types for locale in of for name in by
        )

    def below(self, uid: str, locales: Iterable[str]) -> None:
        """The children of an entry were listed."""
        self.keys.update(below_key(uid, locale) for locale in locales)

    def referring(self, uid: str, locales: Iterable[str]) -> None:
        """The entries that refer to one were listed."""
        self.keys.update(reference_key(uid, locale) for locale in locales)
        self.keys.add(ANY_REFERENCE)

    def menu(self, locale: str) -> None:
        """A menu was read."""
        self.keys.add(menu_key(locale))

    def coming(self) -> None:
        """It was asked what takes place next."""
        self.keys.add(COMING)

    def seats(self, session: str) -> None:
        """It was read how many signed up for a session."""
        self.keys.add(seats_key(session))

    def reports(self, session: str) -> None:
        """The reports of a session were read."""
        self.keys.add(reports_key(session))

    def true_until(self, at: datetime) -> None:
        """Something that was read is another from this moment on."""
        self.until = at if self.until is None else min(self.until, at)

    def comments(self, uid: str) -> None:
        """What visitors said to an entry was read."""
        self.keys.add(comments_key(uid))

    def commenting(self) -> None:
        """It was asked whether one can comment."""
        self.keys.add(COMMENTING)

    def asset(self, uid: str) -> None:
        """A file of the library was read, whether it is there or not."""
        self.keys.add(asset_key(uid))

    def label(self, tag: str) -> None:
        """A tag's label was read."""
        self.keys.add(label_key(tag))


def entries_key(locale: str) -> str:
    """Any entry in a language: for answers of which the single ones are too many to name."""
    return f"entries.{locale}"


def named(keys: Iterable[str]) -> list[str]:
    """The keys to tell a shared cache, in a header of at most `LONGEST_HEADER` bytes: coarser if need be.

    Fields give way to the types that have them, then entries to their languages, then all to one.
    """
    exact = sorted(set(keys))
    types = sorted({_coarse(key) for key in exact})
    languages = sorted({_coarser(key) for key in types})
    for some in (exact, types, languages):
        if sum(map(len, some)) + len(some) <= LONGEST_HEADER:
            return some
    return [SITE]


def _coarse(key: str) -> str:
    first, locale, *rest = key.split(".")
    if first in _WORDS or not rest:
        return key
    return f"{first}.{locale}.{ANY}"


def _coarser(key: str) -> str:
    first, locale, *rest = key.split(".", 2)
    return key if first in _WORDS or rest else entries_key(locale)
