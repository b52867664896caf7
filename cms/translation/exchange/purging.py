"""Letting go of translations whose source text left long ago."""

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.database.engine import fetch

_PURGE = """
WITH gone AS (
    DELETE FROM translated_text t USING source_text s
    WHERE (t.uid, t.field, t.item, t.seg) = (s.uid, s.field, s.item, s.seg)
        AND s.removed AND s.published = '' AND s.removed_at <= now() - make_interval(days => $1)
    RETURNING t.*
), kept AS (
    INSERT INTO kept_text (uid, field, item, seg, locale, text, base, why, actor)
    SELECT uid, field, item, seg, locale, text, base, 'purged', actor FROM gone
    WHERE NOT EXISTS (SELECT FROM kept_text old
        WHERE (old.uid, old.field, old.item, old.seg, old.locale, old.text)
            = (gone.uid, gone.field, gone.item, gone.seg, gone.locale, gone.text))
)
SELECT count(*) AS texts FROM gone
"""


async def purge(actor: Actor, older_than: int) -> int:
    """Take translations out of the files whose source was removed that many days ago or longer.

    They do not come back by themselves any more; their texts stay in the history. How many went.
    Takes `administer`. Call it inside `writing()`.
    """
    await require(actor, Permission.ADMINISTER)
    count: int = (await fetch(_PURGE, older_than))[0]["texts"]
    await audit.note(actor.name, "texts.purge", "", texts=count)
    return count
