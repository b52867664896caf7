"""The controlled vocabulary: adding a tag, renaming it, deleting it when nothing carries it.

Publications hold the keys alone. So labels are public as soon as they are saved, and a tag is in use
as long as the public reads an entry that carries it, whatever editors have made of that since.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from piccolo.table import Table

from cms.content import LOCALES, ContentType, Field, Tag, Values, localised
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.editing.checks import TAG_COLUMNS, tag_names
from cms.editing.slugs import is_slug
from cms.errors import N_, InvalidInput, Message, NotFound, Problem
from cms.publishing import outbox
from cms.publishing.bin.deleting import InUse
from cms.publishing.changes import Change
from cms.reading.statement import live_or_planned

LABELS = tuple(localised("label", locale) for locale in LOCALES)
LONGEST_KEY = 60
LONGEST_LABEL = 80


async def create_tag(key: str, values: Mapping[str, Any]) -> None:
    """Add a tag. Raises `InvalidInput`. Call it inside `writing()`."""
    problems = _key_problems(key)
    if not problems and await Tag.exists().where(Tag.key == key):
        text = N_("There is already a tag {tag}.")
        problems.append(Problem("tag_taken", Message(text, {"tag": key}), "key"))
    labels = _labels(values, problems)
    if problems:
        raise InvalidInput(problems)
    await Tag.insert(Tag(key=key, **labels))
    await tell_tags([key])


async def save_tag(key: str, values: Mapping[str, Any]) -> None:
    """Rename a tag, for the public too; its key never changes. Raises `InvalidInput` and `NotFound`."""
    problems: list[Problem] = []
    before = await Tag.select().where(Tag.key == key).first()
    if before is None:
        raise NotFound(N_("There is no tag {tag}."), tag=key)
    labels = _labels({column: before[column] for column in LABELS} | dict(values), problems)
    if problems:
        raise InvalidInput(problems)
    columns: dict[Any, Any] = {getattr(Tag, column): text for column, text in labels.items()}
    await Tag.update(columns).where(Tag.key == key)
    await tell_tags([key])


async def delete_tag(key: str) -> None:
    """Delete a tag that no working copy and no publication carries. Raises `InUse` and `NotFound`.

    A save that gives the tag to an entry waits for this, or this waits for the save.
    """
    if not await fetch("SELECT FROM tag WHERE key = $1 FOR UPDATE", key):
        raise NotFound(N_("There is no tag {tag}."), tag=key)
    used = await uses(key)
    if used:
        raise InUse(
            N_("{number} entries carry this tag. Take it off them and publish that first."),
            number=used,
        )
    await Tag.delete().where(Tag.key == key)
    await tell_tags([key])


async def tell_tags(keys: Iterable[str]) -> None:
    """Let every process hear that tags are called otherwise. Call it in the act's transaction."""
    await outbox.tell(Change("tag", key) for key in keys)


async def uses(key: str) -> int:
    """How many entries carry the tag, as editors have them or as the public reads them."""
    carrying = [sql for one in installed().values() for sql in _working_copies(one)]
    found = await fetch(
        f"SELECT count(*) AS number FROM ({' UNION '.join([*carrying, _public()])}) carrying", key
    )
    number: int = found[0]["number"]
    return number


def _public() -> str:
    """The entries of which the public reads, or will read, a text that carries a tag."""
    carries = " OR ".join(f"jsonb_exists(p.data->'{name}', $1)" for name in tag_names())
    return f"SELECT p.uid FROM publication p WHERE {live_or_planned('p')} AND ({carries})"


def _working_copies(content_type: ContentType) -> Iterator[str]:
    yield from _carrying(content_type.table, content_type.plain_fields, "uid")
    for rows in content_type.rows:
        yield from _carrying(rows.table, rows.plain_fields, "owner")


def _carrying(table: type[Table], fields: Iterable[Field], uid: str) -> Iterator[str]:
    for column in {one.column_name for one in fields} & {*TAG_COLUMNS}:
        yield (
            f'SELECT "{uid}" AS uid FROM "{table._meta.tablename}"'
            f' WHERE "{column}" @> ARRAY[$1]::varchar[]'
        )


def _key_problems(key: Any) -> list[Problem]:
    if isinstance(key, str) and len(key) <= LONGEST_KEY and is_slug(key):
        return []
    text = N_("Use small letters, digits and single hyphens, as in open-koffie.")
    return [Problem("bad_slug", Message(text), "key")]


def _labels(values: Mapping[str, Any], problems: list[Problem]) -> Values:
    labels = {column: _label(column, values.get(column), problems) for column in LABELS}
    for name in values.keys() - set(LABELS):
        text = Message(N_("There is no field {name}."), {"name": str(name)[:80]})
        problems.append(Problem("unknown_field", text, str(name)[:80]))
    if not any(labels.values()):
        problems.append(Problem("required", Message(N_("This field is needed.")), LABELS[0]))
    return labels


def _label(column: str, value: Any, problems: list[Problem]) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if value is not None and not isinstance(value, str):
        problems.append(Problem("wrong_type", Message(N_("Write a text.")), column))
    elif not text.isprintable():
        wrong = N_("This text has characters that cannot be shown.")
        problems.append(Problem("bad_character", Message(wrong), column))
    elif len(text) > LONGEST_LABEL:
        most = N_("This may be at most {most} characters long.")
        problems.append(Problem("too_long", Message(most, {"most": LONGEST_LABEL}), column))
    return text
