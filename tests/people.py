"""People for tests, with the roles that they are given."""

from piccolo.apps.user.tables import BaseUser

from cms.access.actors import Actor, load_actor
from cms.access.roles import read_given
from cms.access.tables import Group, GroupMember, RoleGrant
from cms.database.engine import fetch

EDITOR = "eva"
PASSWORD = "a good password"
# Few rounds: the tests are not about how long hashing takes.
HASHED = BaseUser.hash_password(PASSWORD, "0" * 32, 1000)


async def make_user(
    username: str = EDITOR,
    *roles: str,
    active: bool = True,
    admin: bool = True,
    superuser: bool = False,
) -> int:
    """An account with these roles for the whole site."""
    rows = await BaseUser.insert(
        BaseUser(
            username=username,
            password=HASHED,
            email=f"{username}@example.org",
            active=active,
            admin=admin,
            superuser=superuser,
        )
    )
    user_id = int(rows[0]["id"])
    for role in roles:
        await give(role, user_id=user_id)
    return user_id


async def give(
    role: str, *, user_id: int | None = None, group: str | None = None, uid: str | None = None
) -> None:
    """Give a role as the database keeps it, past every guard."""
    given = read_given(role)
    await RoleGrant.insert(
        RoleGrant(
            uid=uid, user_id=user_id, group_name=group, role=given.role.value, locale=given.locale
        )
    )


async def count_sessions() -> int:
    """How many sessions there are, of anybody."""
    [found] = await fetch("SELECT count(*) FROM login_session")
    return int(found["count"])


async def make_group(name: str, *members: int) -> None:
    await Group.insert(Group(name=name))
    for user_id in members:
        await GroupMember.insert(GroupMember(group_name=name, user_id=user_id))


async def someone(name: str, *roles: str) -> Actor:
    """A person with these roles for the whole site, at work."""
    await make_user(name, *roles)
    return await load_actor(name)
