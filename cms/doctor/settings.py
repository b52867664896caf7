"""Settings that say contrary things, or that are not for the site that the public sees."""

import os
from collections.abc import AsyncIterator, Iterator
from difflib import get_close_matches

from cms.doctor.findings import Finding, Told
from cms.errors import N_
from cms.settings import Settings
from cms.settings.declaring import declared

_ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - to be warned of
told = Told("settings")


async def check_settings(settings: Settings) -> AsyncIterator[Finding]:
    """All that can be said of them without looking at anything else."""
    found = [*_of_any_site(settings), *_unknown()]
    if settings.production:
        found += _of_production(settings)
    elif settings.base_url.startswith("https://"):
        found.append(
            told.warning(
                N_("The site has a public address, and is not in production."),
                N_("Set CMS_PRODUCTION=true: cookies for HTTPS only, and search engines may come."),
            )
        )
    for one in found:
        yield one
    if not found:
        yield told.ok(N_("The settings fit together."))


def _of_any_site(settings: Settings) -> Iterator[Finding]:
    if settings.host in _ANYWHERE and not settings.production:
        yield told.warning(
            N_("The site listens on all addresses of this machine, and is not in production."),
            N_("Set CMS_HOST=127.0.0.1 behind a proxy, or CMS_PRODUCTION=true."),
        )
    if settings.metrics_token and len(settings.metrics_token) < 16:
        yield told.warning(
            N_("CMS_METRICS_TOKEN can be guessed."),
            N_("Give it 16 characters or more: openssl rand -hex 16."),
        )


def _unknown() -> Iterator[Finding]:
    """Variables that look like settings and are none: with a slip of the pen a setting has its default."""
    known = [one.variable for _, one in declared(Settings)]
    for name in sorted(os.environ):
        if not name.startswith("CMS_") or name.startswith("CMS_TEST_") or name in known:
            continue
        close = get_close_matches(name, known, n=1)
        yield told.warning(
            N_("{name} is no setting, and does nothing."),
            N_("Perhaps {close} is meant.") if close else N_("Remove it."),
            name=name,
            close=close[0] if close else "",
        )


def _of_production(settings: Settings) -> Iterator[Finding]:
    if not settings.base_url.startswith("https://"):
        yield told.failed(
            N_("In production cookies are for HTTPS only, and CMS_BASE_URL is no such address."),
            N_("Set CMS_BASE_URL to the address that editors see: https://cms.example.org."),
        )
    if not settings.secret:
        yield told.warning(
            N_("CMS_SECRET is empty: whoever has a copy of the database can make preview tokens."),
            N_("Set CMS_SECRET to a text that nobody can guess: openssl rand -hex 32."),
        )
    if settings.second_factor == "off":
        yield told.warning(
            N_("Nobody must log in with a second factor: a password that is known is enough."),
            N_("Set CMS_SECOND_FACTOR=publishers, once they know that the panel will ask for it."),
        )
    if settings.admin_password:
        yield told.warning(
            N_(
                "CMS_ADMIN_PASSWORD is set: each start gives the administrator that password again."
            ),
            N_("Remove it once the administrator has logged in and chosen another."),
        )
    if not settings.database_url:
        yield told.warning(
            N_("The site uses its embedded database, which one machine alone can reach."),
            N_("That is enough for one machine, if you make backups; else set CMS_DATABASE_URL."),
        )
