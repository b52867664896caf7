"""Where the uids in texts lead: to entries, and to files of the library."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cms.content import ContentType
from cms.content.published import Published
from cms.content.richtext import Document, NoteWords, pictures, references
from cms.reading.files import File
from cms.representations.pictures import address, img
from cms.translation.interface.notes import note_words


@dataclass(frozen=True)
class Leads:
    """What is known of what texts name by uid.

    ``paths`` are those of entries. ``locales`` are the languages in which pictures may be described;
    the first is that of the text.
    """

    site: str
    locales: tuple[str, ...]
    paths: Mapping[str, str]
    files: Mapping[str, File] = field(default_factory=dict)

    @property
    def notes(self) -> NoteWords:
        """What the footnotes of the text are called in its language."""
        return note_words(self.locales[0])

    def path(self, uid: str) -> str | None:
        """Where a link leads from this site: to an entry's path, to the whole address of a file."""
        return self.paths.get(uid) or self._file(uid)

    def address(self, uid: str) -> str | None:
        """Where a link leads from anywhere."""
        found = self.paths.get(uid)
        return self.site + found if found else self._file(uid)

    def picture(self, uid: str, alt: str | None) -> str | None:
        """An image in a text as HTML."""
        found = self.files.get(uid)
        return img(found, alt, self.locales, self.site) if found else None

    def alt(self, uid: str, alt: str) -> str:
        """What a text says of an image; where it says nothing, what the library does."""
        found = self.files.get(uid)
        return alt or (found.alt(self.locales)[0] if found else "")

    def _file(self, uid: str) -> str | None:
        found = self.files.get(uid)
        return address(found, self.site) if found else None


def named_in(document: Document) -> Iterator[str]:
    """The uids in a text: of what its links lead to, and of the pictures in it."""
    yield from references(document)
    yield from pictures(document)


def files_of(content_type: ContentType, published: Published) -> Iterator[str]:
    """The uids of the files that the fields of an entry hold."""
    for one in content_type.plain_fields:
        if one.asset and published.get(one.name):
            yield published[one.name]
    for rows in content_type.rows:
        held = [one.name for one in rows.plain_fields if one.asset]
        for row in published.get(rows.name) or () if held else ():
            yield from (row[name] for name in held if row.get(name))
