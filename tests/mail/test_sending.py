"""Sending mail to a real server: who sends, what is encrypted, and what is refused."""

import smtplib
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from cms.mail import Letter, NotSent, send
from cms.settings import Settings
from tests.mailbox import FROM, Inbox


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
async def test_who_sends_is_told_to_the_server(tmp_path: Path) -> None:
    told: list[tuple[bytes, bytes]] = []

    def judge(*asked: object) -> AuthResult:
        credentials = asked[-1]
        assert isinstance(credentials, LoginPassword)
        told.append((credentials.login, credentials.password))
        return AuthResult(success=True)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Inbox()
    controller = Controller(
        box, hostname="127.0.0.1", port=port,
        authenticator=judge, auth_required=True, auth_require_tls=False,
    )  # fmt: skip
    controller.start()
    address = f"smtp://cms%40example.org:p%3Ass@127.0.0.1:{port}"
    await send(
        Letter("eva@example.org", "Hallo", "Groeten"), Settings(smtp_url=address, mail_from=FROM)
    )
    controller.stop()

    assert told == [(b"cms@example.org", b"p:ss")]
    assert [mail["Subject"] for mail in box.mails] == ["Hallo"]


async def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    letter = Letter("eva@example.org", "Hallo", "…")

    for scheme in ("smtp", "starttls", "smtps"):
        with pytest.raises(NotSent):
            await send(letter, Settings(smtp_url=f"{scheme}://127.0.0.1:1", mail_from=FROM))


async def test_a_server_without_encryption_gets_no_password(inbox: tuple[Inbox, str]) -> None:
    letter = Letter("eva@example.org", "Hallo", "…")
    address = inbox[1].replace("smtp://", "starttls://eva:secret@")

    with pytest.raises(NotSent) as refused:
        await send(letter, replace(Settings(), smtp_url=address, mail_from=FROM))

    assert isinstance(refused.value.__cause__, smtplib.SMTPException)
    assert inbox[0].mails == []
