"""What is measured of the delivery: each part answers rows of figures, and how goals were met."""

import asyncio
import json
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx
import orjson

from bench import cpu
from bench.apps import ANSWERS
from bench.databases import Database
from bench.goals import Goal, Part
from bench.measuring import GRAPHQL, Figures, Measuring, Way, get, post
from bench.plain import QUESTION as PLAIN
from bench.publisher import Publisher
from bench.questions import COUNTED, SAME, Question
from bench.serving import Served, served

COUNT = COUNTED.encode()
HEADERS = {"accept": "application/json", "accept-encoding": "identity"}
COLUMNS = ["", "requests/s", "p50 ms", "p99 ms", "CPU ms (server + database)"]
NOT_KEPT = ("date", "server", "transfer-encoding")
ROUNDS_TO_FILL, MOST, LEVEL = 4, 10, 2.0
"""How often all documents are asked at least and at most, and the growth in MB that is none."""
GROWTH = {"Q1": 1.3, "Q2": 1.3, "Q3": 1.3, "Q4": 3.0, "Q5": 1.3, "Q6": 3.0, "Q7": 1.3}


@dataclass
class Bench:
    """What the parts have in common."""

    measuring: Measuring
    questions: Sequence[Question]
    database: Database
    folder: Path
    product: Served
    large: Database | None = None
    month: Database | None = None

    def asked(self, *names: str) -> list[Question]:
        """The questions of these numbers."""
        return [one for one in self.questions if one.short in names]


def cold(question: Question, of: Served) -> Way:
    """Answers that nobody had before: each request says something else that means nothing."""
    return Way(of, [post(GRAPHQL, body) for body in question.bodies()], COUNT)


def hot(question: Question, of: Served) -> Way:
    """One answer, again and again."""
    return Way(of, [post(GRAPHQL, question.bodies()[0])])


async def part_cold(bench: Bench) -> Part:
    """Every question with variables that rotate, never from the cache, beside the statement by hand."""
    part = Part("Cold", COLUMNS)
    async with served("hand", bench.database.url) as hand:
        await _same(bench, hand)
        for one in bench.questions:
            by_hand = Way(hand, [post(f"/{one.short}", body) for body in one.bodies()])
            found = await bench.measuring.compared(
                {"the API": cold(one, bench.product), "by hand": by_hand}
            )
            ratio = found["the API"].cpu / found["by hand"].cpu
            part.compare(one.name, found, ratio)
            if one.short in ("Q1", "Q2", "Q3", "Q4", "Q5"):
                part.goals.append(Goal(f"cold {one.name}, CPU against by hand", ratio, 1.3, "×"))
    return part


async def _same(bench: Bench, hand: Served) -> None:
    """Who answers something else may do less for it."""
    async with httpx.AsyncClient(headers=HEADERS) as client:
        for one in bench.asked(*SAME):
            for body in one.bodies()[:3]:
                found = [
                    (
                        await client.post(
                            f"http://127.0.0.1:{port}{path}", content=body, headers=JSON
                        )
                    )
                    for port, path in ((bench.product.port, GRAPHQL), (hand.port, f"/{one.short}"))
                ]
                assert found[0].content == found[1].content, (one.name, *(x.text for x in found))


JSON = {"content-type": "application/json"}


async def part_hot(bench: Bench) -> Part:
    """Answers from the cache, beside an application that hands out the same status, headers and body."""
    part = Part("Hot", COLUMNS)
    async with _raw(bench) as raw:
        for one in bench.questions:
            way = Way(raw, [post(f"/{one.short}", one.bodies()[0])])
            found = await bench.measuring.compared(
                {"the API": hot(one, bench.product), "raw ASGI": way}
            )
            ratio = found["the API"].cpu / found["raw ASGI"].cpu
            part.compare(f"{one.name}, POST", found, ratio)
            if one.short in ("Q1", "Q3", "Q5"):
                part.goals.append(Goal(f"hot {one.name}, CPU against raw ASGI", ratio, 1.15, "×"))
                speed = found["the API"].a_second / found["raw ASGI"].a_second
                part.goals.append(
                    Goal(
                        f"hot {one.name}, requests/s against raw ASGI", speed, 0.85, "×", least=True
                    )
                )
        for one in bench.asked("Q5", "Q7"):
            await _not_modified(bench, part, one, raw)
    return part


async def _not_modified(bench: Bench, part: Part, one: Question, raw: Served) -> None:
    answer = await _answer(bench.product, one.query)
    has = Way(bench.product, [get(one.query, answer.headers["etag"])], status=304)
    whole = Way(raw, [get(one.query, path=f"/{one.short}")])
    found = await bench.measuring.compared({"the API": has, "raw ASGI": whole})
    ratio = found["the API"].cpu / found["raw ASGI"].cpu
    part.compare(f"{one.name}, GET, 304 beside 200", found, ratio)
    part.goals.append(Goal(f"304 of {one.name}, CPU against raw ASGI", ratio, 0.9, "×"))


async def _answer(of: Served, query: str) -> httpx.Response:
    async with httpx.AsyncClient(headers=HEADERS) as client:
        answer = await client.get(f"http://127.0.0.1:{of.port}{GRAPHQL}", params={"query": query})
        return answer.raise_for_status()


