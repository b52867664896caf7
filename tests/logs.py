"""Nothing secret reaches a log: all that is logged in a run is looked through, and ends the run if it must.

Secrets are what the tests use as such: their passwords, and whatever has the shape of a token of ours, of
a cookie, of a stored hash or of a login in an address. `keep` names one more.
"""

import logging
import re
from collections.abc import Iterator

import pytest

MOST_SHOWN = 10
WORDS = {"a good password", "a long password for the test", "hunter2"}
SHAPES = (
    re.compile(r"pbkdf2_sha256\$\d+\$"),
    re.compile(r"(?:postgres(?:ql)?|smtps?|starttls|https?)://[^\s/:@]+:[^\s/@]+@"),
    re.compile(r"\b(?:authorization|cookie|set-cookie|cms-preview)['\"]?\s*[:=]", re.IGNORECASE),
    re.compile(r"\bBearer\s+[\w.-]{8,}", re.IGNORECASE),
    re.compile(r"\b__Host-id=|\bcsrftoken="),
)
# asyncio names the arguments of slow calls; a test's own client logs its addresses.
OTHERS = ("asyncio", "httpx", "httpcore", "hypothesis", "playwright", "faker")


def keep(secret: str) -> None:
    """Look for this one too, from now on."""
    WORDS.add(secret)


def secrets_in(text: str) -> Iterator[str]:
    """What of a text is secret."""
    yield from (one for one in WORDS if one in text)
    yield from (found[0] for one in SHAPES if (found := one.search(text)))


class Scan(logging.Handler):
    """Looks through every record, its traceback included."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Called by the logger."""
        if record.name.startswith(OTHERS):
            return
        said = self.format(record)
        self.found += [
            f"{record.name}: {secret!r} in {said[:300]!r}" for secret in secrets_in(said)
        ]


class Plugin:
    """Scans from the first test to the last."""

    def __init__(self) -> None:
        self.scan = Scan()
        self.scan.setFormatter(logging.Formatter("%(message)s"))

    def pytest_sessionstart(self) -> None:
        """Called by pytest."""
        logging.getLogger().addHandler(self.scan)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Called by pytest: what was found fails the run."""
        logging.getLogger().removeHandler(self.scan)
        if self.scan.found:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Called by pytest."""
        if self.scan.found:
            terminalreporter.section("Secrets in the log", red=True)
            for line in self.scan.found[:MOST_SHOWN]:
                terminalreporter.write_line(line)
