"""Table: English."""

from kalends.core.recur.rule import Freq
from kalends.core.recur.words.language import Language

_UNITS = {
    Freq.SECONDLY: ("second", "seconds"),
    Freq.MINUTELY: ("minute", "minutes"),
    Freq.HOURLY: ("hour", "hours"),
    Freq.DAILY: ("day", "days"),
    Freq.WEEKLY: ("week", "weeks"),
    Freq.MONTHLY: ("month", "months"),
    Freq.YEARLY: ("year", "years"),
}
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}

ENGLISH = Language(
    every={freq: f"every {one}" for freq, (one, _) in _UNITS.items()},
    # "every second second" would be a riddle
    every_second={freq: f"every second {one}" if freq else "every 2 seconds" for freq, (one, _) in _UNITS.items()},
    every_nth={freq: f"every {{n}} {many}" for freq, (_, many) in _UNITS.items()},
    weekly_on={1: "every {days}", 2: "every second {days}", 0: "every {n} weeks on {days}"},
    on_days="on {days}",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    working_days="weekday",
    all_days="day",
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    in_months="in {months}",
    ordinals={n: f"{n}{_ENDINGS.get(n % 10, 'th')}" for n in range(1, 367) if n % 100 not in (11, 12, 13)},
    ordinal="{n}th",
    ordinals_from_end=("last", "last but one", "last but two"),
    ordinal_from_end="{nth} to last",
    nth_day="the {nth} {day}",
    on_nth_of="on the {nth} {days}",
    nth_such=", only the {nth} of these",
    on_day_if="on {days} if it is the {numbers}",
    on_date="on {days}",
    on_month_days="on the {days}",
    day_from_end="{nth} day of the month",
    on_year_days="on the {days} day of the year",
    in_weeks="in week {weeks}",
    at_times="at {times}",
    at_hours="in the hours {hours}",
    at_minutes="at minute {minutes}",
    at_seconds="at second {seconds}",
    time="{hour:02}:{minute:02}",
    day="{day} {month} {year}",
    day_of_year="{day} {month}",
    until="until {day}",
    times=", {n} times",
    numbers=(", once", ", twice"),
    exceptions=", except {days}",
    moved_back=", or the last day before where a month or year lacks it",
    moved_forward=", or the first day after where a month or year lacks it",
    calendar="by the calendar {name}",
    comma=", ",
    last_comma=" and ",
    last_or=" or ",
    sentence="{often} {days} {months} {times} {calendar} {limit}{exceptions}",
)  # fmt: skip
