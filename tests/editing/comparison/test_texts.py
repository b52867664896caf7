"""Texts compared by word, rich texts by paragraph and word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.editing.comparison import LineChange, Run, compare_rich, compare_text


def said(runs: tuple[Run, ...]) -> str:
    signs = {"kept": "{}", "added": "[+{}]", "removed": "[-{}]"}
    return "".join(signs[run.fate].format(run.text) for run in runs)


def line(change: LineChange) -> str:
    return f"{change.fate} {change.kind}: {said(change.runs)}"


def lines(before: str, after: str) -> list[str]:
    return [line(one) for one in compare_rich(before, after).lines]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Een goed gesprek", "Een beter gesprek", "Een [-goed][+beter] gesprek"),
        ("om negen uur", "om tien minuten over negen", "om [+tien minuten over ]negen[- uur]"),
        ("een twee drie", "vier vijf zes", "[-een twee drie][+vier vijf zes]"),
        ("", "Nieuw", "[+Nieuw]"),
        ("Oud", "", "[-Oud]"),
        ("café", "cafe", "[-café][+cafe]"),
    ],
)
def test_plain_text_by_word(before: str, after: str, told: str) -> None:
    assert said(compare_text(before, after).runs) == told


@given(st.text("ab ,.\n", max_size=40), st.text("ab ,.\n", max_size=40))
def test_both_texts_can_be_read_from_the_runs(before: str, after: str) -> None:
    runs = compare_text(before, after).runs
    assert "".join(run.text for run in runs if run.fate != "added") == before
    assert "".join(run.text for run in runs if run.fate != "removed") == after


def test_paragraphs_that_stayed_and_words_that_changed() -> None:
    before = "<h2>Doel</h2><p>Wij luisteren naar elkaar.</p><p>Altijd.</p>"
    after = "<h2>Doel</h2><p>Wij luisteren goed naar elkaar.</p><p>Altijd.</p><p>Ook nu.</p>"
    assert lines(before, after) == [
        "kept heading 2: Doel",
        "changed paragraph: Wij luisteren [+goed ]naar elkaar.",
        "kept paragraph: Altijd.",
        "added paragraph: [+Ook nu.]",
    ]


def test_a_rewritten_paragraph_is_one_in_place_of_another() -> None:
    assert lines("<p>Het regent vandaag.</p>", "<p>Morgen komt iedereen thuis</p>") == [
        "removed paragraph: [-Het regent vandaag.]",
        "added paragraph: [+Morgen komt iedereen thuis]",
    ]


def test_a_paragraph_that_became_a_heading() -> None:
    (change,) = compare_rich("<p>Onze missie</p>", "<h3>Onze missie</h3>").lines
    assert (change.fate, change.was, change.kind) == ("changed", "paragraph", "heading 3")


def test_lists_quotations_code_and_tables_have_lines_too() -> None:
    before = (
        "<ol><li>Een<ul><li>Diep</li></ul></li></ol><blockquote><p>Zo is het</p></blockquote>"
        "<pre>x = 1</pre><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    )
    after = before.replace("Diep", "Dieper").replace("<td>b</td>", "<td>c</td>")
    assert lines(before, after) == [
        "kept number: Een",
        "removed bullet: [-Diep]",
        "added bullet: [+Dieper]",
        "kept quotation: Zo is het",
        "kept code: x = 1",
        "changed row: a | [-b][+c]",
    ]


def test_formatting_and_links_are_changes_too() -> None:
    before = '<p>Lees <a href="https://a.example/">dit</a> nu goed</p>'
    after = '<p>Lees <a href="https://b.example/">dit</a> <strong>nu</strong> goed</p>'
    (change,) = compare_rich(before, after).lines
    assert [(run.fate, run.text, run.marks) for run in change.runs if run.fate != "kept"] == [
        ("removed", "dit", ("link:https://a.example/",)),
        ("removed", " nu", ()),
        ("added", "dit", ("link:https://b.example/",)),
        ("added", " ", ()),
        ("added", "nu", ("strong",)),
    ]


def test_a_picture_is_its_description() -> None:
    before = '<p>Zie <img src="uid:0123456789ab" alt="de zaal"> hier</p>'
    (change,) = compare_rich(before, before.replace("de zaal", "de kamer")).lines
    assert said(change.runs) == "Zie [-[de zaal]][+[de kamer]] hier"


def test_what_is_too_large_is_compared_by_paragraph() -> None:
    words = [f"woord{n % 997}" for n in range(60_000)]
    before = f"<p>{' '.join(words)}</p><p>Slot</p>"
    after = f"<p>{' '.join(words[:-1])} anders</p><p>Slot</p>"

    change = compare_rich(before, after)
    text = compare_text(" ".join(words), " ".join(words[1:]))

    assert not change.by_word
    assert [one.fate for one in change.lines] == ["removed", "added", "kept"]
    assert not text.by_word
    assert [run.fate for run in text.runs] == ["removed", "added"]
