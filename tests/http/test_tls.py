"""A receiver is who its certificate says, and somebody we trust says so; else it is sent nothing."""

import asyncio
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.http import outgoing
from cms.http.outgoing import Call, CallFailed, Reason, send
from cms.http.targets import Allowed
from tests.receivers import BROKEN, receiving

LOCAL = Allowed.read(["127.0.0.1", "localhost"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that its owner signed, of the name localhost, with its key."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-keyout", "key.pem", "-out", "certificate.pem", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def trusting(made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SSL_CERT_FILE", str(made / "certificate.pem"))
    outgoing.trusted.cache_clear()
    yield
    outgoing.trusted.cache_clear()


def proving(made: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made / "certificate.pem", made / "key.pem")
    return context


async def reason(host: str, made: Path) -> Reason:
    async with receiving(tls=proving(made)) as receiver:
        with pytest.raises(CallFailed) as failed:
            await send(Call(f"https://{host}:{receiver.port}/hook", body=b"secret"), LOCAL)
        assert not receiver.received
    return failed.value.reason


async def test_a_certificate_that_nobody_trusts_is_a_failed_call(made: Path) -> None:
    assert await reason("localhost", made) is Reason.TLS


@pytest.mark.usefixtures("trusting")
async def test_a_certificate_of_another_name_is_a_failed_call(made: Path) -> None:
    assert await reason("127.0.0.1", made) is Reason.TLS


@pytest.mark.usefixtures("trusting")
async def test_one_that_is_trusted_and_fits_is_called_by_its_name(made: Path) -> None:
    async with receiving(tls=proving(made)) as receiver:
        answer = await send(Call(f"https://localhost:{receiver.port}/hook", body=b"x"), LOCAL)
    assert answer.taken
    assert receiver.received[0].headers["host"] == f"localhost:{receiver.port}"


async def test_what_speaks_no_tls_is_a_failed_call() -> None:
    def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(BROKEN)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(CallFailed) as failed:
            await send(Call(f"https://127.0.0.1:{port}/hook"), LOCAL)
    assert failed.value.reason is Reason.TLS


async def test_whom_we_trust_is_read_once() -> None:
    assert outgoing.trusted(1) is outgoing.trusted(1)
    assert outgoing.trusted(2) is not outgoing.trusted(1)
