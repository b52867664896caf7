"""What a request carries: its loaders, and what turns a publication into an object."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import strawberry

from cms.access.actors import NOBODY, Actor
from cms.content import DEFAULT_LOCALE
from cms.reading.records import Record
from cms.reading.surrogates import Reads
from cms.reading.view import LIVE, Perspective, View
from cms.schema.absences import Absences
from cms.schema.images import File, Image
from cms.schema.live.hearing import Hearing
from cms.schema.loaders import Loaders


@dataclass
class Context:
    """Made for each request. Which language is read is not here: a `View` says it, in each branch.

    ``classes`` are the object types by content type. ``actor`` is who asks, ``reader`` the language
    in which outcomes are told. ``perspective`` is what root fields look at. ``reads`` hears of all
    that the answer follows from. ``incomplete`` are the places of the answer where something stands
    in for what a draft lacks; ``told`` is what the answer says of itself, as its ``extensions``;
    ``absences`` are what it leaves empty or out. ``hearing`` is what a subscription hears. ``address``
    is where a mutation comes from.
    """

    classes: Mapping[str, Callable[..., Any]]
    public_url: str
    actor: Actor = NOBODY
    reader: str = DEFAULT_LOCALE
    perspective: Perspective = LIVE
    reads: Reads = field(default_factory=Reads)
    loaders: Loaders = field(init=False)
    incomplete: list[dict[str, Any]] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)
    absences: Absences = field(default_factory=Absences)
    hearing: Hearing | None = None
    address: str = ""

    def __post_init__(self) -> None:
        self.loaders = Loaders(self.reads)

    def begin(self, actor: Actor, perspective: Perspective) -> None:
        """Begin another answer of a subscription: what was read for the one before counts no more."""
        self.loaders.rounds.stop()
        self.actor, self.perspective = actor, perspective
        self.reads, self.absences = Reads(), Absences()
        self.incomplete, self.told = [], {}
        self.loaders = Loaders(self.reads)

    def content(self, record: Record, view: View) -> Any:
        """The object of a publication, as a view sees it."""
        return self.classes[record.content_type](record=record, view=view)

    async def entry(self, uid: str | None, view: View, info: Any = None) -> Any:
        """What a view serves of an entry, or null; ``info`` says where it would have stood."""
        if uid is None:
            return None
        found = await self.loaders.entries.load((uid, view))
        if found is None and info:
            self.absences.note(info, view, uid)
        return self.content(found, view) if found else None

    async def entries(self, uids: list[str], view: View, info: Any = None) -> list[Any]:
        """What a view serves of entries, in their order; those it does not serve are left out."""
        found = await self.loaders.entries.load_many([(uid, view) for uid in uids])
        if info:
            left_out = [uid for uid, record in zip(uids, found, strict=True) if record is None]
            self.absences.note(info, view, *left_out)
        return [self.content(record, view) for record in found if record]

    async def image(self, uid: str | None, view: View) -> Image | None:
        """A picture of the library, as a view sees it; null if it is gone, or no picture."""
        found = await self.loaders.files.load(uid) if uid else None
        return (
            Image(kept=found, view=view, site=self.public_url)
            if found and found.is_picture
            else None
        )

    async def images(self, uids: Iterable[str], view: View) -> list[Image]:
        """Pictures of the library, in their order; those that are gone are left out."""
        found = await self.loaders.files.load_many(uids)
        return [
            Image(kept=one, view=view, site=self.public_url)
            for one in found
            if one and one.is_picture
        ]

    async def file(self, uid: str | None, view: View) -> File | None:
        """A file of the library, as a view sees it; null if it is gone."""
        found = await self.loaders.files.load(uid) if uid else None
        return File(kept=found, view=view, site=self.public_url) if found else None

    def url(self, path: str) -> str:
        """The absolute address of a path."""
        return self.public_url + path


Info = strawberry.Info[Context, None]
