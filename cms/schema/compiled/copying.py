"""Whole texts to copy: PostgreSQL answers what they are made of, and Python writes them out."""

from typing import Any

from cms.content import ContentType
from cms.reading.records import Record
from cms.representations.leads import Leads
from cms.schema.compiled.images import files_in, files_json
from cms.schema.compiled.linked import record_of
from cms.schema.compiled.objects import Objects, Place, Write
from cms.schema.compiled.rich import paths_json
from cms.schema.compiled.selection import TYPENAME, Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.writing import Column
from cms.schema.copying import copied


def copy(content_type: ContentType) -> Write:
    """Who writes the copy of a type's entries."""

    def write(objects: Objects, one: Selected, place: Place) -> Column:
        p, view, site = place.alias, place.view, objects.public_url
        own = f"'uid', {p}.uid, 'path', {p}.path, 'locale', {p}.locale, 'title', {place.title}"
        made = (
            f"{own}, 'data', {p}.data, 'texts', {p}.texts, 'paths', {paths_json(objects, place)},"
        )
        made += f" 'files', {files_json(objects, place)}"

        def finish(value: Any, _variables: Variables) -> Any:
            record: Record = record_of(value)
            published = {**value["data"], **value["texts"]}
            locales = tuple(dict.fromkeys((record.locale, *view.locales)))
            leads = Leads(site, locales, value["paths"] or {}, files_in(value["files"]))
            found = copied(content_type, record, published, view, leads)
            return {
                each.key: each.parent if each.name == TYPENAME else getattr(found, each.name)
                for each in one.concrete
            }

        return Column("", f"json_build_object({made})", finish)

    return write
