"""A site that is served, its database, editors who write to it without a pause, and what kills them."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import asyncpg
import httpx

from cms.database.embedded import location
from tests.database.neighbours import pids_of
from tests.logs import look_through
from tests.receivers import OK, Received, Receiver, receiving
from tests.schema.live.processes import free_port

MAKE = """mutation ($title: String!) { savePage(input: {title: {nl: $title}}) {
    __typename ... on Saved { uid } ... on Problem { code } } }"""
PUBLISH = """mutation ($uid: ID!) { transition(uids: [$uid], to: PUBLISHED, locales: [NL]) {
    __typename ... on Problem { code } } }"""
RENAME = """mutation ($uid: ID!, $title: String!) {
    savePage(input: {uid: $uid, title: {nl: $title}}) { __typename ... on Problem { code } }
    transition(uids: [$uid], to: PUBLISHED, locales: [NL]) { __typename ... on Problem { code } } }"""
HALVES = """
SELECT 'a page without its place or version' FROM page p
WHERE NOT EXISTS (SELECT FROM node n WHERE n.uid = p.uid)
    OR NOT EXISTS (SELECT FROM version v WHERE v.uid = p.uid AND v.revision = p.revision)
UNION ALL SELECT 'a place without its page' FROM node n
WHERE content_type = 'page' AND NOT EXISTS (SELECT FROM page p WHERE p.uid = n.uid)
UNION ALL SELECT 'published, and nobody told' FROM publication p
WHERE NOT EXISTS (SELECT FROM outbox o WHERE o.uid = p.uid AND o.kind = 'published')
UNION ALL SELECT 'told, and not published' FROM outbox o
WHERE kind = 'published' AND NOT EXISTS (SELECT FROM publication p WHERE p.uid = o.uid)
"""
BACKENDS = """
SELECT pid FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND datname = current_database()
"""


@dataclass
class Embedded:
    """The project's own server, which the site itself starts again."""

    var: Path

    @property
    def url(self) -> str:
        return f"postgresql://cms@/cms?host={location(self.var).host}"

    @property
    def variables(self) -> dict[str, str]:
        return {"CMS_VAR": str(self.var), "CMS_DATABASE_URL": ""}

    def kill(self) -> None:
        for pid in pids_of(self.var / "postgres"):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@dataclass
