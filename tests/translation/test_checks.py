"""What is said of a translation that is not right."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.content.richtext import parse
from cms.content.segments import split
from cms.translation.rules.checks import check
from tests.content.soup import HTML, read

LINKED = "Zie [dit]{1} en [dat]{2}, met *nadruk*."
TARGETS = ("(/a)", "(uid:b)")


def codes(
    source: str, target: str, kind: str = "p", placeholders: tuple[str, ...] = ()
) -> set[str]:
    return {finding.code for finding in check(source, target, placeholders, kind)}


def test_a_mark_behind_the_full_stop_is_not_its_end() -> None:
    note, lang = ["[^Of 2009.]"], ['<span lang="en">', "</span>"]
    assert codes("Een zin.{1}", "A sentence.{1}", "p", note) == set()
    assert codes("Een zin.{1}", "A sentence{1}.", "p", note) == set()
    assert codes("Een zin.{1}", "A sentence{1}", "p", note) == {"W03"}
    assert codes("Zeg {1}hello.{2}", "Say {1}hello{2}.", "p", lang) == set()


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("See [that]{2} and [this]{1}, with *emphasis*.", set()),
        ("See [this]{1}, with *emphasis*.", {"E06"}),
        ("See [this]{1} [that]{2} [x]{2}, with *emphasis*.", {"E06"}),
        ("See [this]{1} [that]{2} [x]{3}, with *emphasis*.", {"E06"}),
        ("See [this]{1} { [that]{2}, with *emphasis*.", {"E06"}),
        ("See this]{1} and [that]{2}, with *emphasis*.", {"E07"}),
        ("See [this] {1} and [that]{2}, with *emphasis*.", {"E07"}),
        ("See {1} and [that]{2}, with *emphasis*.", {"E07"}),
        ("See [this]{1} and [that]{2}, with *emphasis.", {"E07"}),
        ("See [this]{1} and [that]{2}, without emphasis.", set()),
        ("See [[this]{1} and [that]{2}, with *emphasis*.", {"E07"}),
        ("See [this]{1} and [that]{2}, <b>with</b> *emphasis*.", {"E08"}),
        ("See [this]{1} and [that]{2}, <em>with</em> *emphasis*.", set()),
        ("See [this]{1} and [that]{2}, <script> *emphasis*.", {"E08"}),
        ("See [this]{1} and [that]{2}, <img onerror=x> *emphasis*.", {"E08"}),
        ("See [this]{1} and [that]{2}, [x](javascript:y) *emphasis*.", {"E08"}),
        ("See [this]{1} and [that]{2}, ![x](/y) *emphasis*.", {"E08"}),
        ("See [this]{1} and [that]{2}, <me@example.org> *emphasis*.", {"E08", "W05"}),
        ("See [this]{1} and [that]{2}, {{{{ x }}}} *emphasis*.", {"E08"}),
        ("See [this]{1} and [that]{2}, \u202e *emphasis*.", {"E08"}),
        ("See [this]{1} and [that]{2}, \a *emphasis*.", {"E08"}),
        ("See [this]{1} and [that]{2}.\n\nWith *emphasis*.", {"E10"}),
        ("```\nSee [this]{1} and [that]{2}, with *emphasis*.", {"E10"}),
        ("See [this]{1} and [that]{2},\nwith *emphasis*.", set()),
        ("See  [this]{1} and [that]{2}, with *emphasis*.", {"W02"}),
        ("See [this]{1} and [that]{2}, with *emphasis*", {"W03"}),
        ("See [this]{1} and [that]{2}, \u201cwith *emphasis*.", {"W04"}),
        ("See [this]{1} and [that]{2}, with *emphasis* on www.x.nl.", {"W05"}),
        ("See [this]{1} and [that]{2}, with *emphasis* in 2009.", {"W06"}),
        ("See [this]{1} and [that]{2}, with *emphasis* on `x`.", {"W10"}),
        ("See [this]{1} and [that]{2}, with *emphasis*, " * 3, {"E06", "W03"}),
        ("See [this]{1} and [that]{2}, with *emphasis*, " + "x" * 60 + ".", set()),
        (LINKED, {"W01"}),
        ("", set()),
        ("  \n", set()),
    ],
)
def test_a_paragraph_with_links(target: str, expected: set[str]) -> None:
    assert codes(LINKED, target, "p", TARGETS) == expected


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Title <script src=x>", "<script src=x>"),
        ("Title <b", "<b"),
        ("Title [it](javascript:alert(1)) here", "[it](javascript:alert(1))"),
        ('Title ![it](https://example.org/x.png "so")', '![it](https://example.org/x.png "so")'),
        ("Title {{{{ secret }}}} here", "{{{{ secret }}}}"),
        ("Title <" + "a" * 300, "<" + "a" * 119 + "…"),
    ],
)
def test_what_is_foreign_is_quoted_whole(text: str, sign: str) -> None:
    found = [one for one in check("A title", text, (), "p") if one.code == "E08"]

    assert [one.message.params["sign"] for one in found] == [sign]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [("Dit is **sterk**.", "This is **strong.", {"E07"}), ("**Sterk**.", "**Strong*.", {"E07"}),
     ("**Sterk**.", "Strong.", set()), ("**Sterk** 2 * 3.", "Strong 2 * 3.", set()),
     ("**Sterk**.", r"Strong\*\*.", set()), ("**Sterk** en *schuin*.", "**Strong, *italic*.", {"E07"})],
)  # fmt: skip
def test_emphasis_is_not_left_open(source: str, target: str, expected: set[str]) -> None:
    assert codes(source, target) == expected


@pytest.mark.parametrize("kind", ["h2", "plain", "alt"])
def test_a_line_stays_one_line(kind: str) -> None:
    assert codes("Een kop", "A\nheading", kind) == {"E10"}


def test_a_plain_field_has_no_formatting() -> None:
    assert codes("Een * {{x}}", "One * {{x}}", "plain") == set()
    assert codes("Een titel", "A [title]", "plain") == set()
    assert codes("Een titel", "A <script>", "plain") == {"E08"}
    assert codes("Een titel", "A {title", "plain") == {"E06"}


def test_a_language_mark_may_not_be_lost() -> None:
    (segment,) = split(parse('<p><span lang="en">Open</span> koffie</p>'))
    assert codes(segment.text, "{2}Open{1} coffee", "p", segment.placeholders) == {"E07"}
    assert codes(segment.text, "Coffee, {1}open{2}", "p", segment.placeholders) == set()


def test_numbers_are_the_same_however_they_are_written() -> None:
    assert codes("In 2008 waren er 2.000", "In 2008 there were 2,000") == set()
    assert codes("Van 9.00 tot 10.30 uur", "From 9:00 to 10:30") == set()
    assert codes("Van 9.00 tot 10.00 uur", "From 9 to 10 o’clock") == set()
    assert codes("In 2008", "In 2009") == {"W06"}


def test_a_number_that_differs_is_named_as_it_is_written() -> None:
    (found,) = check("Er waren 2.000 boeken", "There were 3,000 books")
    assert found.message.params["differing"] == "2.000, 3,000"


def test_a_source_whose_placeholders_are_unknown_is_checked_all_the_same() -> None:
    assert codes("Een {2} [x]{1}", "One {2} [x]{1}", "p", ()) == set()


def test_a_translation_much_longer_or_shorter_is_reported() -> None:
    assert codes("woord " * 10, "x" * 10) == {"W11"}
    assert codes("woord " * 10, "x" * 200) == {"W11"}


def test_the_limit_is_said() -> None:
    (finding,) = check("x" * 40, "y" * 61, (), "plain", 60)
    assert (finding.code, finding.refuses) == ("E09", True)
    assert "61" in str(finding.message)
    assert "60" in str(finding.message)
    assert not check("x{{}}", "{{" * 30 + "}}" * 30, (), "plain", 60)[1:]


@pytest.mark.parametrize("piece", [*"*[<`_{!.", "[a]{1}", "](a", ". ", "*a ", "a@", "a.", "www."])
def test_no_text_takes_long(piece: str) -> None:
    start = time.process_time()
    for times in (10_000, 200_000):
        text = (piece * times)[:times]
        assert check(LINKED, text, TARGETS, "p")
    assert time.process_time() - start < 4


@settings(max_examples=300, deadline=None)
@given(HTML)
def test_a_text_is_never_refused_as_its_own_translation(html: str) -> None:
    for segment in split(read(html)):
        found = check(segment.text, segment.text, segment.placeholders, segment.kind)
        assert [finding for finding in found if finding.refuses] == []


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["p", "h2", "plain", "alt"]))
def test_every_finding_can_be_shown(source: str, target: str, kind: str) -> None:
    for finding in check(source, target, ("(/a)",), kind):
        assert str(finding.message)
