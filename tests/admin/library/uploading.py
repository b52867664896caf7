"""Sending a file by the protocol, step by step."""

import base64

import httpx

TUS = {"Tus-Resumable": "1.0.0"}
PART = TUS | {"Content-Type": "application/offset+octet-stream"}


def about(**said: str) -> str:
    return ",".join(f"{key} {base64.b64encode(one.encode()).decode()}" for key, one in said.items())


async def begin(
    client: httpx.AsyncClient, size: int, name: str = "haven.jpg", **said: str
) -> httpx.Response:
    headers = {"Upload-Length": str(size), "Upload-Metadata": about(filename=name, **said)}
    return await client.post("uploads/", headers=TUS | headers)


def address_of(begun: httpx.Response) -> str:
    return str(begun.request.url.join(begun.headers["location"]))


async def send(
    client: httpx.AsyncClient, address: str, offset: int, content: bytes, **headers: str
) -> httpx.Response:
    sent = PART | {"Upload-Offset": str(offset)} | headers
    return await client.patch(address, headers=sent, content=content)


async def offset(client: httpx.AsyncClient, address: str) -> int:
    answer = await client.head(address, headers=TUS)
    assert answer.status_code == 200
    return int(answer.headers["upload-offset"])


async def upload(
    client: httpx.AsyncClient, content: bytes, name: str = "haven.jpg", **said: str
) -> httpx.Response:
    """The answer to the last part."""
    begun = await begin(client, len(content), name, **said)
    assert begun.status_code == 201, begun.text
    return await send(client, address_of(begun), 0, content)
