"""A client of the GraphQL endpoint, through ASGI."""

from typing import Any

import httpx

from cms.schema.http.endpoint import graphql_app
from cms.settings import Settings

SITE = "https://example.org"
app = graphql_app(Settings(base_url=SITE))


ACCEPT = {"accept": "application/graphql-response+json, */*;q=0.1"}
"""As clients that know the media type say it: then the status tells what became of a query."""


async def send(method: str = "POST", path: str = "/graphql", **request: Any) -> httpx.Response:
    """Any request to the endpoint."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://testserver", headers=ACCEPT
    ) as client:
        return await client.request(method, path, **request)


async def post(
    query: str, headers: dict[str, str] | None = None, **variables: Any
) -> httpx.Response:
    """A query in JSON."""
    return await send(json={"query": query, "variables": variables}, headers=headers)


async def ask(query: str, **variables: Any) -> Any:
    """The data of a query that has no errors."""
    answer = await post(query, **variables)
    body = answer.json()
    assert "errors" not in body, body["errors"]
    assert answer.status_code == 200
    return body["data"]


async def error_of(query: str, **variables: Any) -> dict[str, Any]:
    """The one error of a query."""
    body = (await post(query, **variables)).json()
    (error,) = body["errors"]
    return dict(error)
