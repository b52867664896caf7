"""A small network of speakers, and somebody who looks for one."""

from typing import Any

from cms.access.actors import Actor
from cms.community.speakers import authorised, contacts
from cms.database.engine import execute, writing
from tests.builders import make_published
from tests.community.post import PostOffice, consent, opened, sent, tokens
from tests.people import someone
from tests.schema.made import make_tags

SEEKER = "zoeker@elders.example"
ANNA, BRAM, CORA = (f"{name}@spreker.example" for name in ("anna", "bram", "cora"))


async def a_speaker(name: str, email: str, *fields: str, locale: str = "nl", **values: Any) -> str:
    """Somebody in the network, as the public reads it."""
    known = {"given_name": name, "prefix": "", "family_name": "Spreker", "bookable": True} | values
    saved = await make_published("speaker", name, **known, expertise=list(fields))
    async with writing():
        await contacts.keep(saved.uid, email, locale)
    return saved.uid


async def the_network() -> dict[str, str]:
    """Anna and Bram know about data, Cora does not; by address, their entries."""
    await make_tags(data=("Open gegevens", "Open data"), privacy=("", ""), leiding=("Leiding", ""))
    return {
        ANNA: await a_speaker("Anna", ANNA, "data", "privacy"),
        BRAM: await a_speaker("Bram", BRAM, "data", locale="en"),
        CORA: await a_speaker("Cora", CORA, "leiding"),
    }


async def organiser() -> Actor:
    """Somebody who may look at it all, and save."""
    return await someone("olga", "editor", "reviewer")


async def requested(post: PostOffice, **values: Any) -> str:
    """A seeker fills in the form; the token of the mail that confirms it."""
    given = {
        "name": "Zoë Zoeker",
        "organisation": "Gemeente Elders",
        "email": SEEKER,
        "occasion": "Dag van de open overheid",
        "period": "voorjaar 2010",
        "place": "Elders",
        "audience": "80 ambtenaren",
        "message": "We zoeken een verhaal over open data.",
        "fields": ["Open Data"],
        "consent": await consent("requestSpeaker"),
    }
    done = await sent("requestSpeaker", "SpeakerRequestInput", **(given | values))
    assert done["__typename"] == "ConfirmationSent", done
    return tokens(await post.letter_to(values.get("email", SEEKER)))["speakers/request/confirm"]


async def asked(post: PostOffice, **values: Any) -> dict[str, Any]:
    """The same, confirmed and sent to the speakers: the mails, by whom they went to."""
    done = await opened("confirmRequest", await requested(post, **values), SENT)
    assert done == {"__typename": "SpeakerRequested", "sent": True}
    return {mail["To"]: mail for mail in await post.delivered()}


SENT = "... on SpeakerRequested { sent }"


async def the_bundle(actor: Actor) -> authorised.Bundle:
    """The newest request with its answers."""
    (newest, *_) = await authorised.list_requests(
        actor, tuple(authorised.RequestState), 2**31 - 1, 1
    )
    return await authorised.bundle(actor, newest.id)


async def later(days: float) -> None:
    """Let days pass for all requests: what was to come has come nearer."""
    await execute(
        "UPDATE speaker_request SET made_at = made_at - $1 * interval '1 day',"
        " confirmed_at = confirmed_at - $1 * interval '1 day',"
        " asked_at = asked_at - $1 * interval '1 day', deadline = deadline - $1 * interval '1 day',"
        " ended_at = ended_at - $1 * interval '1 day'",
        days,
    )
