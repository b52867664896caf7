"""`cms token`, as somebody at a terminal or a program runs it."""

import json
from collections.abc import Callable
from functools import partial
from subprocess import CompletedProcess

import pytest

from cms.access.api_tokens import BadToken, actor_of
from tests.forking import run_cms
from tests.people import make_user

Cms = Callable[..., CompletedProcess[str]]


@pytest.fixture
def cms(database: None) -> Cms:
    return partial(run_cms, "token")


async def test_a_token_is_made_listed_and_revoked(cms: Cms) -> None:
    await make_user("eva", "editor")

    made = cms("create", "eva", "deploy", "--scope", "edit", "--days", "7")
    text = made.stdout.strip()
    assert (made.returncode, "eva: deploy, for 7 days." in made.stderr) == (0, True)
    assert (await actor_of(text)).name == "eva"
    [listed] = json.loads(cms("list", "--json").stdout)
    assert (listed["owner"], listed["name"], listed["scopes"]) == (
        "eva",
        "deploy",
        ["edit", "view"],
    )
    assert text not in json.dumps(listed)

    assert f"deploy ({listed['hint']}…)  edit, view  tot 20" in cms("list", language="nl_NL").stdout
    revoked = cms("revoke", str(listed["id"]), language="nl_NL")
    assert (revoked.returncode, "is ingetrokken." in revoked.stderr) == (0, True)
    with pytest.raises(BadToken):
        await actor_of(text)
    assert "ended" in cms("list").stdout


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["create", "nobody", "x", "--scope", "edit"], 1, "not_found"),
        (["create", "eva", "x", "--scope", "edit", "--days", "500"], 1, "bad_expiry"),
        (["create", "eva", "x", "--scope", "boss"], 2, "invalid"),
        (["revoke", "7"], 1, "not_found"),
    ],
)
async def test_what_cannot_be_is_refused(
    cms: Cms, arguments: list[str], status: int, code: str
) -> None:
    await make_user("eva", "editor")
    done = cms(*arguments)

    assert (done.returncode, done.stdout) == (status, "")
    assert code in done.stderr
