"""Rules as choices: what can be chosen is written and read back, what says more is left alone."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.recurrence import parse
from cms.recurrence.choices import ORDINALS, Choices, Repeat, choices_of, written

ZONE = ZoneInfo("Europe/Amsterdam")
ends = st.one_of(
    st.fixed_dictionaries({}),
    st.fixed_dictionaries({"count": st.integers(1, 99)}),
    st.fixed_dictionaries({"until": st.dates(date(2020, 1, 1), date(2030, 1, 1))}),
)
days = st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found)))
ordinals = st.sets(st.sampled_from(ORDINALS), min_size=1).map(
    lambda found: tuple(sorted(found, key=ORDINALS.index))
)
numbers = st.sets(st.sampled_from([*range(1, 32), -1])).map(
    lambda found: tuple(sorted(found, key=lambda day: (day < 0, day)))
)
chosen = st.one_of(
    st.builds(dict, repeat=st.sampled_from([Repeat.DAILY, Repeat.YEARLY])),
    st.builds(dict, repeat=st.just(Repeat.WEEKLY), weekdays=days),
    st.builds(dict, repeat=st.just(Repeat.MONTHLY_BY_WEEKDAY), weekdays=days, ordinals=ordinals),
    st.builds(dict, repeat=st.just(Repeat.MONTHLY_BY_DATE), days=numbers),
)


@given(chosen, ends, st.integers(1, 12), st.booleans())
def test_what_is_chosen_is_written_and_read_back(
    what: dict[str, object], end: dict[str, object], interval: int, whole_day: bool
) -> None:
    choices = Choices(**(what | end), interval=interval)  # type: ignore[arg-type]
    rule = written(choices, ZONE, whole_day=whole_day)
    parse(rule)

    assert choices_of(rule, ZONE, whole_day=whole_day) == choices


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY",
        "FREQ=MONTHLY;BYDAY=2MO,4TU",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
        "FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=MO",
        "FREQ=YEARLY;BYMONTH=3,9;BYDAY=1SU",
        "FREQ=DAILY;UNTIL=20261231T060000Z",
        "FREQ=MONTHLY;BYDAY=-2FR",
        "nonsense",
    ],
)
def test_what_says_more_has_no_choices(rule: str) -> None:
    assert choices_of(rule, ZONE) is None


@pytest.mark.parametrize(
    ("rule", "choices"),
    [
        ("", Choices()),
        ("FREQ=MONTHLY;BYDAY=4MO,2MO", Choices(Repeat.MONTHLY_BY_WEEKDAY, weekdays=(0,), ordinals=(2, 4))),
        ("freq=weekly;byday=MO", Choices(Repeat.WEEKLY, weekdays=(0,))),
        ("FREQ=MONTHLY", Choices(Repeat.MONTHLY_BY_DATE)),
        ("FREQ=DAILY;UNTIL=20261231T225959Z", Choices(Repeat.DAILY, until=date(2026, 12, 31))),
    ],
)  # fmt: skip
def test_rules_that_people_write(rule: str, choices: Choices) -> None:
    assert choices_of(rule, ZONE) == choices
