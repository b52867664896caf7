"""When something takes place, in words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cms.recurrence import Addition, Schedule
from cms.translation.interface.schedules import in_words

KOFFIE = Schedule(
    datetime(2009, 1, 12, 8, tzinfo=UTC),
    datetime(2009, 1, 12, 9, tzinfo=UTC),
    rrule="FREQ=MONTHLY;BYDAY=2MO,4MO",
)

# The first start is Monday 12 January 2009, 9:00 in Amsterdam. Where no time is named, 09:00–10:00 follows.
RULES = {
    "FREQ=DAILY": ("elke dag", "every day"),
    "FREQ=DAILY;INTERVAL=3": (
        "elke 3 dagen, 09:00–10:00, vanaf 12 januari 2009",
        "every 3 days, 09:00–10:00, from 12 January 2009 on",
    ),
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR": ("elke werkdag", "every weekday"),
    "FREQ=DAILY;BYMONTH=1,7": ("elke dag in januari en juli", "every day in January and July"),
    "FREQ=WEEKLY": ("elke maandag", "every Monday"),
    "FREQ=WEEKLY;BYDAY=MO,TH": ("elke maandag en donderdag", "every Monday and Thursday"),
    "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYMONTH=1": (
        "elke maandag, woensdag en vrijdag in januari",
        "every Monday, Wednesday and Friday in January",
    ),
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": ("elke werkdag", "every weekday"),
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO": (
        "elke 2 weken op maandag, 09:00–10:00, vanaf 12 januari 2009",
        "every 2 weeks on Monday, 09:00–10:00, from 12 January 2009 on",
    ),
    "FREQ=MONTHLY": ("elke 12e van de maand", "every 12th of the month"),
    "FREQ=MONTHLY;BYMONTHDAY=1,2,3,12,-1": (
        "elke 1e, 2e, 3e, 12e en laatste dag van de maand",
        "every 1st, 2nd, 3rd, 12th and last day of the month",
    ),
    "FREQ=MONTHLY;BYDAY=2MO,4MO": (
        "elke tweede en vierde maandag van de maand",
        "every second and fourth Monday of the month",
    ),
    "FREQ=MONTHLY;BYDAY=2MO,3TU,-1FR": (
        "elke tweede maandag, derde dinsdag en laatste vrijdag van de maand",
        "every second Monday, third Tuesday and last Friday of the month",
    ),
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2": (
        "elke tweede maandag van de maand",
        "every second Monday of the month",
    ),
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,-2": (
        "elke op een na laatste en laatste werkdag van de maand",
        "every last but one and last weekday of the month",
    ),
    "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1": (
        "elke eerste weekenddag van de maand",
        "every first weekend day of the month",
    ),
    "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1": (
        "elke eerste maandag of dinsdag van de maand",
        "every first Monday or Tuesday of the month",
    ),
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=2MO": (
        "elke 2 maanden op de tweede maandag, 09:00–10:00, vanaf 12 januari 2009",
        "every 2 months on the second Monday, 09:00–10:00, from 12 January 2009 on",
    ),
    "FREQ=MONTHLY;BYMONTH=1,9;BYDAY=2MO": (
        "elke tweede maandag van januari en september",
        "every second Monday of January and September",
    ),
    "FREQ=YEARLY": ("elk jaar op 12 januari", "every year on 12 January"),
    "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=12": (
        "elk jaar op 12 januari en 12 juli",
        "every year on 12 January and 12 July",
    ),
    "FREQ=YEARLY;BYMONTH=1;BYDAY=2MO": (
        "elk jaar op de tweede maandag van januari",
        "every year on the second Monday of January",
    ),
    "FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=-1": (
        "elk jaar op de laatste dag van januari en februari",
        "every year on the last day of January and February",
    ),
    "FREQ=YEARLY;BYDAY=2MO,-4MO,20MO": (
        "elk jaar op de tweede, 20e en op 3 na laatste maandag van het jaar",
        "every year on the second, 20th and last but 3 Monday of the year",
    ),
    "FREQ=YEARLY;BYYEARDAY=12,100,-1": (
        "elk jaar op de 12e, 100e en laatste dag van het jaar",
        "every year on the 12th, 100th and last day of the year",
    ),
    "FREQ=YEARLY;BYWEEKNO=3,20": (
        "elk jaar op maandag van week 3 en 20",
        "every year on Monday of week 3 and 20",
    ),
    "FREQ=YEARLY;INTERVAL=4": (
        "elke 4 jaar op 12 januari, 09:00–10:00, vanaf 12 januari 2009",
        "every 4 years on 12 January, 09:00–10:00, from 12 January 2009 on",
    ),
    "FREQ=HOURLY;INTERVAL=2": (
        "elke 2 uur, vanaf 09:00, vanaf 12 januari 2009",
        "every 2 hours, from 09:00, from 12 January 2009 on",
    ),
    "FREQ=WEEKLY;BYHOUR=9,14": (
        "elke maandag, om 09:00 en 14:00",
        "every Monday, at 09:00 and 14:00",
    ),
    "FREQ=WEEKLY;UNTIL=20091231T220000Z": (
        "elke maandag, 09:00–10:00, tot en met 31 december 2009",
        "every Monday, 09:00–10:00, until 31 December 2009",
    ),
    "FREQ=DAILY;UNTIL=20091231T060000Z": (
        "elke dag, 09:00–10:00, tot en met 30 december 2009",
        "every day, 09:00–10:00, until 30 December 2009",
    ),
    "FREQ=WEEKLY;COUNT=10": (
        "elke maandag, 09:00–10:00, 10 keer",
        "every Monday, 09:00–10:00, 10 times",
    ),
    "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=12": (
        "volgens de regel FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=12",
        "by the rule FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=12",
    ),
    "FREQ=MONTHLY;BYMONTHDAY=12,13;BYSETPOS=1": (
        "volgens de regel FREQ=MONTHLY;BYMONTHDAY=12,13;BYSETPOS=1",
        "by the rule FREQ=MONTHLY;BYMONTHDAY=12,13;BYSETPOS=1",
    ),
    "FREQ=FORTNIGHTLY": ("volgens de regel FREQ=FORTNIGHTLY", "by the rule FREQ=FORTNIGHTLY"),
}


def replaced(**given: Any) -> Schedule:
    return Schedule(**{"starts_at": KOFFIE.starts_at, "ends_at": KOFFIE.ends_at} | given)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_in_words(rule: str) -> None:
    for locale, expected in zip(("nl", "en"), RULES[rule], strict=True):
        by_rule = "regel" in expected or "rule" in expected
        times = "" if by_rule or ":" in expected else ", 09:00–10:00"
        assert in_words(replaced(rrule=rule), locale) == f"{expected}{times}"


def test_the_open_koffie() -> None:
    assert in_words(KOFFIE, "nl") == "elke tweede en vierde maandag van de maand, 09:00–10:00"
    assert in_words(KOFFIE, "en") == "every second and fourth Monday of the month, 09:00–10:00"


DATES = tuple(datetime(2009, month, 9, 8, tzinfo=UTC) for month in (2, 3, 11))
ONCE = [
    ({}, "12 januari 2009, 09:00–10:00", "12 January 2009, 09:00–10:00"),
    ({"whole_day": True}, "12 januari 2009", "12 January 2009"),
    ({"open_end": True}, "12 januari 2009, vanaf 09:00", "12 January 2009, from 09:00"),
    ({"ends_at": None}, "12 januari 2009, om 09:00", "12 January 2009, at 09:00"),
    (
        {"whole_day": True, "ends_at": datetime(2009, 1, 13, 8, tzinfo=UTC)},
        "12–13 januari 2009",
        "12–13 January 2009",
    ),
    (
        {
            "whole_day": True,
            "ends_at": datetime(2009, 1, 13, 8, tzinfo=UTC),
            "rrule": "FREQ=WEEKLY",
        },
        "elke maandag, 2 dagen lang",
        "every Monday, for 2 days",
    ),
    (
        {"ends_at": datetime(2009, 1, 13, 3, tzinfo=UTC), "rrule": "FREQ=WEEKLY"},
        "elke maandag, 09:00–04:00 de volgende dag",
        "every Monday, 09:00–04:00 the next day",
    ),
    (
        {"rrule": "FREQ=MONTHLY;BYDAY=2MO", "exclusions": DATES[:2]},
        "elke tweede maandag van de maand, 09:00–10:00, behalve op 9 februari 2009 en 9 maart 2009",
        "every second Monday of the month, 09:00–10:00, except on 9 February 2009 and 9 March 2009",
    ),
    (
        {"rrule": "FREQ=YEARLY", "additions": tuple(map(Addition, DATES)) * 2},
        "elk jaar op 12 januari, 09:00–10:00, ook op 9 februari 2009, 9 maart 2009 en 9 november 2009",
        "every year on 12 January, 09:00–10:00, also on 9 February 2009, 9 March 2009 and 9 November 2009",
    ),
    (
        {
            "rrule": "FREQ=WEEKLY",
            "exclusions": tuple(datetime(2009, 2, day, 8, tzinfo=UTC) for day in (2, 9, 16, 23)),
        },
        "elke maandag, 09:00–10:00, behalve op 4 data",
        "every Monday, 09:00–10:00, except on 4 dates",
    ),
]


@pytest.mark.parametrize(("given", "nl", "en"), ONCE)
def test_what_else_a_schedule_says(given: dict[str, Any], nl: str, en: str) -> None:
    schedule = replaced(**given)
    assert in_words(schedule, "nl") == nl
    assert in_words(schedule, "en") == en
