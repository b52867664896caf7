"""What happens around a small site at random: members, reports, sign-ups, comments."""

from datetime import timedelta

from cms.access.actors import system
from cms.community.comments import authorised
from cms.community.comments.comment import CommentState
from cms.community.comments.posting import CONSENT, Draft, post_comment
from cms.community.comments.rules import Commenting
from cms.community.consent import shown
from cms.community.reports import reports
from cms.community.reports.reports import State, Written
from cms.community.signups import signing_up
from cms.database.engine import fetch, writing
from cms.errors import NotFound
from cms.publishing.plans import moment
from tests.builders import ACTOR
from tests.community.signups import acts as signups
from tests.delivery.hot.site import Site, publish, save


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
