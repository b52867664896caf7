"""`cms schema diff` as it stands in `make check`."""

import subprocess
from pathlib import Path

import pytest

from cms import cli

OLD = """
"A site." directive @cost(weight: Int!) on FIELD_DEFINITION
type Query { books(first: Int): [Book!]! kind: Kind thing: Thing }
type Book { isbn: String title: String! }
type Film { title: String! }
union Thing = Book | Film
enum Kind { GOOD BAD }
input Filter { a: Int }
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    _git("init", "-q")
    _commit(OLD)
    return tmp_path


def _git(*arguments: str) -> None:
    author = ("-c", "user.name=Test", "-c", "user.email=test@localhost")
    subprocess.run(["git", *author, *arguments], check=True, capture_output=True)


def _commit(schema: str) -> None:
    Path("schema.graphql").write_text(schema, "utf-8")
    _git("add", "-A")
    _git("commit", "-q", "-m", "Schema")


def diff(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    status = cli.main(["schema", "diff", *arguments])
    said = capsys.readouterr()
    return status, said.out.splitlines(), said.err


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("isbn: String", "", "Book.isbn"),
        ("isbn: String", "isbn: Int", "Book.isbn"),
        ("first: Int)", "last: Int)", "Query.books"),
        ("first: Int)", "first: Int, size: Int!)", "Query.books"),
        ("BAD", "", "Kind.BAD"),
        ("Book | Film", "Book", "Thing"),
        ("a: Int", "a: Int b: Int!", "Filter.b"),
        ("input Filter { a: Int }", "", "Filter"),
        ("enum Kind { GOOD BAD }", "scalar Kind", "Kind"),
        ("(weight: Int!)", "", "@cost"),
    ],
)
def test_what_breaks_must_be_in_the_change_log(
    repository: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, name: str
) -> None:
    (repository / "schema.graphql").write_text(OLD.replace(before, after), "utf-8")

    status, lines, said = diff(capsys)
    (repository / "CHANGELOG.md").write_text(f"- `{name}` is another now: write …\n", "utf-8")
    told, _, silent = diff(capsys)

    assert (status, f"`{name}`" in said) == (1, True)
    assert lines[0].startswith("breaking ")
    assert (told, silent) == (0, "")


def test_the_worst_comes_first_and_words_only_when_asked(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = OLD.replace("GOOD BAD", "GOOD BAD UGLY").replace("isbn", "pages: Int isbn")
    (repository / "schema.graphql").write_text(new.replace("A site", "One site"), "utf-8")

    status, lines, _ = diff(capsys)
    _, with_words, _ = diff(capsys, "--words")

    assert status == 0
    assert [line.split()[0] for line in lines] == ["dangerous", "safe"]
    assert [line.split()[0] for line in with_words] == ["dangerous", "safe", "safe"]


def test_once_committed_it_is_compared_with_the_commit_before(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert diff(capsys) == (0, [], "There is no earlier schema to compare with.\n")
    _commit(OLD.replace("isbn: String", ""))

    status, lines, _ = diff(capsys)
    named = diff(capsys, "HEAD^", "HEAD")
    back = diff(capsys, "HEAD", "HEAD^")

    assert (status, len(lines)) == (1, 1)
    assert named[:2] == (1, lines)
    assert back[0] == 0


def test_files_are_compared_too_and_what_is_neither_is_refused(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "a").write_text(OLD, "utf-8")
    (repository / "b").write_text(OLD.replace("isbn: String", ""), "utf-8")
    (repository / "bad").write_text("type {", "utf-8")

    assert diff(capsys, "a", "b")[0] == 1
    assert "[not_found]" in diff(capsys, "none")[2]
    assert "[not_found]" in diff(capsys, "--", "--output=x")[2]
    assert "[no_schema]" in diff(capsys, "bad", "a")[2]


def test_without_git_there_is_nothing_to_compare_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("schema.graphql").write_text(OLD, "utf-8")

    assert diff(capsys)[0] == 0
    monkeypatch.setenv("PATH", "")
    assert diff(capsys)[0] == 0
