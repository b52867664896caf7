"""What the public reads around many entries of one language, in a few statements however many they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cms.content import ContentType
from cms.content.block_trees import formatted, mentioned
from cms.content.discovery import installed
from cms.content.richtext import parse
from cms.reading import publications
from cms.reading.files import File, files
from cms.reading.harvesting import Whole
from cms.reading.languages import Versions, versions
from cms.reading.records import Record
from cms.reading.view import LIVE, View
from cms.representations.copies import linked_from
from cms.representations.leads import Leads, files_of, named_in
from cms.representations.linked_data import Around, related, tags_of
from cms.representations.pictures import original


@dataclass(frozen=True)
class Known:
    """All that was read around some entries."""

    site: str
    records: Mapping[str, Record]
    by_path: Mapping[str, Record]
    versions: Mapping[str, Versions]
    labels: Mapping[str, Mapping[str, str]]
    files: Mapping[str, File]

    def leads(self, locale: str) -> Leads:
        """Where the texts of a language lead."""
        paths = {uid: one.path for uid, one in self.records.items()}
        return Leads(self.site, (locale,), paths, self.files)

    def file_address(self, uid: str | None) -> str | None:
        """The whole address of a file as it is kept."""
        found = self.files.get(uid or "")
        return original(found, self.site) if found else None

    def around(self, one: Record) -> Around:
        """What is around one of them."""
        live = {each.locale: each for each in self.versions[one.uid].values() if each.live}
        return Around(
            site=self.site,
            records=self.records,
            above=self._above(one),
            paths={locale: each.path for locale, each in live.items()},
            source=next((each.source for each in live.values()), ""),
            labels={
                tag: found[one.locale] for tag, found in self.labels.items() if one.locale in found
            },
            files=self.files,
        )

    def _above(self, one: Record) -> list[Record]:
        """From the home page down, as far up as one stands under the other."""
        found: list[Record] = []
        for path in reversed(_above(one.path)):
            parent = self.by_path.get(path)
            if parent is None or parent.uid != (found[-1] if found else one).parent:
                break
            found.append(parent)
        return found[::-1]


async def known_around(wholes: Sequence[Whole], locale: str, site: str) -> Known:
    """What the public reads around publications, which are of one language."""
    view = View(locale)
    records = [one.record for one in wholes]
    uids = {uid for one in wholes for uid in _uids(one)}
    paths = {path for one in records for path in _above(one.path)}
    tags = {tag for one in records for tag in tags_of(_type(one), one.data)}
    return Known(
        site=site,
        records=_installed(await publications.entries(uids, view)),
        by_path=_installed(await publications.at_paths(paths, view)),
        versions=await versions([one.uid for one in records], LIVE),
        labels=await publications.tag_labels(tags) if tags else {},
        files=await files(uids),
    )


def _uids(one: Whole) -> Collection[str]:
    content_type = _type(one.record)
    values = {**one.record.data, **one.texts}
    found = {
        *related(content_type, values),
        *linked_from(content_type, values),
        *files_of(content_type, values),
        *mentioned(content_type, values),
        *(uid for text in formatted(content_type, values) for uid in named_in(parse(text))),
    }
    return found | ({one.record.parent} if one.record.parent else set())


def _type(one: Record) -> ContentType:
    return installed()[one.content_type]


def _installed(found: Mapping[str, Record]) -> dict[str, Record]:
    return {key: one for key, one in found.items() if one.content_type in installed()}


def _above(path: str) -> list[str]:
    """``/nl/a/b`` → ``/nl``, ``/nl/a``."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(2, len(parts))]
