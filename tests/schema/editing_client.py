"""A client of the GraphQL endpoint that acts for somebody."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cms.access import api_tokens
from cms.access.actors import load_actor
from cms.access.roles import Permission
from cms.database.engine import writing
from tests.people import make_user
from tests.schema.client import post

PROBLEM = """ __typename ... on Problem { code message
  ... on InvalidInput { fields { field code message } } ... on Denied { missing }
  ... on Conflict { etag savedBy fields { field locale base theirs mine } } } """
SAVED = """ ... on Saved { uid etag undo affectedPaths dryRun diff { field label locale change { __typename
  ... on TextChange { runs { fate text } } ... on ValueChange { before after }
  ... on ListChange { added removed } ... on RowsChange { rows { fate cells { field } } } } } } """


@dataclass(frozen=True)
class Client:
    """Somebody's script."""

    token: str
    language: str = "en"

    async def post(
        self, query: str, headers: dict[str, str] | None = None, **variables: Any
    ) -> dict[str, Any]:
        """The whole answer."""
        own = {"authorization": f"Bearer {self.token}", "accept-language": self.language}
        found: dict[str, Any] = (await post(query, own | (headers or {}), **variables)).json()
        return found

    async def ask(self, query: str, **variables: Any) -> Any:
        """The data of a query that has no errors."""
        body = await self.post(query, **variables)
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def do(self, mutation: str, selected: str = "", **variables: Any) -> Any:
        """The outcome of a mutation: ``move(uid: $uid, …)``; every ``$name`` is an ``ID!``."""
        named = "".join(f"${name}: ID! " for name in variables)
        head = f"mutation ({named})" if named else "mutation"
        query = f"{head} {{ done: {mutation} {{ {PROBLEM} {selected} }} }}"
        return (await self.ask(query, **variables))["done"]

    async def save(self, kind: str, /, *, more: str = "", **variables: Any) -> Any:
        """The outcome of ``saveBook`` or another one."""
        query = (
            f"mutation ($input: {kind}Input!, $ifMatch: String, $dryRun: Boolean! = false) {{"
            f" done: save{kind}(input: $input, ifMatch: $ifMatch, dryRun: $dryRun)"
            f" {{ {PROBLEM} {SAVED} {more} }} }}"
        )
        return (await self.ask(query, **variables))["done"]


async def client_of(
    name: str = "eva",
    *roles: str,
    superuser: bool = False,
    scopes: tuple[Permission, ...] = tuple(Permission),
) -> Client:
    """A script of somebody new with these roles."""
    await make_user(name, *roles, superuser=superuser)
    return await client_for(name, scopes)


async def client_for(name: str, scopes: tuple[Permission, ...] = tuple(Permission)) -> Client:
    """A script of somebody who is there."""
    async with writing():
        expires = datetime.now(UTC) + timedelta(days=1)
        return Client(
            await api_tokens.create(await load_actor(name), "test", list(scopes), expires)
        )
