"""A real store that speaks S3: SeaweedFS, on loopback, as long as the tests run."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KEY, SECRET = "a-key", "a-secret-of-the-store"
_PARTS = ("master", "volume", "filer", "s3")
_SECONDS_TO_START = 60


def _free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


def program() -> str | None:
    """The server's program, beside the Python that runs the tests."""
    return shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """A store with its data below ``folder``; its address."""
    weed = program()
    assert weed, "the development tools have it"
    known = {
        "name": "cms",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [known]}))
    (folder / "data").mkdir()
    ports = _free_ports(2 * len(_PARTS))
    served = [f"-{part}.port={port}" for part, port in zip(_PARTS, ports, strict=False)]
    spoken = [f"-{part}.port.grpc={port}" for part, port in zip(_PARTS, ports[4:], strict=True)]
    process = subprocess.Popen(
        [weed, f"-logdir={folder}", "server", f"-dir={folder / 'data'}", "-ip=127.0.0.1",
         "-ip.bind=127.0.0.1", "-filer", "-s3", f"-s3.config={folder / 's3.json'}", "-s3.iam=false",
         "-s3.port.iceberg=0",
         "-master.telemetry=false", "-master.volumeSizeLimitMB=64", "-volume.max=20",
         *served, *spoken],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(process, ports[_PARTS.index("s3")])
        yield f"http://127.0.0.1:{ports[_PARTS.index('s3')]}"
    finally:
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the store did not start")
