"""What is odd about texts that somebody typed, and which of them others changed meanwhile."""

from collections.abc import Mapping, Sequence

from cms.access.actors import Actor
from cms.editing import working_copy
from cms.errors import N_, Message, Problem
from cms.translation.desk.translating import Translated, findings, parts_of


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


async def overtaken(
    actor: Actor, uid: str, locale: str, given: Sequence[Translated], seen: Mapping[str, str]
) -> list[Problem]:
    """Which of these texts are not what somebody ``seen`` them say, by key; drafts count.

    Holds the working copy until the transaction ends, so that it stays so. Raises `NotFound`.
    """
    await working_copy.load(await working_copy.content_type_of(uid), uid, lock=True)
    known = {one.key: one.shown for one in await parts_of(actor, uid, locale)}
    text = N_("{who} translated this meanwhile, as “{now}”.")
    found = []
    for place, one in enumerate(given):
        shown = known.get(one.key)
        if shown and one.key in seen and shown.text not in (seen[one.key], one.text.strip()):
            told = Message(text, {"who": shown.actor, "now": shown.text})
            found.append(Problem("overtaken", told, f"segments.{place}.seen"))
    return found
