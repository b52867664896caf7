"""What an export says of entries, read from the database: the same for the same content."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cms.content import LOCALES, ContentType, Values, localised
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.editing import working_copy
from cms.editing.versions import snapshot
from cms.portability.format import (
    Commenting,
    EntryFile,
    GoneFile,
    KeptText,
    Publication,
    SourceText,
    Step,
    Texts,
    TranslatedText,
    Version,
)

AT_ONCE = 100
Row = dict[str, Any]

_PUBLICATIONS = """
SELECT uid, content_type, locale, lower(valid) AS since, upper(valid) AS until, path,
    parent_uid AS parent, position, revision, first_published_at, published_at, published_by,
    updated_at, ended_by, fingerprints
FROM publication p WHERE uid = ANY($1::varchar[]) AND NOT isempty(valid)
    AND EXISTS (SELECT FROM version v WHERE v.uid = p.uid AND v.revision = p.revision)
ORDER BY uid, locale, lower(valid)
"""
_VERSIONS = """
SELECT uid, revision, content_type, operation, at, actor, note, minor, label, changed, snapshot
FROM version v WHERE uid = ANY($1::varchar[]) AND ($2
    OR EXISTS (SELECT FROM publication p
        WHERE p.uid = v.uid AND p.revision = v.revision AND NOT isempty(valid))
    OR revision = (SELECT max(revision) FROM version n WHERE n.uid = v.uid))
ORDER BY uid, revision
"""
_STEPS = "SELECT * FROM transition WHERE uid = ANY($1::varchar[]) ORDER BY uid, at, id"
_SOURCES = """
SELECT * FROM source_text WHERE uid = ANY($1::varchar[])
ORDER BY uid, field, item, removed, position, seg
"""
_TRANSLATIONS = """
SELECT * FROM translated_text WHERE uid = ANY($1::varchar[])
ORDER BY uid, locale, field, item, seg, state
"""
_KEPT = """
SELECT * FROM kept_text WHERE uid = ANY($1::varchar[])
ORDER BY uid, locale, field, item, seg, at, text, why
"""
_COMMENTING = "SELECT * FROM commenting WHERE uid = ANY($1::varchar[])"


def public_name(actor: str) -> str:
    """Who did something, as others may know it: of what is a mail address the part before the @."""
    return actor.partition("@")[0]


async def _by_uid(sql: str, *arguments: Any) -> Mapping[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in await fetch(sql, *arguments):
        found[row["uid"]].append(_named(row))
    return found


def _named(row: Row) -> Row:
    """The row without addresses of people."""
    actors = ("actor", "published_by", "ended_by", "changed_by")
    return row | {one: public_name(row[one]) for one in actors if row.get(one)}


def _only(model: Any, row: Mapping[str, Any], **more: Any) -> Any:
    return model(**{name: row[name] for name in model.model_fields if name in row} | more)


def arranged(content_type: ContentType, said: Mapping[str, Any]) -> Values:
    """Values in the order of the declaration; what is declared no more comes last."""
    made = {name: said[name] for name in content_type.columns if name in said}
    for rows in content_type.rows:
        if rows.name in said:
            order = ["key", *(name for one in rows.plain_fields for name in one.columns())]
            made[rows.name] = [
                {name: row[name] for name in sorted(row, key=lambda one: _place(order, one))}
                for row in said[rows.name]
            ]
    rest = {name: said[name] for name in sorted(said) if name not in made}
    return {name: value for name, value in (made | rest).items() if name not in ("uid", "revision")}


def _place(order: Sequence[str], name: str) -> tuple[int, str]:
    return (order.index(name) if name in order else len(order), name)


async def entries(uids: Iterable[str], *, all_versions: bool) -> dict[str, EntryFile]:
    """The files of these entries, in their order; those that are not there are left out."""
    asked = list(uids)
    rows = await fetch("SELECT uid, content_type FROM node WHERE uid = ANY($1::varchar[])", asked)
    types = {row["uid"]: installed()[row["content_type"]] for row in rows}
    there = [uid for uid in asked if uid in types]
    beside = await _Beside.of(there, all_versions=all_versions)
    return {uid: await _entry(types[uid], uid, beside) for uid in there}


class _Beside:
    """What is kept beside the working copies of some entries."""

    def __init__(self, found: Mapping[str, Mapping[str, list[Row]]]) -> None:
        self._found = found

    @classmethod
    async def of(cls, uids: Sequence[str], *, all_versions: bool) -> "_Beside":
        found = {"versions": await _by_uid(_VERSIONS, uids, all_versions)}
        for name, sql in (
            ("publications", _PUBLICATIONS), ("steps", _STEPS), ("sources", _SOURCES),
            ("translations", _TRANSLATIONS), ("kept", _KEPT), ("commenting", _COMMENTING),
        ):  # fmt: skip
            found[name] = await _by_uid(sql, uids)
        return cls(found)

    def __call__(self, name: str, uid: str, model: Any) -> list[Any]:
        return [_only(model, row) for row in self._found[name].get(uid, ())]

    def rows(self, name: str, uid: str) -> list[Row]:
        return list(self._found[name].get(uid, ()))

    def publications(self, uid: str) -> list[Publication]:
        return [
            _only(Publication, row, fingerprints=json.loads(row["fingerprints"]))
            for row in self.rows("publications", uid)
        ]

    def versions(self, content_type: ContentType | None, uid: str) -> list[Version]:
        return [_version(content_type, row) for row in self.rows("versions", uid)]


def _version(content_type: ContentType | None, row: Row) -> Version:
    said = json.loads(row["snapshot"])
    return _only(  # type: ignore[no-any-return]
        Version,
        row,
        changed=json.loads(row["changed"]),
        snapshot=arranged(content_type, said) if content_type else said,
    )


async def _entry(content_type: ContentType, uid: str, beside: _Beside) -> EntryFile:
    stored = await working_copy.load(content_type, uid)
    values = arranged(content_type, snapshot(content_type, stored))
    rules = beside.rows("commenting", uid)
    return EntryFile(
        type=content_type.name,
        uid=uid,
        revision=stored["revision"],
        created_at=stored["created_at"],
        created_by=public_name(stored["created_by"]),
        updated_at=stored["updated_at"],
        updated_by=public_name(stored["updated_by"]),
        states={locale: stored[localised("state", locale)] for locale in LOCALES},
        values=values,
        commenting=commenting(rules[0]) if rules else None,
        publications=beside.publications(uid),
        workflow=beside("steps", uid, Step),
        texts=Texts(
            sources=beside("sources", uid, SourceText),
            translations=beside("translations", uid, TranslatedText),
            kept=beside("kept", uid, KeptText),
        ),
        versions=[
            one.model_copy(update={"snapshot": None}) if one.snapshot == values else one
            for one in beside.versions(content_type, uid)
        ],
    )


def commenting(row: Row) -> Commenting:
    """What was said of commenting."""
    return _only(Commenting, row, reason=json.loads(row["reason"]))  # type: ignore[no-any-return]


async def gone(uids: Iterable[str], *, all_versions: bool) -> dict[str, GoneFile]:
    """What was public of entries that are no more, of those that there ever were."""
    asked = list(uids)
    beside = await _Beside.of(asked, all_versions=all_versions)
    made = {}
    for uid in asked:
        published = beside.rows("publications", uid)
        if published and published[0]["content_type"] in installed():
            content_type = installed()[published[0]["content_type"]]
            made[uid] = GoneFile(
                type=content_type.name,
                uid=uid,
                publications=beside.publications(uid),
                workflow=beside("steps", uid, Step),
                versions=beside.versions(content_type, uid),
            )
    return made
