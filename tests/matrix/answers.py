"""What came of trying something, by what a door answered."""

import html
import re
from typing import Any

import httpx

from tests.matrix.expected import ALLOWED, HIDDEN

OTHERWISE = "refused otherwise"
"""For another reason than who asks: where it stands, what else is there."""
_NAMED = re.compile(r"[Ii]t takes the permission “(\w+)”")
_OUTCOMES = {"NotFound": HIDDEN, "InvalidInput": OTHERWISE, "Refused": OTHERWISE,
             "Conflict": "conflict"}  # fmt: skip


def answered(answer: httpx.Response) -> str:
    """By the status, and by the words of a refusal."""
    text = html.unescape(answer.text)
    if answer.status_code == 404 or '"unknown_parent"' in text:
        return HIDDEN
    if answer.status_code == 403:
        return _named(text)
    if answer.status_code in (409, 422):
        return OTHERWISE
    return ALLOWED if answer.status_code < 400 else f"{answer.status_code}: {text[:80]}"


def reported(answer: httpx.Response) -> str:
    """By the lines of a report on many entries, of which there is one."""
    text = html.unescape(answer.text)
    if answer.status_code == 200 and 'data-outcome="refused"' in text:
        if "There is no entry" in text:
            return HIDDEN
        return _named(text) if "the permission" in text else OTHERWISE
    return answered(answer)


def shows(answer: httpx.Response, part: str) -> str:
    """By whether it is on a page that everybody may open."""
    if answer.status_code != 200:
        return answered(answer)
    return ALLOWED if part in answer.text else HIDDEN


def done(body: dict[str, Any]) -> str:
    """By the outcome of a mutation, or the error of a query."""
    if "errors" in body:
        (error,) = body["errors"]
        code = error["extensions"]["code"]
        return _coded(code, error["message"])
    found = body["data"]["done"]
    if not isinstance(found, dict):
        return HIDDEN if found is None else ALLOWED
    if found.get("items"):
        return _coded(found["items"][0]["code"], found["items"][0]["message"])
    kind = found.get("__typename", "")
    if kind == "Denied":
        return str(found["missing"]).lower()
    if "unknown_parent" in [one["code"] for one in found.get("fields") or ()]:
        return HIDDEN
    return _OUTCOMES.get(kind, ALLOWED)


def _coded(code: str, message: str) -> str:
    if code == "denied":
        return _named(message)
    return {"": ALLOWED, "not_found": HIDDEN}.get(code, OTHERWISE)


def _named(text: str) -> str:
    found = _NAMED.search(text)
    return found[1] if found else f"refused without a name: {text[:80]}"
