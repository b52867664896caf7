"""How the site writes, as a file says it."""

from pathlib import Path

import pytest

from cms.translation.rules.conventions import (
    BadConvention,
    Conventions,
    conventions_path,
    read_conventions,
)


def read(folder: Path, text: str) -> Conventions:
    path = folder / "l10n.toml"
    path.write_text(text, encoding="utf-8")
    return read_conventions(path)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    found = read_conventions(tmp_path / "l10n.toml")
    assert (found.address["nl"], found.variants["en"], found.exact) == ("je", "en_GB", "propose")


def test_the_projects_own_file_says_the_same() -> None:
    assert read_conventions(conventions_path()) == Conventions()


def test_what_the_file_says_counts(tmp_path: Path) -> None:
    agreed = '[address]\nnl = "u"\n[memory]\nexact = "accept"\nlikeness = 0.9\n'
    found = read(tmp_path, f'site = "https://cms.example.org/"\n{agreed}')
    assert found.site == "https://cms.example.org"
    assert (found.address["nl"], found.exact, found.likeness) == ("u", "accept", 0.9)
    assert found.variants["en"] == "en_GB"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[address]\nnl = "gij"\n', 2, "gij"),
        ('[address]\nfr = "tu"\n', 2, "fr"),
        ('[variants]\nen = "nl_NL"\n', 2, "nl_NL"),
        ('[variants]\nen = "en_GB"\nnl = 3\n', 3, "3"),
        ('\nsite = "cms.example.org"\n', 2, "cms.example.org"),
        ("site = 3\n", 1, "3"),
        ("# words\n[memory]\nlikeness = 0.2\n", 3, "0.2"),
        ('[memory]\nexact = "always"\n', 2, "always"),
        ("[colours]\n", 1, "colours"),
        ('memory = "much"\n', 1, "table"),
        ("[memory\n", 0, "TOML"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    with pytest.raises(BadConvention) as raised:
        read(tmp_path, text)
    assert raised.value.line == line
    assert says in str(raised.value)
