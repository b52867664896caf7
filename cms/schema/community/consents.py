"""What people agree to, as the public reads it before it fills in a form."""

import strawberry

from cms.community import consent
from cms.community.consent import Consent


@strawberry.type(description="A text to agree to, word for word.")
class ConsentText:
    text: str = strawberry.field(description="To be shown whole, in the language of the view.")
    version: str = strawberry.field(
        description="To be sent back by whoever agrees; another text has another version."
    )


def consent_text(one: Consent, locale: str) -> ConsentText:
    """A text in a language, with its version."""
    shown = consent.shown(one, locale)
    return ConsentText(text=shown.text, version=shown.version)
