"""The same for somebody: who may edit a session gives the link, who may publish it decides."""

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import may, require
from cms.access.roles import Permission
from cms.community.reports import reports, submitting
from cms.community.reports.reports import Report, State


async def of_session(actor: Actor, session: str) -> list[Report]:
    """As `reports.of_session`, for who may edit or publish it; raises `Denied`."""
    if not await may(actor, Permission.EDIT, session):
        await require(actor, Permission.PUBLISH, session)
    return await reports.of_session(session)


async def make_link(actor: Actor, session: str) -> str:
    """As `submitting.make_link`; raises `Denied`."""
    await require(actor, Permission.EDIT, session)
    await audit.note(actor.name, "reports.open", session)
    return await submitting.make_link(session)


async def end_link(actor: Actor, session: str) -> None:
    """As `submitting.end_link`; raises `Denied`."""
    await require(actor, Permission.EDIT, session)
    await audit.note(actor.name, "reports.close", session)
    await submitting.end_link(session)


async def decide(actor: Actor, session: str, report: int, to: State) -> None:
    """As `reports.decide`; raises `Denied`."""
    await require(actor, Permission.PUBLISH, session)
    await reports.decide(session, report, to, by=actor.name)
    act = "report.accept" if to is State.ACCEPTED else "report.reject"
    await audit.note(actor.name, act, session, report=report)


async def erase(actor: Actor, session: str, report: int) -> None:
    """As `reports.erase`; raises `Denied`."""
    await require(actor, Permission.PUBLISH, session)
    await reports.erase(session, report)
    await audit.note(actor.name, "report.erase", session, report=report)
