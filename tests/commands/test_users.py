"""`cms user`, as somebody at a terminal or a program runs it."""

import asyncio
import json
from collections.abc import Callable
from functools import partial
from subprocess import CompletedProcess

import pytest

from cms.access import one_time
from cms.access.accounts import account_named
from cms.database.engine import execute
from tests.forking import run_cms
from tests.mailbox import FROM, Inbox
from tests.people import make_user

Cms = Callable[..., CompletedProcess[str]]


@pytest.fixture
def cms(database: None) -> Cms:
    return partial(run_cms, "user")


async def test_somebody_new_is_an_editor(cms: Cms) -> None:
    done = cms("add", "eva")

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.strip()) >= 12
    assert [str(one) for one in (await account_named("eva")).roles] == ["editor"]


async def test_roles_can_be_named_and_replaced(cms: Cms) -> None:
    cms("add", "tess", "--role", "translator:en", "--role", "reviewer")
    cms("add", "ada", "--admin")
    listed = json.loads(cms("list", "--json").stdout)
    cms("add", "tess", "--role", "reader")
    cms("add", "ada")  # another password, the same roles

    assert [(one["name"], one["roles"]) for one in listed] == [
        ("ada", ["administrator"]),
        ("tess", ["reviewer", "translator:en"]),
    ]
    assert [str(one) for one in (await account_named("tess")).roles] == ["reader"]
    assert [str(one) for one in (await account_named("ada")).roles] == ["administrator"]
    assert "tess: reader" in cms("list").stdout


async def test_a_dutch_terminal_hears_of_people_in_dutch(cms: Cms) -> None:
    made = cms("add", "eva", language="nl_NL")
    await execute("DELETE FROM role_grant")
    await execute("UPDATE piccolo_user SET active = false")

    assert "eva (editor) kan inloggen op http" in made.stderr
    assert cms("list", language="nl_NL").stdout == "eva: geen rol  (niet actief)\n"
    assert cms("list").stdout == "eva: no role  (inactive)\n"


async def test_a_role_that_is_none_is_refused(cms: Cms) -> None:
    done = cms("add", "eva", "--role", "boss")

    assert (done.returncode, done.stdout) == (1, "")
    assert "unknown_role" in done.stderr
    assert json.loads(cms("list", "--json").stdout) == []


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "a\x07b"])
async def test_a_name_that_could_be_an_address_is_refused(cms: Cms, name: str) -> None:
    done = cms("add", name)

    assert (done.returncode, "bad_username" in done.stderr) == (1, True)


async def test_the_last_administrator_cannot_be_made_something_else(cms: Cms) -> None:
    await make_user("ada", superuser=True)

    done = cms("add", "ada", "--role", "editor")

    assert done.returncode == 1
    assert "locked_out" in done.stderr
    assert [str(one) for one in (await account_named("ada")).roles] == ["administrator"]


async def test_an_invitation_prints_its_link_where_no_mail_is_sent(cms: Cms) -> None:
    done = cms("invite", "eva", "eva@example.org", "--role", "reader")
    again = cms("invite", "eva", "other@example.org")
    token = done.stdout.strip().partition("token=")[2].partition("&")[0]

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("http://127.0.0.1:8000/admin/password/choose/")
    assert (await one_time.holder(token)).name == "eva"
    assert [str(one) for one in (await account_named("eva")).roles] == ["reader"]
    assert (again.returncode, "user_taken" in again.stderr) == (1, True)


@pytest.mark.parametrize("language", ["en_GB", "nl_NL"])
async def test_a_link_whose_mail_is_refused_is_printed(
    database: None, inbox: tuple[Inbox, str], language: str
) -> None:
    inbox[0].refusing = True
    environ = {"CMS_SMTP_URL": inbox[1], "CMS_MAIL_FROM": FROM}
    done = await asyncio.to_thread(
        *(run_cms, "user", "invite", "eva", "eva@example.org"), language=language, environ=environ
    )
    token = done.stdout.strip().partition("token=")[2].partition("&")[0]

    assert done.returncode == 1
    assert (await one_time.holder(token)).name == "eva"
    told = {
        "en_GB": "was not taken (SMTPDataError 554)",
        "nl_NL": "niet aangenomen (SMTPDataError 554)",
    }
    assert told[language] in done.stderr


async def test_a_link_for_another_password(cms: Cms) -> None:
    await make_user("eva")

    done = cms("reset", "eva")
    nobody = cms("reset", "nobody")
    token = done.stdout.strip().partition("token=")[2].partition("&")[0]

    assert (await one_time.holder(token)).purpose is one_time.Purpose.RESET
    assert (nobody.returncode, "not_found" in nobody.stderr) == (1, True)
