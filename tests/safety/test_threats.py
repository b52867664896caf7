"""The table of threats names what is there, and what differs from advice is argued and is so."""

import re
from collections.abc import Mapping

from cms.access.one_time import LASTS, Purpose
from cms.database.engine import READING
from cms.database.roles import SESSION, Role
from cms.delivery.media import SHOWN
from cms.schema.limits import INTROSPECTION_DEPTH, KNOWN, PUBLIC
from cms.settings import Settings
from cms.translation.po.po import MAX_BYTES
from tests.safety.proven import ROOT, page

TABLE, DIFFERING = page("threats.md").split("## What differs from what is advised")


def test_each_threat_has_a_test_and_each_test_is_there() -> None:
    rows = re.findall(r"^\| (\d+)\. .*\|(.*)\|(.*)\|$", TABLE, re.M)

    assert [int(number) for number, *_ in rows] == [*range(1, 33)]
    for number, _, tests in rows:
        assert re.findall(r"`tests/[^`]+\.py`", tests), number
    named = re.findall(r"`((?:cms|admin|tests)/[^`]*)`", TABLE)
    assert [one for one in named if not (ROOT / one).exists()] == []


def _seconds(session: Mapping[str, str]) -> str:
    return session["statement_timeout"].removesuffix("s")


def test_what_differs_from_advice_is_so_and_names_its_decision() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \| (.*) \| (.*) \| (.*) \|$", DIFFERING, re.M)
    ours = " ".join(said for _, _, said, _ in rows)

    assert len(rows) == DIFFERING.count("\n| ") - 2
    assert all("](../decisions/" in why for *_, why in rows)
    for said in (
        f"{KNOWN.depth} deep, {KNOWN.cost:,} points, {KNOWN.characters:,} characters",
        f"{KNOWN.mutations} mutations",
        f"{PUBLIC.cost:,} points: it is fields",
        f"the schema {INTROSPECTION_DEPTH} deep",
        f"for editors {_seconds(READING)} where they only read, and {_seconds(SESSION[Role.EDITOR])}",
        f"`CMS_SECOND_FACTOR` is `{Settings().second_factor}`",
        f"an invitation {LASTS[Purpose.INVITE].days} days",
        f"{MAX_BYTES // 1_000_000} MB",
    ):
        assert said in ours, said
    assert "image/svg+xml" not in SHOWN
