"""Passwords: what one must be, and its hashing, which is Piccolo's, away from the event loop."""

import hmac
import re
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

PART = 1_000_000
"""So many bytes of a list of passwords are looked through before anybody else has a turn."""

# Hashing takes a core for a good part of a second: never on the event loop, never on all cores. A list may
# take longer, and who logs in does not wait for those who choose.
_working = CapacityLimiter(2)
_looking = CapacityLimiter(1)


async def check_password(password: str, *known: str) -> None:
    """Raise `InvalidInput` for a password that cannot be used; ``known`` are the name and address."""
    if not SHORTEST <= len(password) <= LONGEST:
        text = N_("A password has {least} to {most} characters.")
        _refuse(Message(text, {"least": SHORTEST, "most": LONGEST}))
    listed = settings.settings.refused_passwords
    easy = _is_easy(password.lower(), known)
    if not easy and listed:
        easy = await to_thread.run_sync(_is_listed, password, listed, limiter=_looking)
    if easy:
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
    words = {one.encode() for one in (password, password.lower())}
    lines = {b"\n%b%b" % (word, end) for word in words for end in (b"\n", b"\r\n")}
    longest = max(map(len, lines))
    with listed.open("rb") as file:
        held = b"\n"
        while part := file.read(PART):
            held += part
            if any(line in held for line in lines):
                return True
            held = held[-longest:]  # a line may go on in the next part
    return any(line in held + b"\n" for line in lines)


def _refuse(text: Message) -> None:
    raise InvalidInput([Problem("bad_password", text, "password")])


async def hashed(password: str) -> str:
    """What is stored of a password."""
    return await to_thread.run_sync(BaseUser.hash_password, password, limiter=_working)


async def right_password(password: str, stored: str) -> bool:
    """Whether it is the password that was hashed."""
    return await to_thread.run_sync(_matches, password, stored, limiter=_working)


def _matches(password: str, stored: str) -> bool:
    if len(password) > LONGEST:
        return False
    _, iterations, salt, _ = BaseUser.split_stored_password(stored)
    return hmac.compare_digest(BaseUser.hash_password(password, salt, int(iterations)), stored)
