"""What the guide shows to frontends does what it says."""

import re
from pathlib import Path
from uuid import uuid4

from cms.schema.documents import parsed
from cms.schema.validation import validated
from tests.community.signups.acts import mails, make_session
from tests.schema.client import app, ask

GUIDE = Path(__file__).parents[3] / "docs/how-to/sign-ups.md"
READ, SIGN_UP, CONFIRM, CANCEL, WATCH = re.findall(r"```graphql\n(.*?)```", GUIDE.read_text(), re.S)


async def test_the_guide_leads_from_the_form_to_the_seat(database: None) -> None:
    session = await make_session()
    found = (await ask(READ, session=session))["entry"]["signUp"]
    form = {
        "idempotencyKey": str(uuid4()), "locale": "EN", "session": session, "name": "Ada",
        "email": "ada@example.org", "consent": found["consent"]["version"],
    }  # fmt: skip

    assert found["state"] == "OPEN"
    sent = (await ask(SIGN_UP, form=form))["signUpForSession"]
    assert sent["__typename"] == "ConfirmationSent"
    token, own = (await mails())[0].tokens
    assert (await ask(CONFIRM, token=token))["confirmSignUp"] == {"__typename": "SignedUp"}
    assert (await ask(CANCEL, token=own))["cancelSignUp"] == {"__typename": "SignUpCancelled"}
    assert validated(app.answering.graphql_schema, parsed(WATCH)) == []
