"""Users, groups and roles through GraphQL: the panel's rules, with a token for a person."""

from dataclasses import replace

import pytest

from cms import settings
from cms.access import accounts, groups, one_time
from cms.access.roles import Permission
from cms.database.engine import fetch
from tests.mailbox import Inbox, text_of
from tests.people import give, make_group, make_user
from tests.schema.client import error_of
from tests.schema.editing_client import Client, client_for, client_of

pytestmark = pytest.mark.usefixtures("database")

CHANGED = """ ... on PeopleChanged { mailed undo dryRun warnings { field code message }
  user { name email active invited secondFactor roles { role locale } groups }
  group { name roles { role } members } } """
ADMINISTER = (Permission.ADMINISTER,)


@pytest.fixture
def mailing(monkeypatch: pytest.MonkeyPatch, inbox: tuple[Inbox, str]) -> Inbox:
    """A site with a mail server."""
    configured = replace(settings.settings, smtp_url=inbox[1])
    monkeypatch.setattr(settings, "settings", configured)
    return inbox[0]


async def roles_of(name: str) -> set[str]:
    return {str(one) for one in (await accounts.account_named(name)).roles}


async def acts() -> list[str]:
    return [row["act"] for row in await fetch("SELECT act FROM audit ORDER BY id")]


async def undo(client: Client, done: dict[str, str]) -> dict[str, str]:
    told: dict[str, str] = await client.do(
        "undo(token: $token)", " ... on Undone { kind uid now: etag }", token=done["undo"]
    )
    return told


async def test_everybody_is_listed_in_parts_and_found() -> None:
    ada = await client_of("ada", superuser=True)
    for name in ("Ben", "anna", "Ćiro", "eva"):
        await make_user(name)
    await make_group("Redactie", (await accounts.account_named("eva")).id)
    query = "users(first: 2, after: %s) { nodes { name } pageInfo { hasNextPage endCursor } }"

    first = (await ada.ask(f"{{ {query % 'null'} }}"))["users"]
    cursor = f'"{first["pageInfo"]["endCursor"]}"'
    second = (await ada.ask(f"{{ {query % cursor} }}"))["users"]
    found = await ada.ask('{ users(search: "EVA@") { nodes { name email groups } totalCount } }')

    names = [one["name"] for one in first["nodes"] + second["nodes"]]
    assert names == [one.name for one in (await accounts.accounts())[:4]]
    assert found["users"] == {
        "nodes": [{"name": "eva", "email": "eva@example.org", "groups": ["Redactie"]}],
        "totalCount": 1,
    }


@pytest.mark.parametrize("after", ["x", "WzFd", "WyJhIiwidCJd", "WyJhIiwgLTFd", "€", "A" * 999])
async def test_a_cursor_that_nobody_gave_is_refused(after: str) -> None:
    ada = await client_of("ada", superuser=True)

    body = await ada.post("query ($a: String) { users(after: $a) { totalCount } }", a=after)

    assert [one["extensions"]["code"] for one in body["errors"]] == ["bad_cursor"]


@pytest.mark.parametrize(
    "query", ["users { totalCount }", 'user(name: "eva") { email }', "groups { name }",
              "auditLog { nodes { id } }"],
)  # fmt: skip
async def test_who_does_not_administer_reads_nobody(query: str) -> None:
    editor = await client_of("eva", "editor", "reviewer")
    await make_user("ada", superuser=True)
    narrow = await client_for("ada", (Permission.PUBLISH,))

    assert (await error_of(f"{{ {query} }}"))["extensions"]["code"] == "unauthenticated"
    for client in (editor, narrow):
        body = await client.post(f"{{ {query} }}")
        assert [one["extensions"]["code"] for one in body["errors"]] == ["denied"]
        assert "example.org" not in str(body)


async def test_somebody_is_invited_by_mail_with_roles(mailing: Inbox) -> None:
    ada = await client_of("ada", superuser=True)
    roles = "[{role: EDITOR}, {role: TRANSLATOR, locale: EN}]"
    mutation = 'inviteUser(name: "noor", email: "noor@example.org", roles: %s, language: NL%s)'

    tried = await ada.do(mutation % (roles, ", dryRun: true"), CHANGED)
    nobody = [one.name for one in await accounts.accounts()]
    done = await ada.do(mutation % (roles, ""), CHANGED)
    mail = await mailing.last()
    taken = await ada.do(mutation % (roles, ""))

    assert (tried["user"]["name"], tried["mailed"], nobody) == ("noor", None, ["ada"])
    assert (done["mailed"], done["user"]["invited"], done["warnings"]) == (True, True, [])
    assert await roles_of("noor") == {"editor", "translator:en"}
    assert (mail["To"], "uitgenodigd" in text_of(mail)) == ("noor@example.org", True)
    assert "token=" not in str(done)
    assert (taken["__typename"], len(mailing.mails)) == ("InvalidInput", 1)


