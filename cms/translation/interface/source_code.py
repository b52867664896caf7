"""Our Python files, seen by the translation tools: which calls they can read, and which they skip."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_TEXTS = {"N_": 1, "gettext": 1, "ngettext": 2}
"""How many texts each function takes, before its other arguments."""

_CONTEXT_OF_GETTEXT = 2
_MARK = re.compile(rf"\b(?:{'|'.join(_TEXTS)})\b".encode())

_DECLARATIONS = frozenset(
    {
        *("Field", "Composite", "Rows", "Reverse", "Computed", "ContentType"),
        *("Blocks", "BlockType"),
    }
)
_LABELS = frozenset({"label", "plural", "help"})


def python_files(root: Path, package: str) -> list[Path]:
    """A package's files that mark a text at all, in an order that is the same everywhere.

    The others are more than half of them, and are never parsed.
    """
    return [one for one in sorted((root / package).rglob("*.py")) if _MARK.search(one.read_bytes())]


def parsed(path: Path) -> ast.Module:
    """A file as a syntax tree."""
    return ast.parse(path.read_bytes(), str(path))


def unreadable_calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and function of each call whose text is put together on the spot, so that no template has it.

    `gettext` may also be given the name of a text that was marked elsewhere.
    """
    for call in _calls(tree):
        name = _function(call)
        if name in _TEXTS and not _readable(call, name):
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


def _readable(call: ast.Call, function: str) -> bool:
    texts = call.args[: _TEXTS[function]]
    if len(texts) < _TEXTS[function]:
        return False  # missing, or named: extraction goes by position
    if all(_literal(text) for text in texts):
        contexts = call.args[_CONTEXT_OF_GETTEXT:] if function == "gettext" else []
        named = [one for one in call.keywords if one.arg == "context"]
        return all(_literal(context) for context in contexts) and not named
    references = ast.Name | ast.Attribute | ast.Subscript
    return function != "N_" and all(isinstance(text, references) for text in texts)


def _literal(argument: ast.expr) -> bool:
    return (
        isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
        and bool(argument.value)
    )
