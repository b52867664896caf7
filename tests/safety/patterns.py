"""All regular expressions of ours: those that modules hold, and those written where they are asked."""

import ast
import builtins
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from pathlib import Path

# What `re` itself reads patterns with: there is no public door to it.
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import admin
import cms

ROOT = Path(cms.__file__).parents[1]
WHOLE = {"match", "fullmatch"}
WAYS = {"search", "sub", "subn", "finditer", "findall", "split"} | WHOLE
LONGEST_REPEAT = 20
_USED = re.compile(rf"(\w+)\.({'|'.join(sorted(WAYS))})\(")
_CATEGORIES = {
    _constants.CATEGORY_DIGIT: "0",
    _constants.CATEGORY_SPACE: " ",
    _constants.CATEGORY_NOT_WORD: " ",
}


@dataclass(frozen=True)
class Used:
    """A pattern of a place in our code. ``anywhere``: it is looked for throughout a text."""

    place: str
    pattern: re.Pattern[Any]
    anywhere: bool


def ways() -> Mapping[str, set[str]]:
    """In which ways the patterns of a name are asked, somewhere in our code."""
    found = defaultdict(set)
    for path in sources():
        for name, way in _USED.findall(path.read_text("utf-8")):
            found[name].add(way)
    return found


def sources() -> Iterator[Path]:
    """The files of our code."""
    for package in ("cms", "admin"):
        yield from sorted((ROOT / package).rglob("*.py"))


def held() -> Iterator[Used]:
    """All that a module of ours holds; what is held without a known use is taken at its worst."""
    known = ways()
    seen: set[int] = set()
    for package in (cms, admin):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(import_module(found.name)).items():
                for one in _within(value):
                    if id(one) not in seen:
                        seen.add(id(one))
                        anywhere = not known[name] or not known[name] <= WHOLE
                        yield Used(f"{found.name}.{name}", one, anywhere)


def _within(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _within(one)
    elif isinstance(value, Mapping):
        yield from _within(tuple(value.values()))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _within(tuple(getattr(value, one.name) for one in fields(value)))


def inline() -> Iterator[Used]:
    """All that is given to a function of `re` where it is asked."""
    for path in sources():
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for call in calls(path.read_text("utf-8")):
            assert isinstance(call.func, ast.Attribute)
            place = f"{name}:{call.lineno}"
            pattern = evaluated(call.args[0], vars(import_module(name)))
            assert pattern is not None, (
                f"{place}: a pattern with a name of its own is held compiled"
            )
            yield Used(place, re.compile(pattern), call.func.attr not in WHOLE)


def calls(source: str) -> Iterator[ast.Call]:
    """The calls of `re.search` and its like in a program."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=attr)) if attr in WAYS:
                yield node


class _Names(dict[str, Any]):
    """What a module names; whatever is known only while it runs is some letter."""

    def __missing__(self, _: str) -> str:
        return "x"


def evaluated(node: ast.expr, names: Mapping[str, Any]) -> str | bytes | None:
    """A pattern as a module writes it; none for one that is a variable and nothing else."""
    if isinstance(node, ast.Name) and node.id not in names:
        return None
    whole = compile(ast.Expression(node), "<pattern>", "eval")
    found: str | bytes = eval(whole, {}, _Names({**vars(builtins), **names}))
    return found


def example(pattern: re.Pattern[Any]) -> str:
    """A text that the pattern is made for, more or less: what it nearly is takes longest to refuse."""
    text = (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )
    return _example(_parser.parse(text, pattern.flags & ~re.UNICODE))


def _example(parsed: Any) -> str:
    return "".join(_part(kind, given) for kind, given in parsed)


def _part(kind: Any, given: Any) -> str:
    found = ""
    match kind:
        case _constants.LITERAL:
            found = chr(given)
        case _constants.RANGE:
            found = chr(given[0])
        case _constants.ANY | _constants.NOT_LITERAL | _constants.NEGATE:
            found = "a"
        case _constants.CATEGORY:
            found = _CATEGORIES.get(given, "a")
        case _constants.IN:
            found = _part(*given[0])
        case _constants.BRANCH:
            found = _example(given[1][0])
        case _constants.SUBPATTERN:
            found = _example(given[-1])
        case _constants.ATOMIC_GROUP:
            found = _example(given)
        case _constants.MAX_REPEAT | _constants.MIN_REPEAT | _constants.POSSESSIVE_REPEAT:
            found = _example(given[2]) * min(max(given[0], 1), LONGEST_REPEAT)
    return found