async def test_links_are_sent_and_invitations_withdrawn(mailing: Inbox) -> None:
    ada = await client_of("ada", superuser=True)
    await make_user("eva", "editor")
    bare = await ada.do('inviteUser(name: "noor", email: "noor@example.org", roles: [])', CHANGED)

    again = await ada.do('inviteAgain(user: "noor")', CHANGED)
    reset = await ada.do('sendPasswordLink(user: "eva")', CHANGED)
    gone = await ada.do('withdrawInvitation(user: "noor")', CHANGED)
    late = await ada.do('inviteAgain(user: "eva")')

    assert (again["mailed"], reset["mailed"], gone["user"]) == (True, True, None)
    assert [mail["To"] for mail in mailing.mails] == ["noor@example.org"] * 2 + ["eva@example.org"]
    assert late["__typename"] == "NotFound"
    told = [[(one["field"], one["code"]) for one in made["warnings"]] for made in (bare, again)]
    assert told == [[("roles", "no_role")]] * 2
    assert "noor has no role yet" in bare["warnings"][0]["message"]
    link = text_of(mailing.mails[2]).partition("token=")[2].partition("&")[0]
    assert (await one_time.holder(link)).name == "eva"


async def test_without_a_mail_server_it_says_so_and_gives_no_link_away() -> None:
    ada = await client_of("ada", superuser=True)
    eva = await make_user("eva")

    done = await ada.do('sendPasswordLink(user: "eva")', CHANGED)
    await fetch("UPDATE piccolo_user SET email = 'eva@localhost.invalid' WHERE id = $1", eva)
    nowhere = await ada.do('sendPasswordLink(user: "eva")')

    assert (done["mailed"], "token" in str(done)) == (False, False)
    assert [one["code"] for one in nowhere["fields"]] == ["no_address"]


async def test_roles_are_given_taken_and_undone() -> None:
    ada = await client_of("ada", superuser=True)
    await make_user("eva", "reader")
    roles = "roles: [{role: EDITOR}, {role: TRANSLATOR, locale: EN}]"

    given = await ada.do(f'giveRoles(user: "eva", {roles})', CHANGED)
    same = await ada.do(f'giveRoles(user: "eva", {roles})', CHANGED)
    undone = await undo(ada, given)
    after = await roles_of("eva")
    taken = await ada.do('takeRoles(user: "eva", roles: [{role: READER}])', CHANGED)
    back = await undo(ada, taken)

    assert len(given["user"]["roles"]) == 3
    assert same["undo"] is None
    assert undone == {"__typename": "Undone", "kind": "standing", "uid": "eva", "now": None}
    assert (after, await roles_of("eva")) == ({"reader"}, {"reader"})
    assert back["__typename"] == "Undone"
    assert (await acts())[1:6] == ["role.give", "role.give", "undo", "role.take", "role.take"]


@pytest.mark.parametrize("change", ["giveRoles", "takeRoles"])
@pytest.mark.parametrize(
    ("role", "said"),
    [("{role: TRANSLATOR}", "role: TRANSLATOR comes a language: locale: NL, locale: EN"),
     ("{role: EDITOR, locale: NL}", "role: EDITOR comes no locale")],
)  # fmt: skip
async def test_a_role_that_is_none_is_refused_beside_answers_that_stand(
    change: str, role: str, said: str
) -> None:
    ada = await client_of("ada", superuser=True)
    await make_user("eva")

    body = await ada.post(
        f"""mutation {{ made: addGroup(name: "Redactie") {{ __typename }}
        wrong: {change}(user: "eva", roles: [{role}]) {{ __typename
          ... on InvalidInput {{ fields {{ code message }} }} }} }}"""
    )

    assert "errors" not in body, body
    assert body["data"]["made"] == {"__typename": "PeopleChanged"}
    [problem] = body["data"]["wrong"]["fields"]
    assert (problem["code"], said in problem["message"]) == ("unknown_role", True)


async def test_what_somebody_else_changed_since_is_not_undone() -> None:
    ada = await client_of("ada", superuser=True)
    await make_user("eva")
    given = await ada.do('giveRoles(user: "eva", roles: [{role: EDITOR}])', CHANGED)
    await ada.do('giveRoles(user: "eva", roles: [{role: REVIEWER}])')

    stale = await undo(ada, given)

    assert (stale["__typename"], stale["code"]) == ("Refused", "undo_stale")
    assert await roles_of("eva") == {"editor", "reviewer"}


async def test_undoing_asks_permission_again() -> None:
    ada = await client_of("ada", superuser=True)
    await make_user("boss", superuser=True)
    await make_user("eva")
    boss = await client_for("boss")
    given = await ada.do('giveRoles(user: "eva", roles: [{role: EDITOR}])', CHANGED)
    await boss.do('takeRoles(user: "ada", roles: [{role: ADMINISTRATOR}])')

    refused = await undo(ada, given)

    assert refused["__typename"] == "Denied", refused
    assert await roles_of("eva") == {"editor"}


