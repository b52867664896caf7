"""Groups, which roles were given to whom and where, and what was done with them."""

from piccolo.apps.user.tables import BaseUser
from piccolo.columns import (
    JSONB,
    Array,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.table import Table

from cms.content import Node

GROUP_LENGTH = 60
TOKEN_NAME_LENGTH = 80


class Group(Table, tablename="user_group"):
    """People who get the same roles. Its name never changes."""

    name = Varchar(length=GROUP_LENGTH, primary_key=True, default="")


class GroupMember(Table, tablename="group_member"):
    """Who is in a group."""

    id: Serial
    group_name = ForeignKey(Group, null=False, index=True, on_delete=OnDelete.cascade)
    user_id = ForeignKey(BaseUser, null=False, index=True, on_delete=OnDelete.cascade)


class RoleGrant(Table, tablename="role_grant"):
    """One role for one user or one group; on a branch if there is a ``uid``, else everywhere.

    ``locale`` is a translator's language. An administrator has no grant: the account says it.
    """

    id: Serial
    uid = ForeignKey(Node, null=True, default=None, index=True, on_delete=OnDelete.cascade)
    user_id = ForeignKey(BaseUser, null=True, default=None, index=True, on_delete=OnDelete.cascade)
    group_name = ForeignKey(Group, null=True, default=None, index=True, on_delete=OnDelete.cascade)
    role = Varchar(length=20)
    locale = Varchar(length=10)
    granted_by = Varchar(length=150)
    granted_at = Timestamptz(default=TimestamptzNow())


class BlockedBranch(Table, tablename="blocked_branch"):
    """An entry at which the local roles from above stop."""

    id: Serial
    uid = ForeignKey(Node, null=False, unique=True, on_delete=OnDelete.cascade)
    blocked_by = Varchar(length=150)
    blocked_at = Timestamptz(default=TimestamptzNow())


class AuditEntry(Table, tablename="audit"):
    """One act that took a privilege: who, when, what, to which entry or account. Never changed."""

    id: Serial
    at = Timestamptz(default=TimestamptzNow(), index=True)
    actor = Varchar(length=150)
    act = Varchar(length=40)
    subject = Varchar(length=150, index=True)
    details = JSONB(default="{}")


class ApiToken(Table, tablename="api_token"):
    """A key with which a program acts for somebody; of its text only a digest is here.

    ``hint`` is how its text begins, by which people tell their tokens apart. ``made_with`` is the token
    with which a program made it.
    """

    id: Serial
    user_id = ForeignKey(BaseUser, null=False, index=True, on_delete=OnDelete.cascade)
    name = Varchar(length=TOKEN_NAME_LENGTH)
    hint = Varchar(length=20)
    digest = Varchar(length=64, unique=True)
    scopes = Array(base_column=Varchar(length=20), default=list)
    created_at = Timestamptz(default=TimestamptzNow())
    expires_at = Timestamptz(default=TimestamptzNow())
    last_used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    made_with = Integer(null=True, default=None)