class Standing:
    """The site while it is attacked, and what it acknowledged."""

    database: Embedded
    port: int
    kennel: asyncio.subprocess.Process
    log: Path
    receiver: Receiver
    token: str = ""
    pid: int = 0
    imports_in: int = 0
    """One in so many starts is of the command itself, which imports everything first; none: no start."""
    starts: int = 0
    made: set[str] = field(default_factory=set)
    published: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)
    """The titles to which what was published was changed since."""

    async def told(self, word: str) -> str:
        """What the kennel answers."""
        assert self.kennel.stdin
        assert self.kennel.stdout
        self.kennel.stdin.write(f"{word}\n".encode())
        return (await asyncio.wait_for(self.kennel.stdout.readline(), 120)).decode().strip()

    async def serve(self) -> None:
        """Begin to serve, when whoever served before has left the port."""
        while self.pid and self.lives():  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.002)
        self.starts += 1
        whole = self.imports_in and self.starts % self.imports_in == 0
        self.pid = int(await self.told("start" if whole else "serve"))

    async def ready(self) -> float:
        """Wait until it is, and serve again what ended by itself; how many seconds that took."""
        since = monotonic()
        async with httpx.AsyncClient(trust_env=False, timeout=2) as client:
            async with asyncio.timeout(120):
                while True:
                    with suppress(httpx.TransportError):
                        if (await client.get(self.address("/readyz"))).status_code == 200:
                            return monotonic() - since
                    if not self.lives():  # there was no database yet
                        await self.serve()
                    await asyncio.sleep(0.02)

    def lives(self) -> bool:
        """Whether the process that serves is there."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @asynccontextmanager
    async def written_to(self, editors: int) -> AsyncIterator[None]:
        """So many editors make and publish pages while the block runs."""
        tasks = [asyncio.create_task(self._edit(number)) for number in range(editors)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for one in ended:
            if isinstance(one, Exception):
                raise one

    async def _edit(self, editor: int) -> None:
        headers = {"authorization": f"Bearer {self.token}"}
        async with httpx.AsyncClient(headers=headers, trust_env=False, timeout=10) as client:
            for number in range(1_000_000):
                try:
                    await self._page(client, f"Pagina {editor}-{number}")
                except (httpx.HTTPError, ValueError, KeyError, TypeError):
                    await asyncio.sleep(0.02)  # not acknowledged: it may be there or not

    async def _page(self, client: httpx.AsyncClient, title: str) -> None:
        saved = await self._ask(client, MAKE, title=title)
        uid = saved["savePage"]["uid"]
        self.made.add(uid)
        done = await self._ask(client, PUBLISH, uid=uid)
        if done["transition"]["__typename"] == "Transitioned":
            self.published.add(uid)
        other = f"{title} anders"
        done = await self._ask(client, RENAME, uid=uid, title=other)
        if done["transition"]["__typename"] == "Transitioned":
            self.renamed[uid] = other

    async def _ask(self, client: httpx.AsyncClient, query: str, **variables: str) -> Any:
        sent = {"query": query, "variables": variables}
        answer = await client.post(self.address("/graphql"), json=sent)
        assert answer.status_code in (200, 503), answer.text  # never a trace of ours
        return answer.json()["data"]

    async def acknowledged_again(self) -> None:
        """Wait until somebody publishes something anew."""
        known = len(self.published)
        async with asyncio.timeout(30):
            while len(self.published) == known:  # noqa: ASYNC110 - nobody says it
                await asyncio.sleep(0.01)

    async def kill(self, what: str) -> float:
        """Kill ``server``, ``database``, ``backend`` or ``both``; in how many seconds it is ready."""
        if what in ("server", "both"):
            os.kill(self.pid, signal.SIGKILL)
        if what in ("database", "both"):
            self.database.kill()
        if what == "backend":
            await self._kill_backend()
        if what in ("server", "both"):
            await self.serve()
        return await self.ready()

    async def _kill_backend(self) -> None:
        connection = await asyncpg.connect(self.database.url)
        try:
            found = await connection.fetch(BACKENDS)
            os.kill(random.choice(found)["pid"], signal.SIGKILL)
        finally:
            connection.terminate()

    async def check(self) -> None:
        """All that was acknowledged is there, and nothing is half there."""
        connection = await asyncpg.connect(self.database.url)
        try:
            made = {row["uid"] for row in await connection.fetch("SELECT uid FROM page")}
            public = await connection.fetch(
                "SELECT uid, title FROM publication WHERE locale = 'nl' ORDER BY lower(valid)"
            )
            halves = await connection.fetch(HALVES)
        finally:
            await connection.close()
        assert self.made <= made, "a page is lost"
        titles = {row["uid"]: row["title"] for row in public}
        assert self.published <= titles.keys(), "a publication is lost"
        assert self.renamed.items() <= titles.items(), "a change is lost"
        assert not halves


async def slowly(_received: Received) -> bytes:
    """An answer that takes so long that many a kill comes while it is waited for."""
    await asyncio.sleep(0.03)
    return OK


@asynccontextmanager
async def standing(database: Embedded, folder: Path) -> AsyncIterator[Standing]:
    """A site that was started on nothing, is served until the block ends, and tells a receiver."""
    port, log = free_port(), folder / "serve.log"
    environment = {
        **os.environ, **database.variables, "CMS_PORT": str(port), "CMS_GRAPHQL_BUDGET": "0",
        "CMS_OUTGOING_ALLOW": "127.0.0.1", "LC_ALL": "en_GB.UTF-8",
        "CMS_ADMIN_PASSWORD": "a long password for the test",
    }  # fmt: skip
    async with receiving(slowly) as receiver:
        with log.open("wb") as errors:
            kennel = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.faults.kennel",
                env=environment, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=errors,
            )  # fmt: skip
        made = Standing(database, port, kennel, log, receiver)
        try:
            await made.serve()
            await made.ready()
            made.token = await made.told(f"prepare {receiver.url}")
            yield made
        finally:
            with suppress(ProcessLookupError):
                os.kill(made.pid, signal.SIGKILL)
            kennel.kill()
            await kennel.wait()
            look_through(log.name, log.read_text(errors="replace"))
