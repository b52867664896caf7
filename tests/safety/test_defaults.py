"""The table of defaults names what is there: our settings and code, and tests or decisions for each."""

import re

from cms.settings import Settings
from cms.settings.declaring import declared
from tests.safety.proven import NAMED, ROOT, page, rows, untrue

PAGE = page("defaults.md")
PLACE = re.compile(r"`((?:cms|admin)/[\w/]+\.py)`")
SETTING = re.compile(r"`(CMS_\w+)`")


def test_each_default_is_held_by_a_test_or_argued_by_a_decision() -> None:
    found = rows(PAGE)

    assert [number for number, _ in found] == [*range(1, 35)]
    for number, (_, ours, held) in found:
        assert PLACE.search(ours) or SETTING.search(ours), number
        assert NAMED.search(held) or "](../decisions/" in held, number
    assert untrue(PAGE) == []


def test_the_settings_and_the_code_that_it_names_are_there() -> None:
    assert set(SETTING.findall(PAGE)) <= {one.variable for _, one in declared(Settings)}
    for names, path in re.findall(r"((?:`\w+`(?:, | and )?)+) in `([^`]+)`", PAGE):
        code = (ROOT / path).read_text("utf-8")
        for name in re.findall(r"\w+", names.replace(" and ", " ")):
            assert re.search(rf"^(?:class |(?:async )?def )?{name}\b", code, re.M), (name, path)
