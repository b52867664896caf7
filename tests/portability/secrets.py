"""What opens a door, planted in a site; and every way in which it may be written."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp

from cms.access import api_tokens, second_factor, sessions
from cms.access.actors import load_actor
from cms.access.roles import Permission
from cms.database.engine import fetch, writing
from tests.people import EDITOR, HASHED, PASSWORD, make_user
from tests.webhooks.means import add

ADDRESS = f"{EDITOR}@example.org"
_KEPT = """
SELECT password AS kept FROM piccolo_user
UNION ALL SELECT email FROM piccolo_user
UNION ALL SELECT digest FROM api_token
UNION ALL SELECT secret FROM webhook
UNION ALL SELECT secret FROM second_factor
UNION ALL SELECT encode(code_hash, 'hex') FROM recovery_code
UNION ALL SELECT encode(token_hash, 'hex') FROM login_session
"""
"""All that the database knows of them."""


async def doors() -> dict[str, str]:
    """Somebody with a password, a second factor, a session, a token and a webhook.

    The text of each, as its owner knows it.
    """
    user = await make_user(EDITOR, superuser=True)
    somebody = await load_actor(EDITOR)
    async with writing():
        await second_factor.start(user)
        secret = await second_factor.unproved(user)
        assert secret
        codes = await second_factor.confirm(somebody, pyotp.TOTP(secret).now(), session=0)
        session = await sessions.begin(user, address="192.0.2.7", client="Browser of Eva")
        expires = datetime.now(UTC) + timedelta(days=1)
        token = await api_tokens.create(somebody, "Script of Eva", [*Permission], expires)
    _, webhook = await add("https://hooks.example.org/eva", name="Hook of Eva")
    return {
        "password": PASSWORD, "its digest": HASHED, "second factor": secret, "session": session,
        "recovery code": codes[0], "token": token, "webhook": webhook,
    }  # fmt: skip


async def kept() -> list[str]:
    """What the database keeps of them: texts, and digests by their hexadecimals."""
    rows: list[dict[str, Any]] = await fetch(_KEPT)
    return [row["kept"] for row in rows]


def spelled(texts: Iterable[str]) -> set[bytes]:
    """Texts as they are and, of what is hexadecimal, as the bytes and in base64, with either alphabet."""
    found = set()
    for text in texts:
        found.add(text.encode())
        try:
            raw = bytes.fromhex(text)
        except ValueError:
            continue
        found |= {raw, b64encode(raw).rstrip(b"="), urlsafe_b64encode(raw).rstrip(b"=")}
    return found
