"""How much a drawing draws, when each part is counted as often as others name it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cms.media.limits import MOST_DRAWN
from cms.media.refusals import too_complex

REFERENCE = re.compile(r"url\(\s*['\"]?#([\w.:-]{1,200})['\"]?\s*\)")
_RULE = re.compile(r"(?<![^{}])([^{}]*+)\{([^{}]*+)\}")
_CLASS = re.compile(r"\s*\.([\w-]{1,200})\s*")


@dataclass
class Part:
    """What has an ``id``: how many shapes are right in it, what it names, and the classes in it."""

    shapes: int = 0
    named: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)


class Parts:
    """The parts of a drawing by ``id``; the drawing itself has an empty one."""

    def __init__(self) -> None:
        self._parts: dict[str, Part] = {"": Part()}
        self._rules: dict[str, list[str]] = {}

    def add(self, part: str, own_id: str, named: Iterable[str], classes: str) -> str:
        """An element in a part; the part in which its children are."""
        if own_id:
            self._parts[part].named.append(own_id)
            part = own_id
        found = self._parts.setdefault(part, Part())
        found.shapes += 1
        found.named += named
        found.classes += set(classes.split())
        return part

    def style(self, style: str) -> bool:
        """Whether it is known which elements name something by a style sheet: those of some classes."""
        left = len(REFERENCE.findall(style))
        for selectors, rules in _RULE.findall(style):
            named = REFERENCE.findall(rules)
            left -= len(named)
            classes = [_CLASS.fullmatch(one) for one in selectors.split(",")]
            if named and not all(classes):
                return False
            for one in classes if named else ():
                self._rules.setdefault(one[1] if one else "", []).extend(named)
        return not left

    def drawn(self) -> int:
        """How many shapes there are in all; raises `InvalidInput` for a part that is drawn in itself."""
        self._name_by_class()
        counted: dict[str, int] = {}
        within: set[str] = set()
        todo = [("", False)]
        while todo:
            name, whole = todo.pop()
            part = self._parts.get(name)
            if part is None or (name in counted and not whole):
                continue
            if whole:
                within.discard(name)
                total = part.shapes + sum(counted.get(one, 0) for one in part.named)
                counted[name] = min(total, MOST_DRAWN + 1)
            elif name in within:
                raise too_complex()
            else:
                within.add(name)
                todo += [(name, True), *((one, False) for one in set(part.named))]
        return counted[""]

    def _name_by_class(self) -> None:
        left = 10 * MOST_DRAWN
        for part in self._parts.values():
            for one in part.classes:
                named = self._rules.get(one, [])
                left -= len(named)
                if left < 0:
                    raise too_complex()
                part.named += named
