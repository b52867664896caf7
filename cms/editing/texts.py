"""What translators must know of a save: which texts there are, and which translation was made from what."""

import hashlib

from cms.content import ContentType, Values


async def record(content_type: ContentType, before: Values | None, after: Values) -> None:
    """Note the source texts of an entry, and which translations now lag behind."""


async def fingerprints(content_type: ContentType, values: Values, locale: str) -> dict[str, str]:
    """For each translated field, a digest of the source text it says in ``locale``."""
    source = values["source_locale"]
    return {
        one.name: hashlib.sha256(str(values[one.column_in(source)]).encode()).hexdigest()[:16]
        for one in content_type.plain_fields
        if one.translated
    }
