"""Asking who there is, what was done, and which tokens there are."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from cms.access import accounts, api_tokens, audit_log, groups, labels
from cms.access.api_tokens import Token
from cms.access.audit_log import Act, Wanted
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.errors import Message
from cms.schema.connections import size_of
from cms.schema.context import Info
from cms.schema.cursors import packed, unpacked
from cms.schema.editing.acts import require_somebody
from cms.schema.editing.history import HistoryPage
from cms.schema.errors import BadCursor
from cms.schema.people.types import User, UserConnection, UserGroup, group_of, user_of
from cms.translation.interface.catalogues import render

MOST = 100
MOST_ID = 2**31 - 1
Search = Annotated[
    str, strawberry.argument(description="A part of the name or the e-mail address.")
]
Actor = Annotated[str, strawberry.argument(description="Who did it, by name.")]
Kind = Annotated[str, strawberry.argument(description="What was done: `role.give`, `publish`…")]
Subject = Annotated[
    str, strawberry.argument(description="The uid or the name of what it concerns.")
]
From = Annotated[datetime | None, strawberry.argument(name="from", description="The first moment.")]
Until = Annotated[datetime | None, strawberry.argument(description="The moment before which.")]


@strawberry.type(description="Something that somebody did which took a privilege.")
class AuditEntry:
    id: strawberry.ID
    at: datetime
    actor: str = strawberry.field(description="Empty if nobody was logged in.")
    act: str
    label: str = strawberry.field(description="The act in words, in the language you read.")
    subject: str = strawberry.field(description="A uid, or the name of a user or a group.")
    details: JSON


@strawberry.type(description="A part of the audit log, the newest first.")
class AuditConnection:
    nodes: list[AuditEntry]
    page_info: HistoryPage


@strawberry.type(description="What is known of an API token; its text is not.")
class ApiToken:
    id: strawberry.ID
    owner: str
    name: str
    hint: str = strawberry.field(description="How its text begins.")
    scopes: list[Permission]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    own: bool = strawberry.field(description="Whether this request came with it.")


async def users(
    info: Info, first: int = 50, after: str | None = UNSET, search: Search = ""
) -> UserConnection | None:
    """Everybody who may log in, or could, by name."""
    require_somebody(info)
    size_of("first", first, least=1, most=MOST)
    after_name = _read_cursor(after) if after else None
    found = await accounts.found_accounts(info.context.actor, search, first, after_name)
    end = packed([*found.next]) if found.next else None
    return UserConnection(
        nodes=[user_of(one) for one in found.accounts],
        page_info=HistoryPage(has_next_page=end is not None, end_cursor=end),
        total_count=found.total,
    )


async def user(info: Info, name: str) -> User | None:
    """Somebody by name."""
    require_somebody(info)
    await require(info.context.actor, Permission.ADMINISTER)
    return user_of(await accounts.account_named(name))


async def groups_(info: Info) -> list[UserGroup] | None:
    """Every group, by name."""
    require_somebody(info)
    await require(info.context.actor, Permission.ADMINISTER)
    return [group_of(one) for one in await groups.groups()]


async def audit_log_(  # noqa: PLR0913, PLR0917 - the arguments as GraphQL has them
    info: Info,
    first: int = 50,
    after: str | None = UNSET,
    actor: Actor = "",
    act: Kind = "",
    subject: Subject = "",
    from_: From = UNSET,
    until: Until = UNSET,
) -> AuditConnection | None:
    """Who did what that took a privilege, and when. The same acts as in the panel's audit log."""
    require_somebody(info)
    size_of("first", first, least=1, most=MOST)
    wanted = Wanted(actor, act, subject, from_ or None, until or None)
    before = _number(after) if after else None
    found = await audit_log.acts(info.context.actor, wanted, before, first + 1)
    more = len(found) > first
    end = str(found[first - 1].id) if more else None
    return AuditConnection(
        nodes=[_entry(one, info.context.reader) for one in found[:first]],
        page_info=HistoryPage(has_next_page=more, end_cursor=end),
    )


def _entry(one: Act, reader: str) -> AuditEntry:
    return AuditEntry(
        id=strawberry.ID(str(one.id)),
        at=one.at,
        actor=one.actor,
        act=one.act,
        label=render(Message(labels.ACTS.get(one.act, one.act)), reader),
        subject=one.subject,
        details=JSON(one.details),
    )


async def api_tokens_(info: Info) -> list[ApiToken] | None:
    """Your own tokens, the newest first; everybody's if you manage users."""
    require_somebody(info)
    actor = info.context.actor
    return [token_of(one, actor.token_id) for one in await api_tokens.tokens(actor)]


def token_of(one: Token, own: int | None) -> ApiToken:
    """A token as clients read it."""
    return ApiToken(
        id=strawberry.ID(str(one.id)),
        owner=one.owner,
        name=one.name,
        hint=one.hint,
        scopes=[scope for scope in Permission if scope in one.scopes],
        created_at=one.created_at,
        expires_at=one.expires_at,
        last_used_at=one.last_used_at,
        revoked_at=one.revoked_at,
        own=one.id == own,
    )


def _read_cursor(cursor: str) -> tuple[str, int]:
    """The place that a cursor names. Raises `BadCursor`."""
    held = unpacked(cursor)
    if not isinstance(held, list) or [type(one) for one in held] != [str, int]:
        raise BadCursor
    name, user_id = held
    if "\0" in name or not 0 <= user_id <= MOST_ID:
        raise BadCursor
    return name, user_id


def _number(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise BadCursor
    return int(cursor)
