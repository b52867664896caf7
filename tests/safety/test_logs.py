"""What the scan of all logs would find, and what it lets pass."""

import logging
import sys

import pytest

from tests.logs import Scan, secrets_in


@pytest.mark.parametrize(
    "text",
    [
        "login of eva with a good password",
        "pbkdf2_sha256$600000$00$11",
        "cannot reach postgresql://cms:geheim@host/cms",
        "{'authorization': 'x'}",
        "Bearer abcdefgh.ijkl",
        "sent __Host-id=abc",
    ],
)
def test_secrets_are_found(text: str) -> None:
    assert list(secrets_in(text))


@pytest.mark.parametrize(
    "text", ["postgresql://cms@host/cms", "GET /graphql 200", "Who bears it?", "a password"]
)
def test_what_is_no_secret_is_not(text: str) -> None:
    assert not list(secrets_in(text))


def test_a_traceback_is_looked_through_too() -> None:
    scan = Scan()
    try:
        raise ValueError("hunter2")
    except ValueError:
        record = logging.LogRecord("cms", logging.ERROR, "x.py", 1, "failed", (), sys.exc_info())
    scan.emit(record)

    assert scan.found
