"""A rule as a sentence: "every second Tuesday and Thursday until 3 March 2027, except 24 December"."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from kalends.core.recur.rule import Freq, Rule, Skip
from kalends.core.recur.words.english import ENGLISH
from kalends.core.recur.words.language import Language

_WORKING = frozenset(range(5))
_ALL = frozenset(range(7))
_MOST_WORDS = 2


def sentence(
    rule: Rule, start: date | None = None, exceptions: Iterable[date] = (), *, language: Language = ENGLISH
) -> str:
    """The rule in words, without a capital at its beginning and without a full stop.

    `exceptions` are the days of its EXDATEs. `start` is DTSTART as the clock shows it: exceptions of its year, or of
    the year in which the rule ends, are given without the year. Parts that say nothing more are left out.
    """
    days, often = _days(rule, language), _often(rule, language)
    if rule.freq is Freq.WEEKLY and rule.by_day and not rule.by_set_pos:
        often, days = _weekly(rule, language), ""
    text = language.sentence.format(
        often=often,
        days=" ".join(filter(None, (days, _skip(rule, language)))),
        months=" ".join(_months(rule, language)),
        times=" ".join(_times(rule, language)),
        calendar="" if rule.is_gregorian else language.calendar.format(name=rule.rscale),
        limit=_limit(rule, language),
        exceptions=_exceptions(exceptions, _years(rule, start), language),
    )
    return " ".join(text.split()).replace(" ,", ",")


def _often(rule: Rule, language: Language) -> str:
    if rule.interval == 1:
        return language.every[rule.freq]
    forms = language.every_second if rule.interval == _MOST_WORDS else language.every_nth
    return forms[rule.freq].format(n=rule.interval, nth=_ordinal(rule.interval, language))


def _weekly(rule: Rule, language: Language) -> str:
    form = language.weekly_on[rule.interval if rule.interval <= _MOST_WORDS else 0]
    return form.format(days=_joined(_plain_days(rule, language), language), n=rule.interval)


def _days(rule: Rule, language: Language) -> str:
    parts = [*_by_days(rule, language), *_by_numbers(rule, language)]
    if rule.by_set_pos and not _picks_weekdays(rule):
        parts.append(language.nth_such.format(nth=_nths(rule.by_set_pos, language)))
    return " ".join(parts)


def _picks_weekdays(rule: Rule) -> bool:
    """Whether BYSETPOS picks among week days and nothing else."""
    return bool(rule.by_set_pos and rule.by_day) and not (_has_ordinal(rule) or rule.by_month_day or rule.by_hour)


def _has_ordinal(rule: Rule) -> bool:
    return any(nth for nth, _ in rule.by_day)


def _by_days(rule: Rule, language: Language) -> Iterator[str]:
    if _picks_weekdays(rule):
        days = _joined(_plain_days(rule, language), language, language.last_or)
        yield language.on_nth_of.format(nth=_nths(rule.by_set_pos, language), days=days)
    elif rule.by_day and rule.by_month_day:
        numbers = _joined([_month_day(day, language) for day in rule.by_month_day], language, language.last_or)
        yield language.on_day_if.format(days=_joined(_named_days(rule, language), language), numbers=numbers)
    elif rule.by_day:
        yield language.on_days.format(days=_joined(_named_days(rule, language), language))
    elif _is_date(rule):
        dates = [_date_of(day, rule.by_month[0], language) for day in rule.by_month_day]
        yield language.on_date.format(days=_joined(dates, language))
    elif rule.by_month_day:
        days = _joined([_month_day(day, language) for day in rule.by_month_day], language)
        yield language.on_month_days.format(days=days)


def _is_date(rule: Rule) -> bool:
    """Whether days and the one month together are dates, such as 24 December."""
    alone = len(rule.by_month) == 1 and not rule.by_day and bool(rule.by_month_day)
    return alone and rule.is_gregorian and all(day > 0 for day in rule.by_month_day)


def _date_of(day: int, month: int, language: Language) -> str:
    return language.day_of_year.format(day=day, month=language.months[month - 1])


def _by_numbers(rule: Rule, language: Language) -> Iterator[str]:
    if rule.by_year_day:
        yield language.on_year_days.format(days=_nths(rule.by_year_day, language))
    if rule.by_week_no:
        yield language.in_weeks.format(weeks=_joined([str(week) for week in rule.by_week_no], language))


def _plain_days(rule: Rule, language: Language) -> list[str]:
    return _weekdays([day for _, day in rule.by_day], language)


def _named_days(rule: Rule, language: Language) -> list[str]:
    plain = [day for nth, day in rule.by_day if not nth]
    numbered = [(nth, day) for nth, day in rule.by_day if nth]
    return [
        *_weekdays(plain, language),
        *(language.nth_day.format(nth=_ordinal(nth, language), day=language.weekdays[day]) for nth, day in numbered),
    ]


def _weekdays(days: Sequence[int], language: Language) -> list[str]:
    known = frozenset(days)
    if known == _ALL:
        return [language.all_days]
    return [language.working_days] if known == _WORKING else [language.weekdays[day] for day in sorted(known)]


def _month_day(day: int, language: Language) -> str:
    return language.day_from_end.format(nth=_ordinal(day, language)) if day < 0 else _ordinal(day, language)


def _nths(numbers: Sequence[int], language: Language) -> str:
    return _joined([_ordinal(number, language) for number in numbers], language)


def _ordinal(number: int, language: Language) -> str:
    """A number as an ordinal; a negative one counts from the end."""
    if number > 0:
        return language.ordinals.get(number) or language.ordinal.format(n=number)
    named = language.ordinals_from_end
    if -number <= len(named):
        return named[-number - 1]
    return language.ordinal_from_end.format(nth=_ordinal(-number, language))


def _months(rule: Rule, language: Language) -> Iterator[str]:
    if (rule.by_month or rule.leap_months) and not _is_date(rule):
        names = [_month(month, rule, language) for month in rule.by_month]
        names += [f"{month}L" for month in rule.leap_months]
        yield language.in_months.format(months=_joined(names, language))


def _month(month: int, rule: Rule, language: Language) -> str:
    return language.months[month - 1] if rule.is_gregorian else str(month)


def _times(rule: Rule, language: Language) -> Iterator[str]:
    if rule.by_hour and rule.by_minute and not rule.by_second:
        pairs = [(hour, minute) for hour in sorted(rule.by_hour) for minute in sorted(rule.by_minute)]
        times = [language.time.format(hour=hour, minute=minute) for hour, minute in pairs]
        yield language.at_times.format(times=_joined(times, language))
        return
    for form, name, numbers in (
        (language.at_hours, "hours", rule.by_hour),
        (language.at_minutes, "minutes", rule.by_minute),
        (language.at_seconds, "seconds", rule.by_second),
    ):
        if numbers:
            yield form.format(**{name: _joined([str(number) for number in sorted(numbers)], language)})


def _limit(rule: Rule, language: Language) -> str:
    if rule.until is not None:
        return language.until.format(day=_day(rule.until, language.day, language))
    if rule.count is None:
        return ""
    numbers = language.numbers
    return numbers[rule.count - 1] if rule.count <= len(numbers) else language.times.format(n=rule.count)


def _skip(rule: Rule, language: Language) -> str:
    return {Skip.BACKWARD: language.moved_back, Skip.FORWARD: language.moved_forward}.get(rule.skip, "")


def _years(rule: Rule, start: date | None) -> frozenset[int]:
    """The years that can be left out: those of a rule that is over within two."""
    if start is None or rule.until is None or rule.until.year > start.year + 1:
        return frozenset()
    return frozenset((start.year, rule.until.year))


def _exceptions(days: Iterable[date], years: frozenset[int], language: Language) -> str:
    listed = sorted({date(day.year, day.month, day.day) for day in days})
    if not listed:
        return ""
    forms = [(day, language.day_of_year if day.year in years else language.day) for day in listed]
    return language.exceptions.format(days=_joined([_day(day, form, language) for day, form in forms], language))


def _day(day: date, form: str, language: Language) -> str:
    return form.format(day=day.day, month=language.months[day.month - 1], year=day.year)


def _joined(words: Sequence[str], language: Language, last: str = "") -> str:
    if len(words) <= 1:
        return "".join(words)
    return language.comma.join(words[:-1]) + (last or language.last_comma) + words[-1]
