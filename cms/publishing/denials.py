"""Refusing an act because of what stands below: by title as far as that may be seen, else by number."""

from collections.abc import Iterable, Mapping, Sequence

from cms.access.actors import Actor
from cms.access.permissions import Denied, Facts, decide
from cms.access.roles import Permission
from cms.errors import N_, Message
from cms.publishing.links import links


class DeniedBelow(Denied):
    """Something below takes a permission that this actor lacks; what they may not see has no title."""

    def __init__(self, missing: Permission, titles: Sequence[str], hidden: int) -> None:
        super().__init__(missing)
        params = {"titles": ", ".join(titles), "hidden": hidden, **self.message.params}
        if titles and hidden:
            text = N_(
                "It takes the permission “{permission}” for {titles} and {hidden} more entries."
            )
        elif titles:
            text = N_("It takes the permission “{permission}” for {titles} too.")
        else:
            text = N_("Among it are entries that you may not see: {hidden}. Nothing was done.")
        self.message = Message(text, params)
        self.args = (str(self.message),)


async def denied_below(
    actor: Actor, permission: Permission, facts: Mapping[str, Facts], lacking: Iterable[str]
) -> DeniedBelow:
    """The refusal of an act for which ``permission`` is missing on the entries ``lacking`` it."""
    lacking = list(dict.fromkeys(lacking))
    seen = [uid for uid in lacking if decide(actor, Permission.VIEW, facts[uid]).allowed]
    sources = await links.sources(seen[: links.MOST_IN_WORDS])
    more = len(lacking) - len(sources)
    return DeniedBelow(permission, [f"“{one.title('')}”" for one in sources], more)
