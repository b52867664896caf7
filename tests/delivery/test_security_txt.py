"""Whom to tell of a weakness, where researchers look for it."""

from datetime import UTC, datetime, timedelta

from cms.app import create_app
from cms.settings import Settings
from tests.delivery.reading import read

PATH = "/.well-known/security.txt"
MAIL = "mailto:security@example.org"
PAGE = "https://example.org/report"


async def fields(settings: Settings) -> dict[str, str]:
    """What the site says, by the names of the fields; none comes twice."""
    answer = await read(PATH, app=create_app(settings))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=3600"
    lines = answer.text.splitlines()
    found = {name: value for name, _, value in (one.partition(": ") for one in lines)}
    assert len(found) == len(lines)
    return found


async def test_a_site_says_whom_to_tell() -> None:
    before = datetime.now(UTC)
    settings = Settings(security_contact=MAIL, base_url="https://example.org/cms")
    found = await fields(settings)
    expires = datetime.fromisoformat(found.pop("Expires"))

    assert found == {
        "Contact": MAIL,
        "Preferred-Languages": ", ".join(settings.locales),
        "Canonical": f"https://example.org{PATH}",
    }
    assert timedelta(days=363) < expires - before < timedelta(days=365)
    assert (expires.hour, expires.minute, expires.second) == (0, 0, 0)


async def test_without_tls_there_is_no_canonical_address() -> None:
    found = await fields(Settings(security_contact=PAGE, base_url="http://example.org"))
    assert found["Contact"] == PAGE
    assert "Canonical" not in found


async def test_where_nobody_is_named_nothing_is_there() -> None:
    answer = await read(PATH, app=create_app(Settings()))
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
