"""The figures of several processes behind one address: each leaves its own in a file, and reads the others'.

Each figure says of which process it is; who watches adds them up, and sees when one began anew.
"""

import asyncio
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from socket import gethostname
from time import time

from prometheus_client import generate_latest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

WRITE_SECONDS = 2.0
STALE_SECONDS = 10.0
LABEL = "process"


class Families(Collector):
    """Figures that were taken before."""

    def __init__(self, found: Iterable[Metric]) -> None:
        self.found = found

    def collect(self) -> Iterable[Metric]:
        """Them."""
        return self.found


def exposed(found: Iterable[Metric]) -> bytes:
    """Figures as Prometheus reads them."""
    return generate_latest(Families(found))


def labelled(found: Iterable[Metric], process: str) -> Iterator[Metric]:
    """Figures that say of which process they are."""
    for family in found:
        family.samples = [
            one._replace(labels={**one.labels, LABEL: process}) for one in family.samples
        ]
        yield family


def joined(*listed: Iterable[Metric]) -> list[Metric]:
    """Several lists of figures, each family once."""
    families: dict[str, Metric] = {}
    for found in listed:
        for family in found:
            known = families.setdefault(family.name, family)
            if known is not family:
                known.samples += family.samples
    return [*families.values()]


class Siblings:
    """The files of all processes of a site that share a folder.

    Their names have the host's too: in containers, processes of the same number share a volume.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"{gethostname()}-{os.getpid()}"
        self.own = folder / f"{self.name}.prom"

    def taken(self, process: Collector) -> Iterator[Metric]:
        """The figures of this process."""
        return labelled(process.collect(), self.name)

    async def keep_writing(self, process: Collector) -> None:
        """Leave the figures of this process for the others, again and again; take them away at the end."""
        try:
            while True:
                self._write(exposed(self.taken(process)))
                await asyncio.sleep(WRITE_SECONDS)
        finally:
            with suppress(OSError):
                self.own.unlink(missing_ok=True)

    def others(self) -> list[Metric]:
        """The figures of the others, as they were a moment ago. What a dead process left is removed."""
        found: list[list[Metric]] = []
        for path in sorted(self.folder.glob("*.prom")):
            if path == self.own:
                continue
            with suppress(OSError, ValueError):
                if time() - path.stat().st_mtime > STALE_SECONDS:
                    path.unlink()
                else:
                    found.append([*text_string_to_metric_families(path.read_text("utf-8"))])
        return joined(*found)

    def _write(self, written: bytes) -> None:
        partial = self.own.with_suffix(".part")
        with suppress(OSError):  # a full disk must not stop what serves, nor this: it may be mended
            self.folder.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(written)
            partial.replace(self.own)
