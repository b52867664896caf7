"""What editors do to a small site, at random."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from cms.access.actors import system
from cms.community.comments import authorised
from cms.community.comments.comment import CommentState
from cms.community.comments.posting import CONSENT, Draft, post_comment
from cms.community.comments.rules import Commenting
from cms.community.consent import shown
from cms.community.reports import reports
from cms.community.reports.reports import State, Written
from cms.community.signups import signing_up
from cms.content.discovery import installed
from cms.content.identity import mint_key
from cms.database.engine import fetch, writing
from cms.editing import saving
from cms.errors import CmsError, NotFound
from cms.publishing import publishing, tags
from cms.publishing.aliases import aliases
from cms.publishing.bin import deleting, recycle_bin, restoring
from cms.publishing.library import authorised as library
from cms.publishing.plans import moment
from cms.publishing.tree import moving
from tests.builders import ACTOR, make, make_asset, make_home, make_published
from tests.community.signups import acts as signups
from tests.community.signups.acts import LATER

WORDS = ("koffie", "appel", "muziek", "kunst", "buurt", "taal")
TAGS = ("groen", "samen")


@dataclass
class Site:
    """What the edits are about, and what was asked."""

    rng: random.Random
    uids: dict[str, str] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)
    gone: dict[str, str] = field(default_factory=dict)
    binned: dict[int, dict[str, str]] = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)

    def any_of(self, *types: str) -> str:
        found = [uid for uid, name in self.uids.items() if name in types]
        if not found:
            raise NotFound("There is none.")
        return self.rng.choice(found)

    def word(self) -> str:
        return f"{self.rng.choice(WORDS)} {self.rng.choice(WORDS)}"


async def made(rng: random.Random) -> Site:
    site = Site(rng)
    async with writing():
        for key in TAGS:
            await tags.create_tag(key, {"label_nl": key.title()})
    site.pictures = [await make_asset(f"{number}.jpg") for number in range(2)]
    home = await make_home()
    for name, number in (("page", 5), ("event", 6), ("speaker", 3)):
        for at in range(number):
            pages = [uid for uid, kind in site.uids.items() if kind == "page"]
            under = {"parent": rng.choice([home, *pages])} if name != "speaker" else {}
            locales = rng.choice([("nl",), ("nl", "en")])
            try:
                entry = await make_published(name, f"{name} {at}", locales, **under)
            except CmsError:
                entry = await make(name, f"{name} {at}", **under)
            site.uids[entry.uid] = name
    for at in range(3):
        values = {"moderator": site.any_of("speaker"), "event": site.any_of("event")}
        values |= {"sign_up_mode": "open", "capacity": "2", "starts_at": LATER}
        entry = await make_published("session", f"session {at}", ("nl",), **values)
        site.uids[entry.uid] = "session"
    return site


async def save(site: Site, uid: str, values: dict[str, Any]) -> None:
    content_type = installed()[site.uids[uid]]
    rows = await fetch(
        f"SELECT revision FROM {content_type.table._meta.tablename} WHERE uid = $1", uid
    )
    if not rows:
        raise NotFound("It went with what it stood under.")
    async with writing():
        revision = rows[0]["revision"]
        await saving.save(content_type, uid, values, revision=revision, actor=ACTOR)


async def publish(site: Site, uid: str, locale: str = "nl", **when: Any) -> None:
    async with writing():
        await publishing.publish(installed()[site.uids[uid]], uid, locale, actor=ACTOR, **when)


async def retitle(site: Site) -> None:
    uid = site.any_of("page", "event", "session", "speaker")
    if site.uids[uid] == "speaker":
        await save(site, uid, {"family_name": site.word()})
    else:
        await save(site, uid, {"title_nl": site.word()})
    await publish(site, uid)


async def illustrate(site: Site) -> None:
    """Show a picture with an entry, or none, or in its text."""
    uid, picture = site.any_of("event"), site.rng.choice([*site.pictures, None])
    if picture and site.rng.random() < 0.5:
        await save(site, uid, {"body_nl": f'<p>{site.word()} <img src="uid:{picture}" alt=""></p>'})
    else:
        await save(site, uid, {"image": picture})
    await publish(site, uid)


async def describe(site: Site) -> None:
    """Say another thing of a picture, or put its focal point elsewhere."""
    uid = site.rng.choice(site.pictures)
    rows = await fetch("SELECT revision FROM asset WHERE uid = $1", uid)
    said = site.rng.choice([{"alt_nl": site.word()}, {"focus_x": site.rng.random()}])
    async with writing():
        await library.describe(uid, said, revision=rows[0]["revision"], actor=system(ACTOR))


async def summarise(site: Site) -> None:
    uid = site.any_of("page", "event")
    await save(site, uid, {"summary_nl": site.word()})
    await publish(site, uid)


async def write(site: Site) -> None:
    uid = site.any_of("page", "event")
    await save(site, uid, {"body_nl": f"<p>{site.word()}</p>"})
    await publish(site, uid)


async def postpone(site: Site) -> None:
    uid = site.any_of("event")
    at = f"20{site.rng.randrange(10, 30)}-05-01T15:00:00+01:00"
    await save(site, uid, {"starts_at": at, "ends_at": None, "rrule": "", "overrides": []})
    await publish(site, uid)


async def recur(site: Site) -> None:
    """Every week from May 2015 on, but for one that is cancelled, or moved."""
    uid, first = site.any_of("event"), "2015-05-04T09:00:00+02:00"
    moved = {"starts_at": "2015-06-01T20:00:00+02:00", "note_nl": site.word()}
    other = site.rng.choice([{"cancelled": True}, moved])
    override = {"recurrence_id": "2015-05-11T09:00:00+02:00"} | other
    rows = {"rrule": "FREQ=WEEKLY;COUNT=5", "overrides": [override]}
    await save(site, uid, {"starts_at": first, "ends_at": None} | rows)
    await publish(site, uid)


async def take_place(site: Site) -> None:
    """What goes on now, and is over in a moment."""
    uid, now = site.any_of("event", "session"), await moment()
    since, until = now - timedelta(hours=1), now + timedelta(seconds=0.6)
    once = {"starts_at": since.isoformat(), "ends_at": until.isoformat()}
    if site.uids.get(uid) == "event":
        once |= {"rrule": "", "overrides": []}
    await save(site, uid, once)
    await publish(site, uid)


async def tag(site: Site) -> None:
    uid = site.any_of("event", "page")
    await save(site, uid, {"tags": site.rng.sample(TAGS, site.rng.randrange(3))})
    await publish(site, uid)


async def put_in_menu(site: Site) -> None:
    uid = site.any_of("page")
    await save(site, uid, {"menus": site.rng.choice([["main"], []])})
    await publish(site, uid)


async def relate(site: Site) -> None:
    uid = site.any_of("session")
    values = {"moderator": site.any_of("speaker"), "event": site.any_of("event")}
    await save(site, uid, values)
    await publish(site, uid)


async def lay_blocks(site: Site) -> None:
    uid, choice = site.any_of("page"), site.rng.choice(["next", "chosen"])
    listed = {
        "kind": "listing",
        "types": ["event"],
        "upcoming": choice == "next",
        "sorting": "title",
    }
    blocks = [
        {"kind": "teaser", "entry": site.any_of("page", "event", "speaker")},
        {"kind": "events", "key": mint_key(), "choice": choice},
        listed | {"tags": [], "under": site.rng.choice([None, site.any_of("page")])},
    ]
    chosen = {"kind": "chosen_event", "within": blocks[1]["key"], "event": site.any_of("event")}
    await save(site, uid, {"blocks": [*blocks, chosen]})
    await publish(site, uid)


async def translate(site: Site) -> None:
    uid = site.any_of("page", "event")
    await save(site, uid, {"title_en": site.word()})
    await publish(site, uid, "en")


async def retract(site: Site) -> None:
    uid = site.any_of("page", "event", "speaker", "session")
    async with writing():
        locale = site.rng.choice(["nl", "nl", "en"])
        await publishing.retract(installed()[site.uids[uid]], uid, locale, actor=ACTOR)


async def appear(site: Site) -> None:
    uid = site.any_of("page", "event", "speaker", "session")
    await publish(site, uid)


async def rename(site: Site) -> None:
    uid = site.any_of("page", "event")
    async with writing():
        slug = site.word().replace(" ", "-")
        await moving.rename(uid, "nl", slug, actor=ACTOR)


async def move(site: Site) -> None:
    uid, parent = site.any_of("page", "event"), site.any_of("page")
    async with writing():
        await moving.move(uid, parent, position=1, actor=ACTOR)


async def alias(site: Site) -> None:
    target = site.rng.choice([f"uid:{site.any_of('page', 'event')}", "/nl/nergens", "/nl/kort2"])
    path = site.rng.choice(["/nl/kort", "/nl/nergens"])
    actor = system(ACTOR)
    there = {one.says.path: one.id for one in (await aliases.alias_page(actor)).items}
    async with writing():
        if path in there and site.rng.random() < 0.5:
            await aliases.delete(actor, there[path])
        else:
            typed = {"path": path, "target": target, "locale": "nl", "status": "301"}
            await aliases.save(actor, typed, there.get(path))


async def relabel(site: Site) -> None:
    async with writing():
        await tags.save_tag(site.rng.choice(TAGS), {"label_nl": site.word()})


async def plan(site: Site) -> None:
    uid = site.any_of("page", "event")
    at = await moment() + timedelta(seconds=0.6)
    if site.rng.random() < 0.5:
        await save(site, uid, {"title_nl": site.word()})
        await publish(site, uid, at=at)
    else:
        async with writing():
            await publishing.retract(installed()[site.uids[uid]], uid, "nl", actor=ACTOR, at=at)


async def come_and_go(site: Site) -> None:
    """What is public for a moment only, and both ends of it pass."""
    uid = site.any_of("page", "event")
    now = await moment()
    since, until = now + timedelta(seconds=0.3), now + timedelta(seconds=0.7)
    await save(site, uid, {"title_nl": site.word()})
    await publish(site, uid, at=since, until=until)


async def rename_branch(site: Site) -> None:
    """All below what is moved or renamed has another address too."""
    rows = await fetch("SELECT uid FROM node WHERE uid IN (SELECT parent FROM node)")
    pages = [row["uid"] for row in rows if row["uid"] in site.uids]
    uid = site.rng.choice(pages or [site.any_of("page")])
    async with writing():
        if site.rng.random() < 0.5:
            await moving.rename(uid, "nl", site.word().replace(" ", "-"), actor=ACTOR)
        else:
            await moving.move(uid, site.any_of("page"), position=0, actor=ACTOR)


async def reorder(site: Site) -> None:
    uid = site.any_of("page", "event")
    parents = await fetch("SELECT parent FROM node WHERE uid = $1", uid)
    if not parents:
        raise NotFound("It went with what it stood under.")
    async with writing():
        await moving.move(uid, parents[0]["parent"], position=site.rng.randrange(3), actor=ACTOR)


async def forget_tag(site: Site) -> None:
    """Whatever has it is read without it; now and then it comes back."""
    key = site.rng.choice(TAGS)
    async with writing():
        if await fetch("SELECT FROM tag WHERE key = $1", key):
            await tags.delete_tag(key)
        else:
            await tags.create_tag(key, {"label_nl": site.word()})


async def delete(site: Site) -> None:
    uid = site.any_of("page", "event", "session", "speaker")
    async with writing():
        [gone] = await deleting.delete(system(ACTOR), [uid], break_links=True)
    rows = await fetch("SELECT uid FROM binned_entry WHERE branch = $1", gone.bin_id)
    known = {row["uid"]: site.uids[row["uid"]] for row in rows if row["uid"] in site.uids}
    site.binned[gone.bin_id] = known
    for one in known:
        site.gone[one] = site.uids.pop(one)


async def restore(site: Site) -> None:
    """As drafts; then what was public is so again."""
    if not site.binned:
        raise NotFound("There is none.")
    bin_id = site.rng.choice([*site.binned])
    async with writing():
        await restoring.restore(system(ACTOR), bin_id)
    for uid, name in site.binned.pop(bin_id).items():
        site.uids[uid] = name
        del site.gone[uid]


async def purge(site: Site) -> None:
    """For good: nothing that the public reads changes any more."""
    if not site.binned:
        raise NotFound("There is none.")
    bin_id = site.rng.choice([*site.binned])
    async with writing():
        await recycle_bin.purge(system(ACTOR), bin_id)
    del site.binned[bin_id]


async def appoint(site: Site) -> None:
    """Somebody joins the think tank in a year, or leaves."""
    uid, year = site.any_of("speaker"), site.rng.randrange(2008, 2011)
    terms = site.rng.choice([[], [{"since": f"{year}-01-01", "until": f"{year}-12-31"}]])
    await save(site, uid, {"memberships": terms})
    await publish(site, uid)


async def report(site: Site) -> None:
    """A report of a session is accepted, and earlier ones are taken away."""
    uid = site.any_of("session")
    written = Written("nl", "Bo", site.word(), "Tekst", "", "")
    async with writing():
        for one in await reports.of_session(uid):
            await reports.decide(uid, one.id, State.REJECTED, by=ACTOR)
        await reports.decide(uid, await reports.add(uid, written), State.ACCEPTED, by=ACTOR)


async def write_column(site: Site) -> None:
    uid = site.any_of("session")
    await save(
        site, uid, {"column_title_nl": site.word(), "column_text_nl": f"<p>{site.word()}</p>"}
    )


async def come(site: Site) -> None:
    await signups.come(site.any_of("session"), f"{site.rng.randrange(10**9)}@example.org")


async def leave(site: Site) -> None:
    session = site.any_of("session")
    rows = await fetch("SELECT uid FROM sign_up WHERE session = $1 AND state = 'seated'", session)
    if not rows:
        raise NotFound("Nobody sits there.")
    async with writing():
        await signing_up.leave(rows[0]["uid"])


async def widen(site: Site) -> None:
    uid = site.any_of("session")
    await save(site, uid, {"capacity": str(site.rng.randrange(1, 6))})
    await publish(site, uid)


async def close_soon(site: Site) -> None:
    """Open until a moment that passes."""
    uid = site.any_of("session")
    closes = (await moment() + timedelta(seconds=1.5)).replace(microsecond=0)
    await save(site, uid, {"sign_up_closes": closes.isoformat()})
    await publish(site, uid)


async def talk(site: Site) -> None:
    """A visitor says something and it is let through, or what was said is judged anew."""
    said = await fetch("SELECT id FROM comment WHERE uid = ANY($1)", [*site.uids])
    state = site.rng.choice([CommentState.PUBLISHED, CommentState.PUBLISHED, CommentState.SPAM])
    async with writing():
        if said and site.rng.random() < 0.5:
            await authorised.moderate(system(ACTOR), site.rng.choice(said)["id"], state)
            return
        agreed = shown(CONSENT, "nl").version
        uid = site.any_of("page", "event")
        draft = Draft(uid, "Bo", "bo@example.org", site.word(), agreed, "nl")
        made = await post_comment(draft)
        await authorised.moderate(system(ACTOR), made["id"], state)


async def say_where(site: Site) -> None:
    """Open or close commenting on an entry and what is below it, or on a type."""
    rule = site.rng.choice([None, Commenting(open=True), Commenting(reason={"nl": site.word()})])
    async with writing():
        if site.rng.random() < 0.3:
            await authorised.say_of_type(system(ACTOR), site.rng.choice(["page", "event"]), rule)
        else:
            await authorised.say_of_entry(system(ACTOR), site.any_of("page", "event"), rule)


Edit = Callable[[Site], Awaitable[None]]
EDITS: tuple[Edit, ...] = (
    illustrate, illustrate, describe, describe,
    retitle, retitle, summarise, summarise, write, write, postpone, tag, put_in_menu, relate, lay_blocks,
    translate, retract, appear, appear, appear, rename, move, alias, alias, relabel, plan,
    come_and_go, recur, recur, take_place, rename_branch, reorder, forget_tag, delete, delete,
    restore, restore, purge,
    appoint, report, write_column, come, come, leave, widen, close_soon, talk, talk, say_where, say_where,
)  # fmt: skip


OF_MOMENTS = {plan, come_and_go, take_place, close_soon}
