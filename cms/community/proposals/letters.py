"""The mails to whoever proposes something."""

from collections.abc import Iterator

from cms import settings
from cms.community.letters import greeting, link, listed, said, written
from cms.community.proposals.occasions import Occasion
from cms.community.proposals.records import Proposal, ProposalKind
from cms.errors import N_
from cms.mail import Letter
from cms.mail.layout import quoted
from cms.translation.interface.catalogues import gettext
from cms.translation.interface.formats import format_datetime

KINDS = {
    ProposalKind.HOST: N_("To host a meeting"),
    ProposalKind.SPEAKER: N_("A speaker"),
    ProposalKind.PLACE: N_("A place"),
}


def confirm(proposal: Proposal, meeting: Occasion | None, token: str) -> Letter:
    """The link that confirms; nothing that was typed is in it, for it may be somebody else's."""
    locale = proposal.locale
    return written(
        proposal.email,
        locale,
        N_("Confirm your proposal"),
        greeting(),
        said(
            N_(
                "Somebody, probably you, filled in a proposal on {site}. Confirm it with the link"
                " below, within seven days. This is what was chosen:"
            )
        ),
        listed(_chosen(proposal, meeting)),
        link(N_("Confirm your proposal"), "proposals/confirm", token, locale),
        said(N_("If it was not you, do nothing: without this link nothing happens.")),
    )


def accepted(proposal: Proposal, meeting: Occasion | None) -> Letter:
    """That it is taken up."""
    return written(
        proposal.email,
        proposal.locale,
        N_("Your proposal was accepted"),
        greeting(proposal.name),
        said(N_("Good news: your proposal is taken up. Thank you! {site} works it out from here.")),
        listed(_facts(proposal, meeting)),
        *([quoted(proposal.reason)] if proposal.reason else []),
    )


def rejected(proposal: Proposal, meeting: Occasion | None) -> Letter:
    """That it is not, and why."""
    return written(
        proposal.email,
        proposal.locale,
        N_("About your proposal"),
        greeting(proposal.name),
        said(N_("Thank you for your proposal. We do not take it up:")),
        quoted(proposal.reason),
        said(N_("This was your proposal:")),
        listed(_facts(proposal, meeting)),
    )


def _facts(proposal: Proposal, meeting: Occasion | None) -> Iterator[tuple[str, str]]:
    yield from _chosen(proposal, meeting)
    for label, value in ((N_("Place"), proposal.place), (N_("Speaker"), proposal.speaker)):
        if value:
            yield gettext(label, proposal.locale), value


def _chosen(proposal: Proposal, meeting: Occasion | None) -> Iterator[tuple[str, str]]:
    """What is no text of theirs: what is proposed, and for when."""
    locale = proposal.locale
    yield gettext("Proposal", locale), gettext(KINDS[ProposalKind(proposal.kind)], locale)
    if meeting:
        yield gettext("Meeting", locale), meeting.title
    starts_at = meeting.starts_at if meeting else proposal.occurrence
    if starts_at:
        timezone = meeting.timezone if meeting else settings.settings.timezone
        yield gettext("When", locale), format_datetime(starts_at, timezone, locale)
