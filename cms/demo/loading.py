"""Loading the demo site: all of it or nothing, and never over what an editor changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cms.access.actors import system
from cms.community.comments.rules import keep_rule
from cms.content import Node, Tag
from cms.database.engine import writing
from cms.demo.pictures import load_pictures
from cms.demo.reading import DemoEntry, commenting_rules, entries, tags
from cms.editing import saving
from cms.editing.versions import last_revisions
from cms.publishing.publishing import publish
from cms.publishing.tags import tell_tags
from cms.translation.exchange.export import count_as_exported
from cms.translation.interface.catalogues import folder

ACTOR = system("demo")
Progress = Callable[[list[DemoEntry]], Iterable[DemoEntry]]


@dataclass(frozen=True)
class Loaded:
    """How many entries were made, and how many were left alone: there already, or deleted since."""

    made: int
    kept: int


async def load_demo(progress: Progress = lambda listed: listed) -> Loaded:
    """Add what was never there of the demo site. Running it again changes nothing.

    Translators' files of the demo come with it, so they count as exported.
    """
    loaded = await _load_all(progress)
    if loaded.made:
        await count_as_exported(folder())
    return loaded


async def _load_all(progress: Progress) -> Loaded:
    async with writing():
        await _load_tags()
        listed = entries()
        # An entry that was deleted has versions: it was deleted on purpose.
        known = await last_revisions(one.uid for one in listed)
        missing = [one for one in listed if one.uid not in known]
        await load_pictures({uid for one in missing for uid in one.pictures}, ACTOR.name)
        for one in progress(missing):
            await _load(one)
        for one in missing:
            await _publish(one)
        await _say_where_to_comment(missing)
        return Loaded(made=len(missing), kept=len(listed) - len(missing))


async def is_empty() -> bool:
    """Whether the site has no entry at all."""
    return not await Node.exists()


async def _load_tags() -> None:
    present = {row["key"] for row in await Tag.select(Tag.key)}
    new = [Tag(**one) for one in tags() if one["key"] not in present]
    if new:
        await Tag.insert(*new)
        await tell_tags(one.key for one in new)


async def _say_where_to_comment(made: Iterable[DemoEntry]) -> None:
    """Of what is new here: elsewhere an editor may have said something else."""
    rules = commenting_rules()
    for one in made:
        if one.key in rules:
            await keep_rule(rules[one.key], ACTOR.name, uid=one.uid)


async def _load(one: DemoEntry) -> None:
    await saving.create(one.content_type, one.values, uid=one.uid, actor=ACTOR.name)


async def _publish(one: DemoEntry) -> None:
    for locale in one.publish:
        await publish(one.content_type, one.uid, locale, actor=ACTOR.name)
    if one.later:
        await saving.save(one.content_type, one.uid, one.later, revision=1, actor=ACTOR.name)
    for locale in one.later_publish:
        await publish(one.content_type, one.uid, locale, actor=ACTOR.name)
