"""The mails to whoever proposes something."""

from cms.community.letters import link, said, written
from cms.community.proposals.records import Proposal
from cms.errors import N_
from cms.mail import Letter
from cms.mail.layout import quoted


def confirm(to: str, token: str, locale: str) -> Letter:
    """The link that confirms; nothing that was typed is in it, for it may be somebody else's."""
    return written(
        to,
        locale,
        N_("Confirm your proposal"),
        said(
            N_(
                "Somebody, probably you, filled in a proposal on {site}. Confirm it with this link,"
                " within seven days:"
            )
        ),
        link(N_("Confirm your proposal"), "proposals/confirm", token, locale),
        said(N_("If it was not you, do nothing: without this link nothing happens.")),
    )


def accepted(proposal: Proposal) -> Letter:
    """That it is taken up."""
    return written(
        proposal.email,
        proposal.locale,
        N_("Your proposal was accepted"),
        said(N_("Good news: your proposal is taken up. Thank you! {site} works it out from here.")),
        *([quoted(proposal.reason)] if proposal.reason else []),
    )


def rejected(proposal: Proposal) -> Letter:
    """That it is not, and why."""
    return written(
        proposal.email,
        proposal.locale,
        N_("About your proposal"),
        said(N_("Thank you for your proposal. We do not take it up:")),
        quoted(proposal.reason),
    )
