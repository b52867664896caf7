"""Surrogate keys: exact as long as they fit into a header, coarser when they do not."""

from dataclasses import replace

from cms.publishing.changes import Change
from cms.publishing.concerns import purged
from cms.reading.surrogates import ANY_ADDRESS, LONGEST_HEADER, Reads, named


def listed(uids: int, names: int) -> Reads:
    reads = Reads()
    for number in range(uids):
        reads.entry(f"abcdefgh{number:04}", ["nl"])
    reads.sorted_by(["event"], ["nl"], [f"field_{number}" for number in range(names)])
    return reads


def test_few_keys_are_named_one_by_one() -> None:
    reads = listed(3, 1)

    assert "abcdefgh0002.nl" in named(reads.keys)
    assert "event.nl.field_0" in named(reads.keys)


def test_many_fields_give_way_to_their_type() -> None:
    assert named(listed(1, 600).keys) == ["abcdefgh0000.nl", "event.nl.*"]


def test_many_entries_give_way_to_their_language() -> None:
    assert named(listed(600, 1).keys) == ["entries.nl", "event.nl.*"]


def test_too_many_addresses_give_way_to_the_site() -> None:
    reads = Reads()
    for number in range(600):
        reads.address(f"/nl/{number}")

    assert named(reads.keys) == ["site"]


def test_every_coarser_key_is_purged_too() -> None:
    change = Change("changed", "abcdefgh0001", "event", "nl", fields=["field_1"])

    for uids, names in ((3, 3), (1, 600), (600, 600)):
        keys = named(listed(uids, names).keys)
        assert sum(map(len, keys)) + len(keys) <= LONGEST_HEADER
        assert set(keys) & set(purged(change))


def test_addresses_of_any_text_can_stand_in_a_header() -> None:
    reads = Reads()
    reads.address("/nl/één twee\n" + "x" * 300)

    (key,) = set(named(reads.keys)) - {ANY_ADDRESS}
    assert key.isascii()
    assert " " not in key
    assert len(key) < 200


def test_what_concerns_too_many_to_name_is_purged_too() -> None:
    reads = Reads()
    reads.address("/nl/een")
    reads.referring("abcdefgh0001", ["nl"])
    told = Change("changed", "abcdefgh0002", "event", "nl", fields=["title"])

    for change in (replace(told, paths=None), replace(told, refs=None)):
        assert set(named(reads.keys)) & set(purged(change))
    assert not set(named(reads.keys)) & set(purged(told))
