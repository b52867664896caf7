"""What the public reads beside what editors have made of it since."""

import json

from cms.content import ContentType, Values
from cms.database.engine import as_json, fetch
from cms.publishing.document import document
from cms.reading.statement import live


async def changed_since(
    content_type: ContentType, values: Values, locale: str
) -> tuple[str, ...] | None:
    """The declared names that differ from the live publication; None if there is none.

    It compares what would be published, so a change in another language is no change in this one.
    """
    found = await fetch(
        "SELECT p.data, p.texts FROM publication p"
        f" WHERE p.uid = $1 AND p.locale = $2 AND {live('p')}",
        values["uid"],
        locale,
    )
    if not found:
        return None
    public = json.loads(found[0]["data"]) | json.loads(found[0]["texts"])
    made = document(content_type, values, locale)
    now = json.loads(as_json({**made.data, **made.texts}))
    return tuple(name for name in now if now[name] != public.get(name))
