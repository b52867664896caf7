"""Numbers for an order: as few change as can be."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from cms.editing.numbering import LARGEST, renumbered

NUMBERS = st.lists(st.integers(-5, 15), max_size=7)


def test_one_that_goes_elsewhere_is_the_only_one_that_changes() -> None:
    assert renumbered([20, 10, 30]) == [0, 10, 30]
    assert renumbered([10, 30, 20, 40]) == [10, 15, 20, 40]
    assert renumbered([10, 20, 0]) == [10, 20, 30]


def test_an_order_where_there_was_none() -> None:
    assert renumbered([0, 0, 0, 0]) == [0, 10, 20, 30]
    assert renumbered([]) == []


def test_where_there_is_no_room_those_beside_it_give_way() -> None:
    assert renumbered([1, 9, 2, 3]) == [-18, -8, 2, 3]


def test_the_largest_number_is_not_passed() -> None:
    assert renumbered([LARGEST, 0]) == [10, 20]


@given(NUMBERS)
def test_always_rising_and_never_more_changed_than_needed(numbers: list[int]) -> None:
    made = renumbered(numbers)

    assert all(low < high for low, high in pairwise(made))
    same = sum(old == new for old, new in zip(numbers, made, strict=True))
    assert same >= max(map(len, _with_room(numbers)), default=0)


def _with_room(numbers: list[int]) -> list[tuple[int, ...]]:
    """Every choice of places whose numbers could stay."""
    places = range(len(numbers))
    return [
        chosen
        for size in range(len(numbers) + 1)
        for chosen in combinations(places, size)
        if all(numbers[high] - numbers[low] >= high - low for low, high in pairwise(chosen))
    ]
