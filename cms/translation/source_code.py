"""Our Python files, seen by the translation tools: which calls they can read, and which they skip."""

import ast
from collections.abc import Iterator
from pathlib import Path

_LITERALS = {"N_": (0,), "gettext": (0, 2), "ngettext": (0, 1)}
"""Which arguments of each function a translator's template is made from."""

_DECLARATIONS = frozenset({"Field", "Composite", "Rows", "Reverse", "Computed", "ContentType"})
_LABELS = frozenset({"label", "plural", "help"})


def python_files(root: Path, package: str) -> list[Path]:
    """A package's files, in an order that is the same everywhere."""
    return sorted((root / package).rglob("*.py"))


def parsed(path: Path) -> ast.Module:
    """A file as a syntax tree."""
    return ast.parse(path.read_bytes(), str(path))


def unreadable_calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and function of each call whose text is not written out, so that no template can have it."""
    for call in _calls(tree):
        name = _function(call)
        if name in _LITERALS and not _literal(call, _LITERALS[name]):
            yield call.lineno, name


def labels_of_declarations(tree: ast.Module) -> frozenset[tuple[int, str]]:
    """Line and text of each label in a declaration: the declarations themselves say where these belong."""
    marked = (
        each
        for call in _calls(tree)
        if _function(call) in _DECLARATIONS
        for keyword in call.keywords
        if keyword.arg in _LABELS
        for each in ast.walk(keyword.value)
    )
    return frozenset(
        (each.lineno, each.value)
        for each in marked
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _function(call: ast.Call) -> str:
    """``gettext`` or ``catalogues.gettext``; a method of that name is another function."""
    match call.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id="catalogues"), attr=name):
            return name
    return ""


def _literal(call: ast.Call, places: tuple[int, ...]) -> bool:
    if any(keyword.arg in {"text", "context", "singular", "plural"} for keyword in call.keywords):
        return False  # extraction goes by position
    return bool(call.args) and all(
        isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value
        for place, argument in enumerate(call.args)
        if place in places
    )
