"""What people agree to who sign up for a session."""

from cms.community.consent import Consent
from cms.errors import N_

SIGNING_UP = Consent(
    "sign up",
    N_(
        "My name and e-mail address may be kept for this session, and used for mails about it. Only"
        " its organisers see them. They are erased after the session, and earlier if I ask for it."
    ),
)