@asynccontextmanager
async def _raw(bench: Bench) -> AsyncIterator[Served]:
    """The raw application with the product's answers."""
    told = {}
    async with httpx.AsyncClient(headers=HEADERS | JSON) as client:
        for one in bench.questions:
            url = f"http://127.0.0.1:{bench.product.port}{GRAPHQL}"
            answer = await client.post(url, content=one.bodies()[0])
            headers = [pair for pair in answer.headers.items() if pair[0] not in NOT_KEPT]
            body = b64encode(answer.content).decode()
            told[f"/{one.short}"] = {"headers": headers, "body": body}
    file = bench.folder / "answers.json"
    file.write_text(json.dumps(told))
    async with served("raw", bench.database.url, **{ANSWERS: str(file)}) as raw:
        yield raw


async def part_fallback(bench: Bench) -> Part:
    """The executor alone, beside Strawberry and Piccolo as their manuals show them."""
    part = Part("Executor", COLUMNS)
    plain_body = orjson.dumps({"query": PLAIN})
    async with (
        served("executor", bench.database.url) as executor,
        served("plain", bench.database.url) as plain,
    ):
        for one in bench.asked("Q5"):
            ways = {
                "the API": cold(one, executor),
                "plain": Way(plain, [post("/graphql/", plain_body)]),
            }
            found = await bench.measuring.compared(ways)
            ratio = found["the API"].cpu / found["plain"].cpu
            part.compare(one.name, found, ratio)
            part.goals.append(Goal(f"executor {one.name}, CPU against plain", ratio, 0.25, "×"))
    return part


async def part_publications(bench: Bench) -> Part:
    """A kept list of events while events are published, or pages, or nothing."""
    part = Part("Ten publications a second", COLUMNS)
    [question] = bench.asked("Q2")
    way, publisher = hot(question, bench.product), Publisher()
    found: dict[str, list[Figures]] = {}
    for _ in range(bench.measuring.rounds):
        for name in ("event", "page", ""):
            async with publisher.publishing(name):
                figures = await bench.measuring.once(way, 2 * bench.measuring.seconds)
            found.setdefault(name, []).append(figures)
    speed = {name: median(one.a_second for one in some) for name, some in found.items()}
    for name, some in found.items():
        told = f"{name}s are published" if name else "nothing is published"
        part.rows.append(
            [told, *sorted(some, key=lambda one: one.a_second)[len(some) // 2].cells()]
        )
    ratio = speed["event"] / speed["page"]
    text = "10 publications/s of a hot type, requests/s against 10/s of another"
    part.goals.append(Goal(text, ratio, 0.85, "×", least=True))
    return part


async def part_growth(bench: Bench) -> Part:
    """Cold answers from many times as much data."""
    part = Part(
        f"Growth: data × {bench.large.name.rpartition('x')[2] if bench.large else 1}", COLUMNS
    )
    assert bench.large
    async with served("product", bench.large.url) as large:
        for one in bench.asked(*GROWTH):
            ways = {"much data": cold(one, large), "data": cold(one, bench.product)}
            found = await bench.measuring.compared(ways)
            ratio = found["much data"].cpu / found["data"].cpu
            part.compare(one.name, found, ratio)
            part.goals.append(Goal(f"growth, CPU of {one.name}", ratio, GROWTH[one.short], "×"))
    return part


async def part_memory(bench: Bench) -> Part:
    """A process whose caches are full: thousands of documents, all asked again until it grows no more."""
    part = Part("Memory", ["", "MB"])
    shape = "{{ b{0}: books(first: 100, order: [{{title: ASC}}]) {{ nodes {{ title path summary isbn }} }} }}"
    documents = [post(GRAPHQL, orjson.dumps({"query": shape.format(n)})) for n in range(4_000)]
    async with served("product", bench.database.url) as full:
        sizes, asked = [cpu.megabytes(full.pid)], 0
        part.rows.append(["as it starts", f"{sizes[0]:.0f}"])
        while len(sizes) <= ROUNDS_TO_FILL or (sizes[-1] - sizes[-2] > LEVEL and len(sizes) < MOST):
            until = asked + len(documents)
            while asked < until:
                turned = documents[asked % len(documents) :] + documents[: asked % len(documents)]
                asked += (
                    await bench.measuring.ask(Way(full, turned), bench.measuring.seconds)
                ).good
            sizes.append(cpu.megabytes(full.pid))
            part.rows.append([f"after {asked:,} questions", f"{sizes[-1]:.0f}"])
    part.goals.append(Goal("memory of a process, caches full", max(sizes), 200, " MB"))
    grown = sizes[-1] - sizes[-2]
    part.goals.append(Goal("what it grows when all is asked again", grown, LEVEL, " MB"))
    return part


async def part_visible(bench: Bench) -> Part:
    """From the end of a publication in this process to the answer of another that shows it."""
    part = Part("Publish to visible", ["", "ms"])
    publisher, times = Publisher(), []
    query = "{ events(first: 1, order: [{startsAt: ASC}]) { nodes { title } } }"
    url = f"http://127.0.0.1:{bench.product.port}{GRAPHQL}"
    async with httpx.AsyncClient(headers=HEADERS) as client:
        for _ in range(3 * bench.measuring.rounds + 1):
            for _ in range(3):  # so that it is kept
                await client.get(url, params={"query": query})
            title = await publisher.publish("event")
            began = time.perf_counter()
            while title not in (answer := await client.get(url, params={"query": query})).text:
                await asyncio.sleep(0)
                waited = time.perf_counter() - began
                assert waited < 10, f"{title} is not in {answer.status_code} {answer.text}"
            times.append((time.perf_counter() - began) * 1000)
    times = sorted(times[1:])
    part.rows += [["median", f"{median(times):.1f}"], ["most", f"{times[-1]:.1f}"]]
    part.goals.append(Goal("publish to visible in another process", median(times), 100, " ms"))
    return part
