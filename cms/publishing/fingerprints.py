"""What the public's translations say of the source, when that is known better than it was."""

import json
from typing import Any

from cms.content import LOCALES, ContentType, Values
from cms.database.engine import as_json, execute, fetch
from cms.editing import texts
from cms.publishing import outbox
from cms.publishing.changes import Change
from cms.publishing.document import document

_LIVE = """
SELECT id, data || texts AS said, fingerprints FROM publication
WHERE uid = $1 AND locale = $2 AND valid @> statement_timestamp()
"""


async def renew(content_type: ContentType, values: Values, locale: str) -> None:
    """The source was published in ``locale``: look again at what the live translations were made from.

    A minor change of the source leaves a translation current, though it was published before. Only
    texts that are as they were published count. Call it inside `writing()`.
    """
    if locale != values["source_locale"]:
        return
    for other in LOCALES:
        if other != locale:
            for row in await fetch(_LIVE, values["uid"], other):
                await _renew(content_type, values, other, row)


async def _renew(
    content_type: ContentType, values: Values, locale: str, row: dict[str, Any]
) -> None:
    said, prints = json.loads(row["said"]), json.loads(row["fingerprints"])
    if prints.get("source") != values["source_locale"]:
        return
    made = document(content_type, values, locale)
    now = json.loads(as_json({**made.data, **made.texts}))
    digests = await texts.fingerprints(content_type, values, locale)
    same = {name: digests[name] for name in digests if now[name] == said.get(name)}
    fields = prints["fields"] | same
    if fields != prints["fields"]:
        renewed = as_json(prints | {"fields": fields})
        await execute("UPDATE publication SET fingerprints = $2 WHERE id = $1", row["id"], renewed)
        name, uid = content_type.name, values["uid"]
        await outbox.tell([Change("changed", uid, name, locale, fields=["fingerprints"])])
