"""What translators wrote in a file that was never imported: an export that replaced it would lose it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cms.database.engine import fetch
from cms.editing.segmentation import same_text
from cms.editing.units import Place, TextKey, parse_key
from cms.translation.exchange.exported import Exports
from cms.translation.po.content_files import ContentFile
from cms.translation.po.po import Catalogue, Entry

_KNOWN = """
SELECT t.uid, t.field, t.item, t.seg, t.text, t.base, t.state = 'ready' AS confirmed,
    s.text AS source, s.published
FROM translated_text t LEFT JOIN source_text s USING (uid, field, item, seg)
WHERE t.uid = ANY($1::text[]) AND t.locale = $2
UNION ALL
SELECT uid, field, item, seg, text, base, true, NULL, NULL
FROM kept_text WHERE uid = ANY($1::text[]) AND locale = $2
"""
_Confirmed = Mapping[tuple[TextKey, str], Iterable[str]]
"""Each text that is known, and the source texts that somebody confirmed it for."""


async def never_imported(
    file: ContentFile, current: Catalogue, shown: Sequence[Entry], exports: Exports
) -> Entry | None:
    """The first message on disk whose text, or whose approval, the database does not know.

    What is ``shown`` will be written again.
    """
    again = {(one.msgctxt, one.msgstr) for one in shown if not one.fuzzy}
    new = {
        entry: parse_key(entry.msgctxt or "")
        for entry in current.live()
        if entry.msgstr
        and not _was_said(entry, exports)
        and (entry.msgctxt, entry.msgstr) not in again
    }
    uids = sorted({key.uid for key in new.values() if key})
    known = await _confirmed(uids, file.target) if uids else {}
    return next((one for one, key in new.items() if not _is_known(one, key, known)), None)


def _was_said(entry: Entry, exports: Exports) -> bool:
    """Whether we wrote it; a doubtful text that somebody approved since, we did not."""
    said = [one for one in exports.of(entry.msgctxt or "") if one.msgstr == entry.msgstr]
    if entry.fuzzy:
        return bool(said)
    return any(not one.fuzzy and same_text(one.msgid, entry.msgid) for one in said)


async def _confirmed(uids: Sequence[str], locale: str) -> _Confirmed:
    found: dict[tuple[TextKey, str], set[str]] = defaultdict(set)
    for row in await fetch(_KNOWN, uids, locale):
        key = TextKey(row["uid"], Place(row["field"], row["item"]), row["seg"])
        sources = found[key, row["text"]]
        if row["confirmed"]:
            now = [text for text in (row["source"], row["published"]) if text]
            sources.add(row["base"])
            sources.update(now if any(same_text(row["base"], text) for text in now) else ())
    return found


def _is_known(entry: Entry, key: TextKey | None, known: _Confirmed) -> bool:
    if key is None or (key, entry.msgstr) not in known:
        return False
    sources = known[key, entry.msgstr]
    return entry.fuzzy or any(same_text(entry.msgid, source) for source in sources)
