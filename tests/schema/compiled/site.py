"""The demo site with all that it is too tidy to have, for documents to ask about."""

from datetime import UTC, datetime, timedelta

from cms.access.actors import system
from cms.community.comments.comment import CommentState, empty
from cms.community.comments.posting import CONSENT, Draft, post_comment
from cms.community.consent import shown
from cms.community.reports import reports
from cms.community.reports.reports import State as ReportState
from cms.community.reports.reports import Written
from cms.content import Asset
from cms.content.assets import AssetKind
from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.publishing import drafts
from cms.publishing.aliases import aliases
from cms.publishing.publishing import publish, retract
from cms.reading.view import Drafts, Moment, Perspective
from cms.schema.asked import ANYBODY, Asker
from tests.builders import ACTOR, change, make, make_asset, make_published, remove
from tests.community.comments.talk import close_on, judge, open_on
from tests.community.signups.acts import LATER, come, make_session
from tests.demo_site import stand_demo
from tests.people import someone
from tests.schema.made import make_tags

NEVER = datetime(2100, 1, 1, tzinfo=UTC)
PATHS = ("/nl/kort", "/fr/court", "/nl/om/weg", "/nl/voorgoed/weg", "/nl/was-hier", "/nl/verhuisd")
"""Addresses that lead elsewhere, or nowhere any more."""


async def stand_site() -> None:
    """Fill an empty database."""
    await stand_demo()
    await make_tags(stil=("", ""), half=("Half", ""))
    await _sources()
    await _times()
    await _addresses()
    await _recurring()
    await _visitors()
    await _images()
    await _unfinished()


async def _images() -> None:
    """Images in fields and texts: whole ones, a drawing, one nobody described, one that is gone."""
    photo = await make_asset("Zeef & meer.jpg", credit="Bo", focus_x=0.25, placeholder="data:,x")
    png = await make_asset("doorzichtig.png", media_type="image/png", alt_en="", height=4000)
    drawing = await make_asset("teken.svg", kind=AssetKind.DRAWING, width=None, height=None)
    plain = await make_asset("plan.pdf", kind=AssetKind.FILE, width=None, height=None)
    gone = await make_asset("weg.jpg")
    pictures = "".join(
        f'<p>Zie <img src="uid:{uid}" alt="{alt}"></p>'
        for uid, alt in ((photo, ""), (png, "a < b"), (drawing, ""), (plain, "x"), (gone, "y"))
    )
    text = (
        f'{pictures}<p><a href="uid:{plain}">Plan</a> <img src="uid:nergens" alt="z"></p>'
        f'<p>Noot<span data-footnote="">Bij <img src="uid:{photo}" alt=""></span></p>'
        '<figure data-embed="youtube:dQw4w9WgXcQ"><a href="https://x">Film</a></figure>'
    )
    for number, name in enumerate(installed()):
        image = (photo, png, drawing, gone)[number % 4]
        values = {"body_nl": text, "body_en": text} if name != "speaker" else {"bio_nl": text}
        made = await make_published(name, "Met beeld", image=image, **values)
        if image == gone:
            await change(name, made.uid, image=None)
    async with writing():
        await Asset.delete().where(Asset.uid == gone)


async def _visitors() -> None:
    """What visitors do: they comment, sign up for sessions, and write what they thought of them."""
    rows = await fetch(
        "SELECT uid, content_type FROM publication WHERE valid @> now()"
        " GROUP BY uid, content_type ORDER BY min(path)"
    )
    (home,) = await fetch("SELECT uid FROM node WHERE parent IS NULL AND content_type = 'page'")
    pages = [row["uid"] for row in rows if row["content_type"] == "page"]
    await open_on(home["uid"], moderated=False)
    await close_on(pages[0], nl="Nu even niet.")
    for uid in pages[1::2]:
        await open_on(uid, moderated=False)
        await talk(uid)
    for uid in [row["uid"] for row in rows if row["content_type"] == "session"][::2]:
        await report(uid)
    full = await make_session(1)
    for number in range(3):
        await come(full, f"bezoeker{number}@example.org")
    await come(await make_session(None), "ada@example.org")
    await make_session(3, sign_up_closes="2020-01-01T00:00:00Z")
    changed = await make_session(4)
    await change("session", changed, capacity=2, sign_up_closes=LATER)


async def talk(uid: str) -> None:
    """Threads, of which some comments are withdrawn, or not let through."""
    first = await _say(uid, "Zie https://example.com/a & <b>\n\nen dan.")
    answer = await _say(uid, "Ja!", parent=first)
    await judge(await _say(uid, "Nee!", parent=answer), CommentState.PENDING)
    await judge(await _say(uid, "Koop nu"), CommentState.SPAM)
    gone = await _say(uid, "Weg", locale="en")
    await _say(uid, "Toch niet", parent=gone)
    async with writing():
        await empty(gone, "test")


async def _say(uid: str, text: str, parent: str | None = None, locale: str = "nl") -> str:
    """The id of a comment that everybody reads."""
    agreed = shown(CONSENT, locale).version
    draft = Draft(uid, "Bo", "bo@example.org", text, agreed, locale, parent=parent)
    await execute("DELETE FROM bucket")
    async with writing():
        made = await post_comment(draft)
    await judge(made["id"], CommentState.PUBLISHED)
    return str(made["id"])


