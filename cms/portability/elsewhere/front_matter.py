"""What stands in front of a text: YAML between lines of dashes, TOML between lines of plus signs."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from cms.errors import N_
from cms.portability.folder import Faults

_YAML = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?\n)?\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_PICTURED = ("image", "featuredimage", "cover", "images")
_UNREADABLE = N_("The front matter cannot be read: {reason}.")
_LINE = re.compile(r" \(at line (\d+), column \d+\)\Z")


class _Plain(yaml.SafeLoader):
    """Reads no alias (``*name``): a few lines of them stand for more than any memory holds."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="*", problem_mark=mark)
        return super().compose_node(parent, index)


def parted(path: Path, text: str, faults: Faults) -> tuple[dict[str, Any], str]:
    """The front matter by its names in small letters, and the text; ``faults`` hears what is wrong."""
    for pattern, reading in ((_YAML, _of_yaml), (_TOML, _of_toml)):
        found = pattern.match(text)
        if found:
            said = reading(path, found[1] or "", faults)
            if said is None:
                return {}, ""
            return {str(name).lower(): value for name, value in said.items()}, text[found.end() :]
    return {}, text


def _of_yaml(path: Path, written: str, faults: Faults) -> dict[Any, Any] | None:
    try:
        said = yaml.load(written.removesuffix("\n"), _Plain) or {}  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = str(mark.line + 2) if mark else "1"
        reason = getattr(error, "problem", None) or "YAML"
        faults.add(path, "bad_front_matter", _UNREADABLE, line, reason=reason)
        return None
    if isinstance(said, dict):
        return said
    text = N_("The front matter is no list of names and values.")
    faults.add(path, "bad_front_matter", text, "2")
    return None


def _of_toml(path: Path, written: str, faults: Faults) -> dict[Any, Any] | None:
    try:
        return tomllib.loads(written)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _LINE.search(str(error))
        line = str(int(found[1]) + 1) if found else "1"
        reason = _LINE.sub("", str(error)) or "TOML"
        faults.add(path, "bad_front_matter", _UNREADABLE, line, reason=reason)
        return None


def _aliases(front: Mapping[str, Any]) -> list[str]:
    said = front.get("aliases")
    listed = [said] if isinstance(said, str) else said
    return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []


def names_in(front: Mapping[str, Any]) -> list[str]:
    """Other names that a page goes by; what begins with a slash is an old address."""
    return [name for name in _aliases(front) if not name.startswith("/")]


def addresses_in(front: Mapping[str, Any]) -> list[str]:
    """Old addresses of a page."""
    said = [front.get("url"), front.get("permalink")]
    whole = [f"/{path.strip('/')}" for path in said if isinstance(path, str) and ":" not in path]
    return [path.rstrip("/") or "/" for path in (*_aliases(front), *whole) if path.startswith("/")]


def subjects_in(front: Mapping[str, Any]) -> list[Any]:
    """Its subjects, from a list or from words with commas between."""
    words: list[Any] = []
    for name in ("tags", "keywords", "categories"):
        said = front.get(name)
        listed = [part.strip() for part in said.split(",")] if isinstance(said, str) else said
        words += listed if isinstance(listed, list) else []
    return words


def picture_in(front: Mapping[str, Any]) -> str:
    """The address of its picture, unless another site has it."""
    return next(filter(None, (_shown(front.get(name)) for name in _PICTURED)), "")


def _shown(said: Any) -> str:
    """Written so, first of a list, or within ``image``."""
    if isinstance(said, Mapping):
        said = said.get("image")
    if isinstance(said, list):
        said = next(iter(said), "")
    return said if isinstance(said, str) and "://" not in said else ""
