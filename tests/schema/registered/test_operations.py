"""Documents are read from files, compared with the schema, and written always alike."""

from pathlib import Path

import pytest

from cms.schema.build import built
from cms.schema.registered.checking import check
from cms.schema.registered.operations import NoDocuments, read_operations
from tests.schema.registered.frontend import CARD, HOME, PAGES, WHERE, operations, written

SCHEMA = built().schema._schema


def faults(folder: Path, **files: str) -> list[tuple[str, int, str]]:
    read = read_operations([written(folder, **files)])
    found = [*read.faults, *check(SCHEMA, read.operations)]
    return sorted((Path(one.file).stem, one.line, one.code) for one in found)


def test_fragments_may_stand_in_other_files(tmp_path: Path) -> None:
    home, pages = operations(tmp_path, pages=PAGES, card=CARD, where=WHERE, home=HOME)

    assert (home.name, pages.name) == ("Home", "Pages")
    assert "fragment Card" in pages.text
    assert "fragment Where" in pages.text
    assert "fragment" not in home.text
    assert faults(tmp_path) == []


def test_a_document_is_always_written_alike(tmp_path: Path) -> None:
    (one,) = operations(tmp_path / "a", home=HOME)
    (other,) = operations(tmp_path / "b", home="# the start\n" + HOME.replace(" ", "\n\t"))
    (another,) = operations(tmp_path / "c", home=HOME.replace("NL", "EN"))

    assert one.digest == other.digest != another.digest


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a": "query A {\n site { titel }\n}"}, [("a", 2, "unknown_field")]),
        ({"a": "query A {\n site(lokale: NL) { title }\n}"}, [("a", 2, "unknown_argument")]),
        ({"a": "query A {\n site { title"}, [("a", 2, "graphql_parse_failed")]),
        ({"a": "{ site { title } }"}, [("a", 1, "no_name")]),
        ({"a": f"query {'A' * 201} {{ site {{ title }} }}"}, [("a", 1, "no_name")]),
        ({"a": "type Extra { a: Int }"}, [("a", 1, "no_operation")]),
        ({"a": HOME, "b": "\n" + HOME}, [("b", 2, "twice")]),
        ({"a": CARD, "b": CARD, "w": WHERE}, [("b", 1, "twice")]),
        ({"a": PAGES}, [("a", 2, "graphql_validation_failed")]),
        ({"a": PAGES, "b": "\n\nfragment Card on Page { nope }"}, [("b", 3, "unknown_field")]),
        ({"a": "query A { pages(first: $n) { totalCount } }"},
         [("a", 1, "graphql_validation_failed")]),
        ({"a": "query A { " + "site { title } " * 30 + "}"}, [("a", 1, "limit")]),
    ],
)  # fmt: skip
def test_a_fault_is_told_where_it_stands(
    tmp_path: Path, files: dict[str, str], expected: list[tuple[str, int, str]]
) -> None:
    assert faults(tmp_path, **files) == expected


def test_a_fault_in_a_fragment_is_told_once(tmp_path: Path) -> None:
    bad = "fragment Card on Page { nope }"
    two = PAGES + PAGES.replace("Pages", "Others")

    assert faults(tmp_path, a=two, b=bad) == [("b", 1, "unknown_field")]


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.graphql").write_bytes(b"query A { \xff }")

    for path in (tmp_path / "none.graphql", tmp_path / "bad.graphql", tmp_path):
        with pytest.raises(NoDocuments):
            read_operations([path])
    (tmp_path / "bad.graphql").unlink()
    with pytest.raises(NoDocuments):
        read_operations([tmp_path])
