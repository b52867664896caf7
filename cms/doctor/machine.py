"""This machine: room on its disks, folders that can be written, files that must be there, mail."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

from obstore.exceptions import BaseError

from cms.doctor.findings import Finding, Told
from cms.errors import N_
from cms.mail.sending import NotSent, greet
from cms.media.storage import storage
from cms.settings import Settings

LITTLE, TOO_LITTLE = 1_000, 200
"""Megabytes."""
ELSEWHERE = N_("Set CMS_VAR to a folder on a disk of this machine.")


async def check_disk(settings: Settings) -> AsyncIterator[Finding]:
    """Room for data, mail and files."""
    told = Told("disk")
    seen: set[int] = set()
    for place in (settings.var, settings.var / "postgres", settings.var / "media"):
        there = _nearest(place.resolve())
        device = there.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        usage = shutil.disk_usage(there)
        if not usage.total:
            text = N_("{folder} is on no disk: how much room there is, nobody says.")
            yield told.warning(text, ELSEWHERE, folder=str(place))
            continue
        free = usage.free // 1_000_000
        advice = N_(
            "Make room, or move CMS_VAR to a larger disk. PostgreSQL stops when it is full."
        )
        about = {"folder": str(place), "free": free}
        if free < TOO_LITTLE:
            yield told.failed(N_("{free} MB are free at {folder}."), advice, **about)
        elif free < LITTLE:
            yield told.warning(N_("{free} MB are free at {folder}."), advice, **about)
        else:
            yield told.ok(N_("{free} MB are free at {folder}."), **about)


async def check_folder(settings: Settings) -> AsyncIterator[Finding]:
    """Whether we may write where our data is. It is tried: root is told that it may, everywhere."""
    told = Told("folder")
    folder = str(settings.var)
    try:
        tempfile.TemporaryDirectory(dir=_nearest(settings.var)).cleanup()
    except OSError as error:
        advice = ELSEWHERE
        if isinstance(error, PermissionError):
            advice = N_(
                "Give it to the user that runs the site: chown -R USER {folder}, or set CMS_VAR."
            )
        text = N_("{folder} cannot be written to ({reason}).")
        yield told.failed(text, advice, folder=folder, reason=error.strerror)
    else:
        yield told.ok(N_("{folder} can be written to."), folder=folder)


async def check_media(settings: Settings) -> AsyncIterator[Finding]:
    """Whether the store of the library takes a file and gives it back."""
    told = Told("media")
    key = f"doctor/{uuid4().hex}"
    where = settings.media_url.partition("?")[0] or str(settings.var / "media")
    try:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "file"
            source.write_bytes(b"doctor")
            await storage().put(key, source)
        size = await storage().size(key)
        await storage().delete(key)
    except (OSError, BaseError) as error:
        size = None
        reason = type(error).__name__
    else:
        reason = str(size)
    if size == len(b"doctor"):
        yield told.ok(N_("The library keeps files in {where}."), where=where)
    else:
        yield told.failed(
            N_("The library cannot keep files in {where} ({reason})."),
            N_(
                "Look at CMS_MEDIA_URL, the bucket's keys in the environment, or the folder's owner."
            ),
            where=where,
            reason=reason,
        )


async def check_catalogues(settings: Settings) -> AsyncIterator[Finding]:
    """Whether the panel can speak each language of the site; English is in the code."""
    told = Told("catalogues")
    missing = [
        locale
        for locale in settings.locales
        if locale != "en" and not (settings.catalogues / locale / "LC_MESSAGES").is_dir()
    ]
    if missing:
        yield told.warning(
            N_("There are no catalogues for {names} in {folder}."),
            N_("Look at CMS_LOCALES_DIR, or make them: cms l10n update."),
            names=", ".join(missing),
            folder=str(settings.catalogues),
        )
    else:
        yield told.ok(N_("There are catalogues for all languages."))


async def check_mail(settings: Settings) -> AsyncIterator[Finding]:
    """Whether the mail server lets us in. No letter is sent."""
    told = Told("mail")
    if not settings.smtp_url:
        yield told.warning(
            N_("No mail leaves: letters become files in {folder}."),
            N_("Set CMS_SMTP_URL and CMS_MAIL_FROM."),
            folder=str(settings.var / "mail"),
        )
        return
    try:
        await asyncio.to_thread(greet, settings.smtp_url)
    except NotSent as error:
        yield told.failed(
            N_("The mail server does not let us in ({reason})."),
            N_("Look at CMS_SMTP_URL: host, port, scheme, user and password; and at the firewall."),
            reason=error.reason,
        )
    else:
        yield told.ok(N_("The mail server lets us in."))


def _nearest(path: Path) -> Path:
    """The folder, or the one in which it will be made."""
    while not path.exists():
        path = path.parent
    return path
