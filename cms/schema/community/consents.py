"""What people agree to, as the public reads it before it fills in a form."""

import strawberry

from cms.community import consent
from cms.community.consent import Consent
from cms.community.proposals import proposals
from cms.community.speakers import offers, requests


@strawberry.type(description="A text to agree to, word for word.")
class ConsentText:
    text: str = strawberry.field(description="To be shown whole, in the language of the view.")
    version: str = strawberry.field(
        description="To be sent back by whoever agrees; another text has another version."
    )


@strawberry.type(description="What whoever fills in a form agrees to.")
class Consents:
    offer_as_speaker: ConsentText = strawberry.field(description="Whoever offers to speak.")
    request_speaker: ConsentText = strawberry.field(description="Whoever looks for a speaker.")
    propose: ConsentText = strawberry.field(description="Whoever proposes something.")


def consent_text(one: Consent, locale: str) -> ConsentText:
    """A text in a language, with its version."""
    shown = consent.shown(one, locale)
    return ConsentText(text=shown.text, version=shown.version)


def consents_in(locale: str) -> Consents:
    """All of them in a language."""
    return Consents(
        offer_as_speaker=consent_text(offers.CONSENT, locale),
        request_speaker=consent_text(requests.CONSENT, locale),
        propose=consent_text(proposals.CONSENT, locale),
    )
