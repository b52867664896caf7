"""Operations as frontends have them: read from their files, each with the fragments that it uses."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    Node,
    OperationDefinitionNode,
    Source,
    parse,
    print_ast,
    visit,
)
from graphql.language import Visitor

from cms.errors import N_, CmsError, Message

SUFFIXES = (".graphql", ".gql")
LONGEST_NAME = 200

N = TypeVar("N", bound=Node)


class NoDocuments(CmsError):
    """A file cannot be read, or a folder holds no documents."""

    code = "no_documents"


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with a document, and where."""

    file: str
    line: int
    code: str
    message: Message


@dataclass(frozen=True)
class Operation:
    """One operation and the fragments that it uses, as the document that is sent or registered."""

    name: str
    document: DocumentNode
    file: str
    line: int

    @property
    def text(self) -> str:
        """The document as it is registered: always written alike, so its hash is always the same."""
        return print_ast(self.document) + "\n"

    @property
    def digest(self) -> str:
        """The hash by which it is asked for."""
        return sha256(self.text.encode()).hexdigest()


@dataclass
class Read:
    """What was found in files."""

    operations: list[Operation] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_operations(paths: Iterable[Path]) -> Read:
    """The operations in files and folders. Fragments may stand in any of them.

    Raises `NoDocuments`.
    """
    found = Read()
    definitions = [one for path in _files(paths) for one in _definitions(path, found)]
    fragments: dict[str, FragmentDefinitionNode] = {}
    operations: dict[str, OperationDefinitionNode] = {}
    for one in definitions:
        if isinstance(one, FragmentDefinitionNode):
            _once(fragments, one.name.value, one, found)
        elif isinstance(one, OperationDefinitionNode):
            name = one.name.value if one.name else ""
            if not name or len(name) > LONGEST_NAME:
                found.faults.append(_fault(one, "no_name", N_("This operation has no good name.")))
            else:
                _once(operations, name, one, found)
        else:
            found.faults.append(_fault(one, "no_operation", N_("This is no operation.")))
    for name, operation in operations.items():
        document = with_fragments(operation, fragments)
        found.operations.append(Operation(name, document, *place_of(operation)))
    return found


def with_fragments(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> DocumentNode:
    """An operation and what it spreads, directly or not; what is missing is left to validation."""
    used: dict[str, FragmentDefinitionNode] = {}
    waiting: list[Node] = [operation]
    while waiting:
        for name in _spread(waiting.pop()):
            if name in fragments and name not in used:
                used[name] = fragments[name]
                waiting.append(fragments[name])
    return DocumentNode(definitions=(operation, *(used[name] for name in sorted(used))))


def place_of(node: Node) -> tuple[str, int]:
    """The file and the line of something that was read from one."""
    assert node.loc
    return node.loc.source.name, node.loc.start_token.line


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES)
        if not inside:
            raise NoDocuments(N_("{path} holds no {suffix} file."), path=path, suffix=SUFFIXES[0])
        yield from inside


def _definitions(path: Path, found: Read) -> Iterable[Node]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "UTF-8"
        raise NoDocuments(
            N_("{file} cannot be read: {reason}."), file=path, reason=reason
        ) from None
    try:
        return parse(Source(text, str(path))).definitions
    except GraphQLError as error:
        line = error.locations[0].line if error.locations else 1
        told = Message(N_("The query cannot be read: {reason}"), {"reason": error.message})
        found.faults.append(Fault(str(path), line, "graphql_parse_failed", told))
        return ()


def _once(known: dict[str, N], name: str, one: N, found: Read) -> None:
    if name in known:
        file, line = place_of(known[name])
        text = N_("“{name}” stands in {file}, line {line}, already.")
        found.faults.append(_fault(one, "twice", text, name=name, file=file, line=line))
    known.setdefault(name, one)


def _fault(node: Node, code: str, text: str, **params: object) -> Fault:
    return Fault(*place_of(node), code, Message(text, params))


def _spread(node: Node) -> list[str]:
    found: list[str] = []

    class Spreads(Visitor):
        def enter_fragment_spread(self, one: FragmentSpreadNode, *_: object) -> None:
            found.append(one.name.value)

    visit(node, Spreads())
    return found