async def report(session: str) -> None:
    async with writing():
        for state in (ReportState.ACCEPTED, ReportState.REJECTED, ReportState.WAITING):
            written = Written("nl", "Bo", f"Zo was het: {state}", "Een.\n\nTwee.", "", "")
            made = await reports.add(session, written)
            if state is not ReportState.WAITING:
                await reports.decide(session, made, state, by=ACTOR)


async def _recurring() -> None:
    """What takes place again and again, with all that can be different on single dates."""
    override = {"recurrence_id": "2026-03-23T09:00:00+01:00"}
    elsewhere = {"place_name_nl": "Elders", "note_nl": "Let op", "note_en": "Mind"}
    moved = {"starts_at": "2026-04-14T20:00:00+02:00", "recurrence_id": "2026-04-13T09:00:00+02:00"}
    later = {"recurrence_id": "2026-05-11T09:00:00+02:00", "ends_at": "2026-05-11T18:00:00+02:00"}
    rows = {
        "variations": [{"rrule": "FREQ=MONTHLY;BYDAY=4MO", **elsewhere}],
        "overrides": [override | {"cancelled": True}, moved, later | elsewhere],
        "additions": [{"starts_at": "2026-04-30T12:00:00+02:00"}],
    }
    rule = {"rrule": "FREQ=MONTHLY;BYDAY=2MO,4MO", "starts_at": "2026-03-09T09:00:00+01:00"}
    end = {"ends_at": "2026-03-09T10:00:00+01:00"}
    await make_published("event", "Koffie", **rule, **end, **rows)
    await make_published("event", "Zonder eind", ("nl",), open_end=True, **rule)
    await make_published("event", "Dagen", whole_day=True, **rule, **end)
    first = {"starts_at": rule["starts_at"], "timezone": "America/New_York"}
    await make_published("session", "Ver weg", **first, **end)


async def _sources() -> None:
    """Entries that refer to what is there, to what is not public, to the bin, and to nothing."""
    there = await make_published("speaker", "Aanwezig", tags=["half", "stil"])
    draft = await make("speaker", "Concept")
    gone = await make_published("speaker", "Weggegooid")
    for number, speaker in enumerate((there, draft, gone, None)):
        values = {"moderator": speaker and speaker.uid, "tags": ["stil"] * (number % 2)}
        await make_published("session", f"Verwijst {number}", **values)
    link = (
        f'<p>Naar <a href="uid:{draft.uid}">een</a> &amp; <a href="uid:{there.uid}">ander</a></p>'
    )
    await make_published("book", "Verwijzingen", body_nl=link, body_en="<ul><li>a &lt; b</li></ul>")
    await remove(gone.uid, break_links=True)


async def _times() -> None:
    """What was public, will be, will not be for long, and is so in one language alone."""
    page, soon = installed()["page"], datetime.now(UTC) + timedelta(days=3)
    for number, (locale, at, until) in enumerate(
        (("nl", soon, None), ("nl", None, soon), ("en", soon, soon + timedelta(days=3)))
    ):
        made = await make_published("page", f"Ooit {number}", locales=("en",) * (number % 2))
        async with writing():
            await publish(page, made.uid, locale, actor=ACTOR, at=at, until=until)
    over = await make_published("page", "Voorbij", slug_nl="was-hier", slug_en="was-here")
    async with writing():
        await retract(page, over.uid, "nl", actor=ACTOR)
    stale = await make_published("page", "Achter")
    await change("page", stale.uid, title_nl="Voor", summary_nl="")
    async with writing():
        await publish(page, stale.uid, "nl", actor=ACTOR)


async def _addresses() -> None:
    """What moved, and addresses by hand."""
    page = await make_published("page", "Verhuisd", slug_nl="verhuisd", slug_en="moved")
    await change("page", page.uid, slug_nl="elders")
    async with writing():
        await publish(installed()["page"], page.uid, "nl", actor=ACTOR)
        for path, target, status in (
            ("/nl/kort", "https://example.com/", "301"),
            ("/fr/court", "/en/moved", "302"),
            ("/nl/om/weg", "/fr/court?a=1", "301"),
            ("/nl/voorgoed/weg", "", "410"),
        ):
            said = {"path": path, "target": target, "status": status}
            await aliases.save(system("test"), said)


async def _unfinished() -> None:
    """Working copies that differ from what is public, and some that lack what they must have."""
    changed = await make_published("page", "Gewijzigd", menus=["main"])
    await change("page", changed.uid, title_nl="Anders", body_nl="<p>Anders</p>", tags=["half"])
    await make("page", "Nieuw", parent=changed.uid, body_en="<h2>New</h2>")
    for name in installed():
        await make(name, "Nog niets", title_nl="")


async def askers() -> list[Asker]:
    """The public; somebody with a token; and those who have previews of drafts, and of moments."""
    reader = await someone("lezer", "reader")
    guest = await someone("gast")
    await drafts.renew()
    views: list[Perspective] = [
        Drafts(reader),
        Drafts(guest),
        Moment(datetime.now(UTC) + timedelta(days=4), reader),
        Moment(datetime.now(UTC) + timedelta(days=4), guest),
    ]
    previews = [Asker(perspective=view) for view in views]
    return [ANYBODY, Asker(reader), *previews, Asker(reader, Drafts(reader))]
