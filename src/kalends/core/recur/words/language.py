"""What a language needs in order to say a rule. A translator fills in one of these, and writes no code.

In the templates, names in braces are replaced; a template may leave one out, or put them in another order.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kalends.core.recur.rule import Freq


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language.

    `every`         how often, without days, by frequency: "every day"
    `every_second`  the same for an interval of two: "every second day"
    `every_nth`     the same for others: "every {n} days"; {nth} is the ordinal
    `weekly_on`     by interval, 1, 2 and 0 for any other, where week days follow: "every {days}"
    `on_days`       week days in any other frequency: "on {days}"
    `weekdays`      Monday to Sunday; `working_days` stands for Monday to Friday, `all_days` for all seven
    `ordinals`      those that are irregular; others by `ordinal`. From the end, in order: "last", "last but one"
    `nth_day`       BYDAY=2TU: "the {nth} {day}"
    `on_nth_of`     BYSETPOS among week days: "on the {nth} {days}", which are joined by `last_or`
    `nth_such`      BYSETPOS among anything else
    `on_day_if`     BYDAY and BYMONTHDAY: "on {days} if it is the {numbers}"
    `on_date`       a day of one month: "on {days}", each by `day_of_year`
    `numbers`       COUNT in words, from one on: "twice"; others by `times`
    `sentence`      the whole, of {often}, {days}, {months}, {times}, {calendar}, {limit}, {exceptions}

    A template that begins with a comma is joined to the words before.
    """

    every: Mapping[Freq, str]
    every_second: Mapping[Freq, str]
    every_nth: Mapping[Freq, str]
    weekly_on: Mapping[int, str]
    on_days: str
    weekdays: tuple[str, ...]
    working_days: str
    all_days: str
    months: tuple[str, ...]
    in_months: str
    ordinals: Mapping[int, str]
    ordinal: str
    ordinals_from_end: tuple[str, ...]
    ordinal_from_end: str
    nth_day: str
    on_nth_of: str
    nth_such: str
    on_day_if: str
    on_date: str
    on_month_days: str
    day_from_end: str
    on_year_days: str
    in_weeks: str
    at_times: str
    at_hours: str
    at_minutes: str
    at_seconds: str
    time: str
    day: str
    day_of_year: str
    until: str
    times: str
    numbers: tuple[str, ...]
    exceptions: str
    moved_back: str
    moved_forward: str
    calendar: str
    comma: str
    last_comma: str
    last_or: str
    sentence: str
