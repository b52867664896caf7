"""Two lists or values made from one, put together."""

from typing import Any

import pytest

from cms.editing.merging import Clash, merged_list, merged_value


def row(key: str, **cells: Any) -> dict[str, Any]:
    return {"key": key, "text": key, "by": "", **cells}


def by_key(one: Any) -> str:
    return str(one["key"])


A, B, C = row("a"), row("b"), row("c")


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged"),
    [("x", "x", "x", "x"), ("x", "y", "x", "y"), ("x", "x", "y", "y"), ("x", "y", "y", "y"),
     ("", None, "y", "y"), (None, "", "", ""), (["x"], [], ["x"], [])],
)  # fmt: skip
def test_a_value_that_one_of_them_changed(base: Any, theirs: Any, mine: Any, merged: Any) -> None:
    assert merged_value(base, theirs, mine) == merged


def test_a_value_that_both_changed() -> None:
    with pytest.raises(Clash):
        merged_value("x", "y", "z")


@pytest.mark.parametrize(
    ("theirs", "mine", "merged"),
    [
        ([A, B, C], [A, row("b", text="B!"), C], [A, row("b", text="B!"), C]),
        ([A, row("b", by="eva"), C], [A, row("b", text="B!"), C], [A, row("b", text="B!", by="eva"), C]),
        ([B, C], [A, B, C, row("d")], [B, C, row("d")]),
        ([A, B, row("e"), C], [A, row("d"), B, C], [A, row("d"), B, row("e"), C]),
        ([C, B, A], [A, row("b", text="B!"), C], [C, row("b", text="B!"), A]),
        ([A, B, C, row("d")], [C, A, B], [C, row("d"), A, B]),
        ([], [A, B, C], []),
    ],
)  # fmt: skip
def test_rows_are_put_together_by_key(theirs: Any, mine: Any, merged: Any) -> None:
    assert merged_list([A, B, C], theirs, mine, by_key) == merged


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ([A, row("b", text="hers"), C], [A, row("b", text="his"), C]),
        ([A, C], [A, row("b", text="his"), C]),
        ([A, row("b", text="hers"), C], [A, C]),
        ([C, A, B], [B, A, C]),
        ([A, B, C], [A, A, C]),
    ],
)
def test_rows_that_clash(theirs: Any, mine: Any) -> None:
    with pytest.raises(Clash):
        merged_list([A, B, C], theirs, mine, by_key)


def test_tags_of_both_are_kept() -> None:
    assert merged_list(["a", "b"], ["b", "x"], ["a", "b", "y"], str) == ["b", "x", "y"]
