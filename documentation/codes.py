"""docs/reference/error-codes.md: every code that the code says, where it says it, and what to do.

What a code means is found where it is raised: the message, or the words about its class. `codes.toml` has
what to do about it, and the meaning of the codes of translators' files.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ROOMS = ("cms", "admin")
RAISED = (
    "Problem",
    "_problem",
    "Finding",
    "Judged",
    "Verdict",
    "finding",
    "_finding",
    "add",
    "refusal",
)
_FILE = re.compile(r"[EW]\d\d")
_CODE = re.compile(r"[a-z][a-z_]{2,40}|[A-Z_]{9,40}|[EW]\d\d")
BEFORE = """# Error codes

This page is made from the code. A code never changes its meaning; branch on it, and show the message, which
is in the language of `Accept-Language`. Where they stand: GraphQL's errors in `extensions.code`, mutations'
outcomes and their `fields` in `code`, tools for agents in `error.code`, commands at the end of their line in
brackets, files for translators before each line.
"""
OF_FIELDS = "Change the value of the field that is named."
OF_ACTS = "Do what the message says, then try again."


@dataclass
class Code:
    """A code: the messages and the words found with it, its HTTP status, whether it is of a field."""

    name: str
    messages: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    status: set[int] = field(default_factory=set)
    of_field: bool = True


@cache
def collected(root: Path) -> dict[str, Code]:
    """Every code, by its name."""
    modules = [
        ast.parse(path.read_text("utf-8"))
        for room in ROOMS
        for path in sorted((root / room).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    known = Known.of(modules)
    found: dict[str, Code] = {}
    for module in modules:
        for one in _in_module(module, known):
            _join(found.setdefault(one.name, Code(one.name)), one)
    return dict(sorted(found.items()))


@dataclass
class Known:
    """What is named in one module and used in another: errors that are given a code, codes with a name."""

    errors: dict[str, int]
    named: dict[str, str]

    @classmethod
    def of(cls, modules: list[ast.Module]) -> "Known":
        """What these modules name."""
        errors = {
            node.name: place
            for module in modules
            for node in ast.walk(module)
            if isinstance(node, ast.ClassDef)
            for place in _places_of_a_code(node)
        }
        return cls(errors, {key: one for module in modules for key, one in _named(module).items()})


def _places_of_a_code(node: ast.ClassDef) -> Iterator[int]:
    """At which place a class is given a code when it is made."""
    for one in node.body:
        if isinstance(one, ast.FunctionDef) and one.name == "__init__":
            yield from (place for place, each in enumerate(one.args.args[1:]) if each.arg == "code")


def _join(into: Code, one: Code) -> None:
    for mine, other in ((into.messages, one.messages), (into.words, one.words)):
        mine.extend(each for each in other if each not in mine)
    into.status |= one.status
    into.of_field &= one.of_field


def _in_module(tree: ast.Module, known: Known) -> Iterator[Code]:
    known = Known(known.errors, known.named | _named(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from _of_class(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _in_function(node, known)
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and _FILE.fullmatch(node.value)
        ):
            yield Code(node.value)


def _named(tree: ast.Module) -> dict[str, str]:
    """The codes that stand in names of the module."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def _of_class(node: ast.ClassDef) -> Iterator[Code]:
    values: dict[str, Any] = {
        target.id: one.value.value
        for one in node.body
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    name = values.get("code")
    if isinstance(name, str) and _CODE.fullmatch(name):
        words = (ast.get_docstring(node) or "").split("\n")[0].replace("``", "`")
        status = {values["status"]} if "status" in values else {400}
        yield Code(name, _messages(node), [words] if words else [], status, of_field=False)


def _in_function(node: ast.FunctionDef | ast.AsyncFunctionDef, known: Known) -> Iterator[Code]:
    texts = [(one.lineno, text) for one in ast.walk(node) for text in _text(one)]
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            for name, of_field in _said(call, known):
                near = [text for line, text in texts if line <= call.lineno][-1:]
                own = _messages(call) or near
                yield Code(name, own, [], _status(call), of_field)


def _said(call: ast.Call, known: Known) -> Iterator[tuple[str, bool]]:
    """The codes that a call says, and whether they are of a field."""
    function = call.func
    called = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    for one in call.keywords:
        if one.arg == "code" and (name := _value(one.value, known)):
            yield name, False
    if called in RAISED:
        of_a_field = called in ("Problem", "_problem", "refusal")
        names = [_value(one, known) for one in call.args[: 1 if of_a_field else 3]]
        yield from ((one, True) for one in names if one and (of_a_field or _FILE.fullmatch(one)))
    elif called in known.errors and len(call.args) > known.errors[called]:
        if name := _value(call.args[known.errors[called]], known):
            yield name, False
    elif called == "told_all" and (name := _value(call.args[-1], known)):
        yield name, False


def _value(node: ast.AST, known: Known) -> str:
    value = (
        node.value
        if isinstance(node, ast.Constant)
        else known.named.get(getattr(node, "id", ""), "")
    )
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""


def _status(call: ast.Call) -> set[int]:
    return {
        one.value.value
        for one in call.keywords
        if one.arg == "status" and isinstance(one.value, ast.Constant)
    }


def _messages(node: ast.AST) -> list[str]:
    return [text for one in ast.walk(node) for text in _text(one)]


def _text(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_" and node.args:
        one = node.args[0]
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def codes(root: Path) -> str:
    """The page."""
    told = tomllib.loads((Path(__file__).parent / "codes.toml").read_text("utf-8"))
    found = collected(root)
    files = {name: one for name, one in found.items() if _FILE.fullmatch(name)}
    rest = {name: one for name, one in found.items() if name not in files}
    parts = [BEFORE, *_rows("Of requests, acts and commands", _acts(rest), told)]
    parts += _rows("Of single fields", [one for one in rest.values() if one.of_field], told)
    parts += _rows("Of translators' files", files.values(), told)
    return "".join(parts)


def _acts(rest: dict[str, Code]) -> list[Code]:
    return [one for one in rest.values() if not one.of_field]


def _rows(heading: str, listed: Any, told: dict[str, dict[str, str]]) -> Iterator[str]:
    yield f"\n## {heading}\n\n| code | status | meaning | what to do |\n| --- | --- | --- | --- |\n"
    for one in listed:
        own = told.get(one.name, {})
        meaning = own.get("means") or " · ".join(one.messages[:3]) or " ".join(one.words[:1])
        do = own.get("do") or (OF_FIELDS if one.of_field else OF_ACTS)
        status = "" if one.of_field else ", ".join(map(str, sorted(one.status)))
        yield f"| `{one.name}` | {status} | {_cell(meaning)} | {_cell(do)} |\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
