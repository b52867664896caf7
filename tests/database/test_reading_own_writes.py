"""A site with a replica that stands still: whoever wrote something reads it, and so does the public.

A replica answers only what it has (decision 75): nobody is told what was, the primary answers instead.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from cms.access.roles import Permission
from tests.replicas import primary, replica
from tests.replicas import serving as of_servers
from tests.supervising.served import serving

SAVE = """mutation ($input: PageInput!, $ifMatch: String) { done: savePage(input: $input, ifMatch: $ifMatch) {
  __typename ... on Saved { uid etag } } }"""
PUBLISH = """mutation ($uid: ID!) {
  done: transition(uids: [$uid], to: PUBLISHED, locales: [NL]) { __typename } }"""
READ = "query ($uid: ID!) { entry(uid: $uid, locale: NL) { title } }"
PUBLIC = "SELECT title FROM publication WHERE uid = $1 AND valid @> now()"


async def token_of(name: str, environ: Mapping[str, str]) -> str:
    """A token with which somebody writes and publishes."""
    scopes = [one for scope in Permission for one in ("--scope", scope)]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "token", "create", name, "test", *scopes),
        env=os.environ | environ,
        stdout=asyncio.subprocess.PIPE,
    )
    written, _ = await process.communicate()
    assert process.returncode == 0
    return written.decode().strip()


class Site:
    """A site as somebody with a token, and as anybody, asks it."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self.client = client
        self.own = {"authorization": f"Bearer {token}"}

    async def ask(self, query: str, *, own: bool = False, **variables: Any) -> Any:
        """The data of an answer."""
        told = {"query": query, "variables": variables}
        answer = await self.client.post("/graphql", json=told, headers=self.own if own else {})
        body = answer.json()
        assert "errors" not in body, body
        return body["data"]

    async def publish(self, title: str, uid: str | None = None, etag: str | None = None) -> Any:
        """Save a page, and publish it."""
        given = {"title": {"nl": title}} | ({"uid": uid} if uid else {})
        saved = (await self.ask(SAVE, own=True, input=given, ifMatch=etag))["done"]
        assert saved["__typename"] == "Saved"
        done = (await self.ask(PUBLISH, own=True, uid=saved["uid"]))["done"]
        assert done["__typename"] == "Transitioned"
        return saved

    async def title(self, uid: str, *, own: bool = False) -> str:
        """What is read of it."""
        found: str = (await self.ask(READ, own=own, uid=uid))["entry"]["title"]
        return found

    async def reads(self, by: str) -> float:
        """How many statements were answered by replicas, or by the primary in their place."""
        text = (await self.client.get("/metrics")).text
        return next(
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == "klankbord_replica_reads_total" and sample.labels["by"] == by
        )

    async def until_replicas_answer(self, uid: str) -> None:
        """Ask things that no answer is kept of until a replica was asked."""
        before, number = await self.reads("replica"), 0
        async with asyncio.timeout(60):
            while await self.reads("replica") == before:
                number += 1
                await self.ask(READ.replace("title", f"a{number}: title"), uid=uid)


@pytest.mark.slow
async def test_who_wrote_something_reads_it_while_replicas_stand_still(tmp_path: Path) -> None:
    async with primary() as first, replica(first) as follower:
        environ = {
            **of_servers(first, follower), "CMS_VAR": str(tmp_path),
            "CMS_ADMIN_PASSWORD": "a password of the test",
        }  # fmt: skip
        async with (
            serving(**environ) as served,
            httpx.AsyncClient(base_url=served.address, trust_env=False, timeout=60) as client,
        ):
            site = Site(client, await token_of("admin", environ))
            saved = await site.publish("Oud")
            uid = saved["uid"]
            await site.until_replicas_answer(uid)

            await follower.ask("SELECT pg_wal_replay_pause()")
            answered = await site.reads("replica")
            await site.publish("Nieuw", uid, saved["etag"])
            assert await site.title(uid, own=True) == "Nieuw"
            assert await site.title(uid) == "Nieuw"
            assert await follower.ask(PUBLIC, uid) == "Oud"
            assert await site.reads("replica") == answered

            await follower.ask("SELECT pg_wal_replay_resume()")
            await site.until_replicas_answer(uid)
            assert await site.title(uid) == "Nieuw"
