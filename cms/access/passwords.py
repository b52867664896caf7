"""Passwords: what one must be, and its hashing, which is Piccolo's, away from the event loop."""

import hmac
import os
import re
from mmap import ACCESS_READ, mmap
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from piccolo.apps.user.tables import BaseUser

from cms import settings
from cms.errors import N_, InvalidInput, Message, Problem

SHORTEST = 12
LONGEST = 128
NO_PASSWORD = f"pbkdf2_sha256${BaseUser._pbkdf2_iteration_count}${'0' * 32}${'0' * 64}"  # noqa: SLF001
"""What is stored of somebody who has none yet: no password has this hash."""

# What most passwords are made of that are guessed first, as far as they are as long as ours must be.
_COMMON = """
password passwort wachtwoord passw welkom welcome admin administrator beheerder beheer qwertyuiop
qwerty azerty asdfghjkl asdf zxcvbnm zxcv letmein login geheim secret iloveyou ikhouvanjou monkey
dragon master sunshine princess football baseball voetbal ajax feyenoord superman batman starwars
trustno abc abcdef abcdefgh changeme verander default guest gast root test testing user gebruiker
hallo hello zomer winter lente herfst summer spring autumn january januari amsterdam nederland
holland klankbord plone website internet computer mypass mijn my the de het i am is x
"""
_GUESSED = re.compile(f"(?:{'|'.join(sorted(_COMMON.split(), key=len, reverse=True))})*+")
_FOLDED = str.maketrans("013457@$!", "oieastasi")

# Hashing takes a core for a good part of a second: never on the event loop, never on all cores.
_hashing = CapacityLimiter(2)


def check_password(password: str, *known: str) -> None:
    """Raise `InvalidInput` for a password that cannot be used; ``known`` are the name and address."""
    if not SHORTEST <= len(password) <= LONGEST:
        text = N_("A password has {least} to {most} characters.")
        _refuse(Message(text, {"least": SHORTEST, "most": LONGEST}))
    listed = settings.settings.refused_passwords
    if _is_easy(password.lower(), known) or (listed and _is_listed(password, listed)):
        _refuse(Message(N_("This password is too easy to guess.")))


def _is_easy(password: str, known: tuple[str, ...]) -> bool:
    """Whether it is what others try first: names, digits, common words with or without digits for letters."""
    if len(set(password)) < 4 or not re.search(r"[^\W\d_]", password):
        return True
    if password in {one.lower() for one in known}:
        return True
    parts = (part for one in known for part in (one.partition("@")[0], *re.split(r"\W+", one)))
    names = {part.lower() for part in parts if len(part) > 3}
    for name in sorted(names, key=len, reverse=True):
        password = password.replace(name, "")
    spellings = (password, re.sub(r"[\W\d_]+$", "", password).translate(_FOLDED))
    letters = (re.sub(r"[\W\d_]+", "", one) for one in spellings)
    return any(_GUESSED.fullmatch(one) for one in letters)


def _is_listed(password: str, listed: Path) -> bool:
    """Whether it is a line of a file, as it is or in small letters; the file is looked through, not kept."""
    words = b"|".join(re.escape(one.encode()) for one in {password, password.lower()})
    line = re.compile(rb"(?m)^(?:%b)\r?$" % words)
    with listed.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return False
        with mmap(file.fileno(), 0, access=ACCESS_READ) as text:
            return bool(line.search(text))


def _refuse(text: Message) -> None:
    raise InvalidInput([Problem("bad_password", text, "password")])


async def hashed(password: str) -> str:
    """What is stored of a password."""
    return await to_thread.run_sync(BaseUser.hash_password, password, limiter=_hashing)


async def right_password(password: str, stored: str) -> bool:
    """Whether it is the password that was hashed."""
    return await to_thread.run_sync(_matches, password, stored, limiter=_hashing)


def _matches(password: str, stored: str) -> bool:
    if len(password) > LONGEST:
        return False
    _, iterations, salt, _ = BaseUser.split_stored_password(stored)
    return hmac.compare_digest(BaseUser.hash_password(password, salt, int(iterations)), stored)
