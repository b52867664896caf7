"""What is kept never takes more room than it was given."""

from cms.schema.asked import Asked
from cms.schema.build import built
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.plans import Compiled
from cms.schema.kept import Kept


def test_what_was_not_used_for_longest_goes_first() -> None:
    kept: Kept[str, int] = Kept(30)
    for number, name in enumerate("abc"):
        kept.put(name, number, 3)
    kept.get("a")
    for number, name in enumerate("defghijk"):
        kept.put(name, number, 3)

    assert kept.get("a") == 0
    assert kept.get("b") is None
    assert kept.weight == 30


def test_what_is_too_heavy_is_not_kept() -> None:
    kept: Kept[str, int] = Kept(30)
    kept.put("a", 1, 3)
    kept.put("b", 1, 4)

    assert (kept.get("a"), kept.get("b")) == (1, None)


def test_what_is_kept_again_weighs_once() -> None:
    kept: Kept[str, int] = Kept(30)
    for number in range(100):
        kept.put("a", number, 3)

    assert (kept.get("a"), kept.weight) == (99, 3)


def test_plans_do_not_grow_with_what_is_sent() -> None:
    compiled = Compiled(built(), "https://example.org")
    query = "query ($filter: PageFilter) { pages(filter: $filter) { totalCount } }"
    for number in range(300):
        asked = {"title": {"eq": f"{number}" + "x" * 150}, "or": [{"slug": {"eq": f"{number}"}}]}
        compiled.find(Asked(query, {"filter": asked}))

    # Each filter is compiled, and PostgreSQL is sent the same text for all of them.
    assert compiled.plans.weight <= compiled.plans.heaviest
    assert len({plan.sql for plan, _ in compiled.plans.known.values()}) == 1  # type: ignore[union-attr]


def test_languages_that_are_none_are_told_apart_no_further() -> None:
    compiled = Compiled(built(), "https://example.org")
    query = "query ($path: String!) { content(path: $path) { __typename } }"
    for number in range(20):
        try:
            compiled.find(Asked(query, {"path": f"/x{number}/iets"}))
        except Uncompiled:
            continue

    assert len(compiled.plans.known) == 1
