"""Rules in words."""

from dataclasses import fields, replace
from datetime import date

import pytest

from kalends.core.recur.rule import Freq
from kalends.core.recur.text import read_rule
from kalends.core.recur.words import ENGLISH, sentence


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=DAILY;INTERVAL=2", "every second day"),
        ("FREQ=DAILY;INTERVAL=10;COUNT=5", "every 10 days, 5 times"),
        ("FREQ=DAILY;COUNT=1", "every day, once"),
        ("FREQ=DAILY;BYMONTH=1", "every day in January"),
        ("FREQ=WEEKLY", "every week"),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=2", "every Tuesday and Thursday, twice"),
        ("FREQ=WEEKLY;BYDAY=FR,MO,TU,TH,WE", "every weekday"),
        ("FREQ=WEEKLY;BYDAY=SA,SU;INTERVAL=3", "every 3 weeks on Saturday and Sunday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=1", "every week on the 1st Monday or Wednesday"),
        ("FREQ=MONTHLY;BYDAY=1FR", "every month on the 1st Friday"),
        ("FREQ=MONTHLY;BYDAY=1SU,-1SU;INTERVAL=2", "every second month on the 1st Sunday and the last Sunday"),
        ("FREQ=MONTHLY;BYDAY=-2MO", "every month on the last but one Monday"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3", "every month on the last but two day of the month"),
        ("FREQ=MONTHLY;BYMONTHDAY=2,15", "every month on the 2nd and 15th"),
        ("FREQ=MONTHLY;BYMONTHDAY=11,12,13,21,22,23", "every month on the 11th, 12th, 13th, 21st, 22nd and 23rd"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "every month on Friday if it is the 13th"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "every month on the last but one weekday"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=-1", "every month on the 1st and 2nd, only the last of these"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "every year on 24 December"),
        ("FREQ=YEARLY;BYMONTH=6,7", "every year in June and July"),
        ("FREQ=YEARLY;BYYEARDAY=1,100,-5", "every year on the 1st, 100th and 5th to last day of the year"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "every year on Monday in week 20"),
        ("FREQ=YEARLY;BYDAY=20MO", "every year on the 20th Monday"),
        ("FREQ=HOURLY;INTERVAL=3", "every 3 hours"),
        ("FREQ=SECONDLY;INTERVAL=2", "every 2 seconds"),
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=0,30", "every day at 09:00 and 09:30"),
        ("FREQ=MINUTELY;BYHOUR=9,10", "every minute in the hours 9 and 10"),
        (
            "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD",
            "every month on the 31st, or the last day before where a month or year lacks it",
        ),
        ("RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=5L", "every year in 5L by the calendar CHINESE"),
    ],
)
def test_english(rule: str, words: str) -> None:
    assert sentence(read_rule(rule)[0]) == words


def test_the_example_of_the_plan() -> None:
    rule, _ = read_rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20270303T090000Z")
    words = "every second Tuesday and Thursday until 3 March 2027, except 24 December"
    assert sentence(rule, date(2026, 9, 1), [date(2026, 12, 24)]) == words
    assert sentence(rule, None, [date(2026, 12, 24)]) == f"{words} 2026"
    many = [date(2027, 1, 2), date(2026, 12, 24), date(2027, 1, 1)]
    assert sentence(rule, date(2026, 9, 1), many).endswith(", except 24 December, 1 January and 2 January")


def test_a_translator_needs_the_table_alone() -> None:
    dutch = replace(
        ENGLISH,
        weekly_on={1: "elke {days}", 2: "om de week op {days}", 0: "elke {n} weken op {days}"},
        weekdays=("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
        months=("januari", "februari", "maart", *ENGLISH.months[3:]),
        until="tot en met {day}",
        last_comma=" en ",
        sentence="{limit} {often}{exceptions}",
    )
    rule = read_rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20270303")[0]
    assert sentence(rule, language=dutch) == "tot en met 3 maart 2027 om de week op dinsdag en donderdag"


def test_the_table_is_whole() -> None:
    for name in ("every", "every_second", "every_nth"):
        assert set(getattr(ENGLISH, name)) == set(Freq)
    assert (len(ENGLISH.weekdays), len(ENGLISH.months)) == (7, 12)
    assert all(getattr(ENGLISH, field.name) for field in fields(ENGLISH))
