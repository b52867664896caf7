"""The linked data of an entry, of what its view shows around it."""

import asyncio

from cms.content.discovery import installed
from cms.reading.records import Record
from cms.reading.view import View
from cms.representations.linked_data import Around, linked_data, related, script_safe, tags_of
from cms.schema.context import Info


async def above(info: Info, record: Record, view: View) -> list[Record]:
    """The entries that one stands under, from the home page, as far as the view serves them."""
    found: dict[str, Record] = {}
    uid = record.parent
    while uid and uid != record.uid and uid not in found:
        one = await info.context.loaders.entries.load((uid, view))
        if one is None:
            info.context.absences.note(info, view, uid)
            break
        found[uid] = one
        uid = one.parent
    return [*reversed(found.values())]


async def json_ld(info: Info, record: Record, view: View) -> str:
    """What programs are told of an entry; everything is read at once, with that of other entries."""
    content_type, loaders = installed()[record.content_type], info.context.loaders
    uids, tags = related(content_type, record.data), tags_of(content_type, record.data)
    image = record.data.get("image")
    up, others, labels, versions, files = await asyncio.gather(
        above(info, record, view),
        loaders.entries.load_many([(uid, view) for uid in uids]),
        loaders.tag_labels.load_many([*tags]),
        loaders.versions.load((record.uid, view.perspective)),
        loaders.files.load_many([image] if image else []),
    )
    live = {one.locale: one for one in (versions or {}).values() if one.live}
    around = Around(
        site=info.context.public_url,
        records={one.uid: one for one in others if one},
        above=up,
        paths={locale: one.path for locale, one in live.items()},
        source=next((one.source for one in live.values()), ""),
        labels={
            tag: found[record.locale]
            for tag, found in zip(tags, labels, strict=True)
            if record.locale in found
        },
        files={one.uid: one for one in files if one},
    )
    return script_safe(linked_data(content_type, record, around))
