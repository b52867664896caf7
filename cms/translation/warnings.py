"""What is odd about texts that somebody typed and that were taken all the same."""

from collections.abc import Sequence

from cms.access.actors import Actor
from cms.errors import Problem
from cms.translation.translating import Translated, findings, parts_of


async def warnings(
    actor: Actor, uid: str, locale: str, given: Sequence[Translated]
) -> list[Problem]:
    """What an import would say of these texts, each by its place among them.

    Of a draft also what keeps it from becoming ready. Raises `NotFound`.
    """
    known = {one.key: one for one in await parts_of(actor, uid, locale)}
    return [
        Problem(found.code, found.message, f"segments.{place}.text")
        for place, one in enumerate(given)
        if one.key in known
        for found in findings(known[one.key], one.text, locale)
        if one.draft or not found.refuses
    ]
