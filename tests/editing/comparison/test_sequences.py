"""What two sequences have in common."""

import random
import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cms.editing.comparison.sequences import rising, spans

words = st.lists(st.sampled_from("abcdef"), max_size=60)


@given(words, words)
def test_the_spans_are_the_whole_of_both(before: list[str], after: list[str]) -> None:
    found = spans(before, after)

    assert [one for span in found for one in before[span.start : span.end]] == before
    assert [one for span in found for one in after[span.new_start : span.new_end]] == after
    for span in found:
        same = before[span.start : span.end] == after[span.new_start : span.new_end]
        assert not span.kept or same
    assert all(one.kept != other.kept for one, other in pairwise(found))


def test_long_sequences_are_divided_at_what_stands_once() -> None:
    before = [str(n) for n in range(5000)]
    after = [("x" if n % 10 == 0 else str(n)) for n in range(5000)]

    found = spans(before, after)

    assert sum(span.end - span.start for span in found if span.kept) == 4500


def test_where_every_word_stands_often_a_series_of_words_does_not() -> None:
    chance = random.Random(1)
    before = [chance.choice("abcdefghij") for _ in range(5000)]
    after = [*before[:2000], "x", *before[2000:2400], "x", *before[2400:]]

    kept = sum(span.end - span.start for span in spans(before, after) if span.kept)

    assert kept > 4900


def test_hopeless_sequences_take_no_time() -> None:
    """difflib alone would need hours for these."""
    started = time.process_time()
    spans(["a", "b"] * 100_000, ["b", "a", "c"] * 70_000)
    spans([str(n % 500) for n in range(100_000)], [str(n % 499) for n in range(100_000)])
    assert time.process_time() - started < 20


@given(st.lists(st.integers(0, 30), max_size=8, unique=True))
def test_rising_finds_a_longest_series(numbers: list[int]) -> None:
    found = rising(numbers)

    picked = [numbers[place] for place in found]
    assert picked == sorted(picked)
    assert found == sorted(found)
    subsets = range(2 ** len(numbers))
    series = ([n for i, n in enumerate(numbers) if subset >> i & 1] for subset in subsets)
    assert len(found) == max(len(one) for one in series if one == sorted(one))
