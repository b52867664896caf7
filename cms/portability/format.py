"""The form of an export's files: what each holds, as it is written, read and checked.

The order of the lines below is the order in the files. `printed_json_schema` is the same for others.
"""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    TypeAdapter,
)

FORMAT = 1


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Instant = Annotated[AwareDatetime, PlainSerializer(_instant, return_type=str)]
Uid = Annotated[str, StringConstraints(pattern=r"^[0-9a-z]{1,16}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z_0-9]{1,60}$")]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[a-z0-9]+)*$", max_length=10)]
Actor = Annotated[str, StringConstraints(max_length=150)]
Line = Annotated[str, StringConstraints(max_length=600)]
Key = Annotated[str, StringConstraints(max_length=8)]
Number = Annotated[int, Field(ge=0, lt=2**31)]
Position = Annotated[int, Field(ge=-(2**31), lt=2**31)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[0-9a-z]{1,16}(\.[0-9a-z]{1,8}){0,2}$")]


class Part(BaseModel):
    """A part of a file; what is not declared is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Commenting(Part):
    """Whether visitors can comment on an entry, or a type; ``below``: on what stands below too."""

    open: bool
    moderated: bool
    below: bool
    reason: dict[Locale, Line]


class Publication(Part):
    """That the version ``revision`` was public at ``path``, from ``since`` until ``until`` or for ever.

    A moment to come is planned. ``published_at`` is the act by which it came; what moved afterwards
    has the same. ``fingerprints`` tell which source each translation was made from.
    """

    locale: Locale
    since: Instant
    until: Instant | None
    path: Line
    parent: Uid | None
    position: Position
    revision: Number
    first_published_at: Instant
    published_at: Instant
    published_by: Actor
    updated_at: Instant
    ended_by: Actor | None
    fingerprints: dict[str, Any]


class Version(Part):
    """What an entry was after one save. Without ``snapshot`` it is what the entry is now."""

    revision: Number
    operation: Annotated[str, StringConstraints(max_length=20)]
    at: Instant
    actor: Actor
    note: Line
    minor: bool
    label: Line
    changed: list[str]
    snapshot: dict[str, Any] | None


class Step(Part):
    """A step of the workflow in one language."""

    locale: Locale
    name: Annotated[str, StringConstraints(max_length=20)]
    from_state: Annotated[str, StringConstraints(max_length=20)]
    to_state: Annotated[str, StringConstraints(max_length=20)]
    since: Instant | None
    until: Instant | None
    at: Instant
    actor: Actor
    comment: Line


class SourceText(Part):
    """A segment of what an entry says in its source language."""

    field: Annotated[str, StringConstraints(max_length=120)]
    item: Key
    seg: Key
    kind: Annotated[str, StringConstraints(max_length=20)]
    text: str
    published: str
    position: Position
    removed: bool
    removed_at: Instant | None


class TranslatedText(Part):
    """A segment in another language, and the source ``base`` from which it was made."""

    field: Annotated[str, StringConstraints(max_length=120)]
    item: Key
    seg: Key
    locale: Locale
    state: Annotated[str, StringConstraints(pattern=r"^(ready|review)$")]
    text: str
    base: str
    origin: Annotated[str, StringConstraints(max_length=10)]
    actor: Actor
    at: Instant


class KeptText(Part):
    """A translation that was replaced, refused or in conflict."""

    field: Annotated[str, StringConstraints(max_length=120)]
    item: Key
    seg: Key
    locale: Locale
    text: str
    base: str
    why: Annotated[str, StringConstraints(max_length=20)]
    actor: Actor
    at: Instant


class Texts(Part):
    """How far the translations of an entry are."""

    sources: list[SourceText] = []
    translations: list[TranslatedText] = []
    kept: list[KeptText] = []


class EntryFile(Part):
    """``entries/TYPE/UID.json``: an entry. ``values`` are by column, related rows as lists."""

    type: Name
    uid: Uid
    revision: Number
    created_at: Instant
    created_by: Actor
    updated_at: Instant
    updated_by: Actor
    states: dict[
        Locale, Annotated[str, StringConstraints(pattern="^(private|pending|published|retired)$")]
    ]
    values: dict[str, Any]
    commenting: Commenting | None = None
    publications: list[Publication] = []
    workflow: list[Step] = []
    texts: Texts = Texts()
    versions: list[Version] = []


class GoneFile(Part):
    """``gone/UID.json``: what was public of an entry that was deleted; its addresses say so."""

    type: Name
    uid: Uid
    publications: list[Publication]
    workflow: list[Step] = []
    versions: list[Version]


class MediaFile(Part):
    """``media/UID.json``: a file of the library; ``file`` beside it has its bytes."""

    uid: Uid
    file: FileName
    name: Annotated[str, StringConstraints(max_length=200)]
    kind: Annotated[str, StringConstraints(pattern=r"^(image|drawing|file)$")]
    media_type: Annotated[str, StringConstraints(max_length=100)]
    size: Number
    digest: Digest
    width: Number | None
    height: Number | None
    transparent: bool
    focus_x: Annotated[float, Field(ge=0, le=1)]
    focus_y: Annotated[float, Field(ge=0, le=1)]
    alt: dict[Locale, Annotated[str, StringConstraints(max_length=400)]]
    credit: Annotated[str, StringConstraints(max_length=200)]
    licence: Annotated[str, StringConstraints(max_length=30)]
    folder: Annotated[str, StringConstraints(max_length=200)]
    tags: list[str]
    revision: Number
    created_at: Instant
    created_by: Actor
    updated_at: Instant
    updated_by: Actor


class Alias(Part):
    """An address that somebody wrote by hand."""

    path: Line
    target: Annotated[str, StringConstraints(max_length=2000)]
    locale: Annotated[str, StringConstraints(max_length=10)]
    status: Number
    changed_by: Actor
    changed_at: Instant


class Tag(Part):
    """A subject, and what it is called."""

    key: Annotated[str, StringConstraints(max_length=60)]
    label: dict[Locale, Annotated[str, StringConstraints(max_length=80)]]


class Words(Part):
    """The officialese of a language, as editors wrote it."""

    locale: Locale
    words: str
    changed_by: Actor
    changed_at: Instant


class TypeCommenting(Commenting):
    """What was said of a whole type."""

    type: Name


class SiteFile(Part):
    """``site.json``: what the export is. ``branch`` is the entry on top, of a part of a site."""

    format: int
    locales: list[Locale]
    branch: Uid | None
    versions: bool


FILES: dict[str, Any] = {
    "site.json": SiteFile,
    "tags.json": list[Tag],
    "aliases.json": list[Alias],
    "words.json": list[Words],
    "commenting.json": list[TypeCommenting],
    "entries/TYPE/UID.json": EntryFile,
    "gone/UID.json": GoneFile,
    "media/UID.json": MediaFile,
}


def written(value: BaseModel | list[Any]) -> str:
    """A file's text: readable, and the same for the same content."""
    plain = (
        value.model_dump(mode="json")
        if isinstance(value, BaseModel)
        else [one.model_dump(mode="json") for one in value]
    )
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def printed_json_schema() -> str:
    """The JSON Schema of every file, by its name."""
    found = TypeAdapter(tuple[tuple(FILES.values())]).json_schema()  # type: ignore[misc, arg-type]
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The files of an export",
        "type": "object",
        "properties": dict(zip(FILES, found["prefixItems"], strict=True)),
        "$defs": found["$defs"],
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