async def test_groups_are_made_filled_and_given_roles() -> None:
    ada = await client_of("ada", superuser=True)
    await make_user("eva")
    await make_user("piet")

    made = await ada.do('addGroup(name: " denk  tank ")', CHANGED)
    joined = await ada.do('addMembers(group: "denk tank", users: ["eva", "piet"])', CHANGED)
    given = await ada.do('giveRoles(group: "denk tank", roles: [{role: EDITOR}])', CHANGED)
    left = await ada.do('removeMembers(group: "denk tank", users: ["piet"])', CHANGED)
    await undo(ada, left)
    members = (await groups.group("denk tank")).members
    boss = await ada.do('giveRoles(group: "denk tank", roles: [{role: ADMINISTRATOR}])')
    nobody = await ada.do('addMembers(group: "denk tank", users: ["niemand"])')
    gone = await ada.do('deleteGroup(group: "denk tank")', CHANGED)
    left_over = await groups.groups()
    undone = await undo(ada, gone)
    again = await groups.group("denk tank")

    assert made["group"] == {"name": "denk tank", "roles": [], "members": []}
    assert joined["group"]["members"] == ["eva", "piet"]
    assert given["group"]["roles"] == [{"role": "EDITOR"}]
    assert (left["group"]["members"], members) == (["eva"], ("eva", "piet"))
    assert (boss["code"], nobody["__typename"]) == ("cannot_give", "NotFound")
    assert (gone["group"], left_over) == (None, [])
    assert undone == {"__typename": "Undone", "kind": "group", "uid": "denk tank", "now": None}
    assert (again.members, [str(one) for one in again.roles]) == (("eva", "piet"), ["editor"])


async def test_a_dry_run_changes_nothing() -> None:
    ada = await client_of("ada", superuser=True)
    await make_user("eva")

    tried = await ada.do('giveRoles(user: "eva", roles: [{role: EDITOR}], dryRun: true)', CHANGED)

    assert (tried["user"]["roles"], tried["undo"]) == ([{"role": "EDITOR", "locale": None}], None)
    assert (await roles_of("eva"), await acts()) == (set(), ["token.create"])


async def test_the_last_administrator_stays() -> None:
    ada = await client_of("ada", superuser=True)

    demoted = await ada.do('takeRoles(user: "ada", roles: [{role: ADMINISTRATOR}])')
    closed = await ada.do('setUserActive(user: "ada", active: false)')

    assert [one["code"] for one in (demoted, closed)] == ["locked_out"] * 2
    assert await roles_of("ada") == {"administrator"}


async def test_a_token_gives_nothing_beyond_its_scopes() -> None:
    await make_user("ada", superuser=True)
    rik = await make_user("rik")
    await make_group("Redactie", rik)
    await give("reviewer", group="Redactie")
    await make_user("eva")
    ada = await client_for("ada", ADMINISTER)
    mutations = (
        'giveRoles(user: "eva", roles: [{role: EDITOR}])',
        'addMembers(group: "Redactie", users: ["eva"])',
        'removeMembers(group: "Redactie", users: ["rik"])',
        'deleteGroup(group: "Redactie")',
        'setUserActive(user: "rik", active: false)',
        'resetSecondFactor(user: "rik")',
        'sendPasswordLink(user: "rik")',
    )

    codes = {mutation: (await ada.do(mutation))["code"] for mutation in mutations}

    assert set(codes.values()) == {"cannot_give"}, codes
    assert (await ada.do('giveRoles(user: "eva", roles: [{role: READER}])'))["__typename"] == (
        "PeopleChanged"
    )


async def test_an_account_is_closed_and_its_tokens_end() -> None:
    ada, eva = await client_of("ada", superuser=True), await client_of("eva", "editor")

    closed = await ada.do('setUserActive(user: "eva", active: false)', CHANGED)
    refused = await eva.post("{ me { name } }")
    opened = await ada.do('setUserActive(user: "eva", active: true)', CHANGED)

    assert (closed["user"]["active"], opened["user"]["active"]) == (False, True)
    assert refused["errors"][0]["extensions"]["code"] == "token_revoked"
    assert (await eva.post("{ me { name } }"))["errors"]


@pytest.mark.parametrize(
    "whom", ['user: "eva", group: "Redactie"', 'user: ""', 'user: "niemand"', 'group: "nergens"']
)
async def test_nobody_or_two_at_once_is_named(whom: str) -> None:
    ada = await client_of("ada", superuser=True)
    await make_group("Redactie")

    told = await ada.do(f"giveRoles({whom}, roles: [{{role: EDITOR}}])")

    assert told["__typename"] in ("InvalidInput", "NotFound")
