"""What editors do to a small site, at random."""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

from cms.access.actors import system
from cms.content.discovery import installed
from cms.content.identity import mint_key
from cms.database.engine import fetch, writing
from cms.errors import CmsError, NotFound
from cms.publishing import publishing, tags
from cms.publishing.aliases import aliases
from cms.publishing.bin import deleting, recycle_bin, restoring
from cms.publishing.library import authorised as library
from cms.publishing.plans import moment
from cms.publishing.tree import moving
from tests.builders import ACTOR, make, make_asset, make_home, make_published
from tests.community.signups.acts import LATER
from tests.delivery.hot.community import (
    appoint,
    close_soon,
    come,
    leave,
    report,
    say_where,
    talk,
    widen,
    write_column,
)  # fmt: skip
from tests.delivery.hot.site import TAGS, Site, publish, save


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
