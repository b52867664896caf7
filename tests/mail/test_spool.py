"""Letters are kept with what they tell of, and leave later: at least once, whatever dies."""

import asyncio
import sys
from pathlib import Path

import pytest

from cms.database.engine import execute, fetch, rehearsing, writing
from cms.mail import Letter, post
from cms.mail.spool import forget_old, send_due
from cms.settings import Settings, settings
from tests.mailbox import FROM, Inbox, text_of

pytestmark = pytest.mark.usefixtures("database")
LATER = "UPDATE mail SET due_at = now(), since = since - interval '5 days'"


def site(inbox: tuple[Inbox, str]) -> Settings:
    return Settings(smtp_url=inbox[1], mail_from=FROM)


async def posted(number: int = 1) -> None:
    async with writing():
        for one in range(number):
            await post(Letter("eva@example.org", f"Brief {one}", "secret-link"))


async def test_a_letter_leaves_after_the_commit_and_only_then(inbox: tuple[Inbox, str]) -> None:
    async with rehearsing():
        await posted()
    await posted()

    assert await send_due(site(inbox)) == 1
    assert await send_due(site(inbox)) == 0
    assert [mail["Subject"] for mail in inbox[0].mails] == ["Brief 0"]
    assert text_of(inbox[0].mails[0]) == "secret-link\n"
    assert await fetch("SELECT FROM mail WHERE text LIKE '%secret%' OR html <> ''") == []


async def test_several_senders_send_each_letter_once(inbox: tuple[Inbox, str]) -> None:
    await posted(12)

    found = await asyncio.gather(*(send_due(site(inbox)) for _ in range(4)))

    assert sum(found) == 12
    assert len({mail["Subject"] for mail in inbox[0].mails}) == len(inbox[0].mails) == 12


async def test_a_server_that_is_away_is_tried_again_as_the_same_mail(
    inbox: tuple[Inbox, str],
) -> None:
    await posted()
    assert await send_due(Settings(smtp_url="smtp://127.0.0.1:1", mail_from=FROM)) == 0
    assert await send_due(site(inbox)) == 0, "not before its time"
    [row] = await fetch("SELECT id, attempts, reason, due_at > now() AS waits FROM mail")
    assert (row["attempts"], row["waits"]) == (1, True)
    assert row["reason"] == "ConnectionRefusedError"

    await execute("UPDATE mail SET due_at = now()")
    assert await send_due(site(inbox)) == 1
    assert inbox[0].mails[0]["Message-ID"] == f"<{row['id']}@example.org>"


async def test_what_is_refused_for_good_is_given_up_at_once(inbox: tuple[Inbox, str]) -> None:
    inbox[0].refusing = True
    await posted()

    assert await send_due(site(inbox)) == 0
    [row] = await fetch("SELECT failed_at IS NOT NULL AS failed, reason FROM mail")
    assert row == {"failed": True, "reason": "SMTPDataError 554"}


async def test_what_cannot_be_sent_for_days_is_given_up() -> None:
    await posted()
    away = Settings(smtp_url="smtp://127.0.0.1:1", mail_from=FROM)
    await send_due(away)
    assert await fetch("SELECT FROM mail WHERE failed_at IS NULL")

    await execute(LATER)
    await send_due(away)
    assert await fetch("SELECT FROM mail WHERE failed_at IS NOT NULL")


async def test_a_letter_that_cannot_be_made_stops_no_other(inbox: tuple[Inbox, str]) -> None:
    await posted(2)
    await execute("UPDATE mail SET recipient = 'nobody' WHERE subject = 'Brief 0'")

    assert await send_due(site(inbox)) == 1
    assert [mail["Subject"] for mail in inbox[0].mails] == ["Brief 1"]
    [row] = await fetch("SELECT reason FROM mail WHERE sent_at IS NULL")
    assert row["reason"] == "BadLetter"


async def test_without_a_server_letters_become_files(tmp_path: Path) -> None:
    await posted()

    assert await send_due(Settings(var=tmp_path)) == 1
    [kept] = (tmp_path / "mail").glob("*.eml")
    assert "secret-link" in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0


async def test_the_spool_forgets_whom_it_wrote_to(inbox: tuple[Inbox, str]) -> None:
    await posted(2)
    await send_due(site(inbox))
    await execute("UPDATE mail SET sent_at = now() - interval '15 days' WHERE subject = 'Brief 0'")
    await posted()

    await forget_old()
    assert len(await fetch("SELECT FROM mail")) == 2


async def test_a_sender_that_is_killed_loses_nothing(inbox: tuple[Inbox, str]) -> None:
    """``kill -9`` with the letter in hand, before the server has it: the next one sends it."""
    await posted()
    script = (
        "import asyncio, os, signal\n"
        "from cms.database.engine import pool\n"
        "from cms.mail import sending\n"
        "from cms.mail.spool import send_due\n"
        "from cms.settings import Settings\n"
        "sending._hand_over = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "async def main():\n"
        "    async with pool():\n"
        f"        await send_due(Settings(smtp_url={inbox[1]!r}, mail_from={FROM!r}))\n"
        "asyncio.run(main())\n"
    )
    dying = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, env={"CMS_DATABASE_URL": settings.database_url,
                                           "CMS_VAR": str(settings.var), "PYTHONPATH": "."},
    )  # fmt: skip
    assert await dying.wait() == -9
    assert inbox[0].mails == []

    await execute("UPDATE mail SET due_at = now()")
    assert await send_due(site(inbox)) == 1
    assert len(inbox[0].mails) == 1
