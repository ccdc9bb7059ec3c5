"""Other calendars beside programs that we did not write: ICU's through Node, and rrule-temporal's rules."""

import shutil
import subprocess
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from tests.core.recurrence import expand
from tests.oracles.readers import missing

from kalends.core.recur.calendars import CALENDARS, Month, Year
from kalends.core.recur.text import read_rule

ORACLES = Path(__file__).parents[1] / "oracles" / "recur"
MODULES = Path(__file__).parents[2] / ".cache/oracles/node_modules"
HEBREW = ("Tishri", "Heshvan", "Kislev", "Tevet", "Shevat", "Adar", "Nisan", "Iyar", "Sivan", "Tamuz", "Av", "Elul")
# the months, by the days on which we let them begin, that ICU begins on another day, or numbers otherwise
CHINESE = (
    "1917-03-23 1917-04-21 1922-06-25 1922-07-24 1954-02-03 1955-02-22 1987-07-26 1987-08-24 1999-01-17 2012-08-17 "
    "2018-10-09 2018-11-08 2027-02-06 2030-01-04 2030-02-03 2057-09-28 2070-03-12"
)
KNOWN = {"CHINESE": frozenset(CHINESE.split()), "DANGI": frozenset(("2017-02-26",))}
RULES = 1500
HITS = 6
HORIZON = "2090"  # ours end with the table


def node() -> str:
    found = shutil.which("node")
    if found is None:
        missing("there is no Node")
    return str(found)


def english(name: str, year: Year, month: Month) -> str:
    """The month as ICU writes it in English."""
    if name != "HEBREW":
        return f"{month.number}{'bis' * month.is_leap}"
    if month.number == 6 and len(year.months) == 13:
        return "Adar II"
    return "Adar I" if month.is_leap else HEBREW[month.number - 1]


@pytest.mark.oracle
@pytest.mark.rfc("7529 §4.2")
@pytest.mark.parametrize("name", sorted({*CALENDARS} - {"ISLAMICC", "ETHIOPIC-AMETE-ALEM"}))
def test_every_day_has_the_name_that_icu_gives_it(name: str) -> None:
    # outside of these years ICU has no months of Umm al-Qura of its own
    first, last = ("1999-04-17", "2028-05-23") if name == "ISLAMIC-UMALQURA" else ("1901-02-19", "2099-12-31")
    script = str(ORACLES / "days.mjs")
    said = subprocess.run([node(), script, name.lower(), first, last], capture_output=True, text=True, check=True)
    calendar, otherwise = CALENDARS[name], set()
    for line in said.stdout.split("\n")[:-1]:
        day, month_said, day_said = line.split("|")
        ordinal = date.fromisoformat(day).toordinal()
        if calendar.number_at(ordinal) not in calendar.years:
            break
        year = calendar.year(calendar.number_at(ordinal))
        month = year.month_at(ordinal)
        first_of_month = year.first + month.offset
        if (month_said, int(day_said)) != (english(name, year, month), ordinal - first_of_month + 1):
            otherwise.add(date.fromordinal(first_of_month).isoformat())
    assert otherwise == KNOWN.get(name, frozenset())


def drawn(random: Random) -> tuple[str, date]:
    """A rule in one of the calendars that rrule-temporal knows, of the parts that it reads as the RFC does."""
    calendar, freq = random.choice(["HEBREW", "CHINESE"]), random.choice(["YEARLY", "MONTHLY"])
    parts = [f"RSCALE={calendar}", f"FREQ={freq}", *random.choice([[], [], ["INTERVAL=2"], ["INTERVAL=3"]])]
    leap = "5L" if calendar == "HEBREW" else random.choice(["2L", "4L", "6L"])
    months = random.choice([str(random.randint(1, 12)), f"{random.randint(1, 6)},{random.randint(7, 12)}", leap])
    # RFC 5545 §3.3.10: a YEARLY rule of days without months is for all months; rrule-temporal takes the start's alone
    if freq == "YEARLY" or (random.random() < 0.3 and not months.endswith("L")):
        parts.append(f"BYMONTH={months}")
    days = ["BYMONTHDAY=1", "BYMONTHDAY=8,30", "BYMONTHDAY=30", "BYMONTHDAY=-1", "BYMONTHDAY=15,29"]
    parts += random.choice([[], [random.choice(days)], [random.choice(days)]])
    if freq == "MONTHLY" and "BYMONTHDAY" not in parts[-1]:
        parts += random.choice([[], ["BYDAY=2TU"], ["BYDAY=-1FR"], ["BYDAY=MO"]])
    parts += random.choice([[], ["SKIP=FORWARD"], ["SKIP=BACKWARD"]])
    return ";".join(parts), date(1990, 1, 1) + timedelta(days=random.randint(0, 11_000))


@pytest.mark.oracle
@pytest.mark.rfc("7529 §4.1")
def test_a_drawn_rule_hits_what_rrule_temporal_says() -> None:
    modules = [MODULES / "temporal-polyfill/global.js", MODULES / "rrule-temporal/dist/index.js"]
    if not all(each.exists() for each in modules):
        missing("rrule-temporal is not installed: `make oracles` does it, and needs Node.js")
    random = Random(7529)
    cases = [drawn(random) for _ in range(RULES)]
    asked = "".join(f"{rule} {start:%Y%m%dT000000} {HITS}\n" for rule, start in cases)
    command = [node(), str(ORACLES / "rscale.mjs"), *map(str, modules)]
    said = subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout.split("\n")
    settled = 0
    for (rule, start), answer in zip(cases, said, strict=False):
        midnight = datetime.combine(start, datetime.min.time())
        ours = [f"{hit:%Y-%m-%d}" for hit in islice(expand(read_rule(rule)[0], midnight), HITS)]
        theirs = answer.split()
        if answer == "?" or touches_known([*ours, *theirs, start.isoformat()], rule):
            continue
        settled += 1
        assert [hit for hit in ours if hit < HORIZON] == [hit for hit in theirs if hit < HORIZON], (rule, start)
    assert settled > RULES * 0.6


def touches_known(days: list[str], rule: str) -> bool:
    """Whether a day lies in or beside a month that ICU, on which rrule-temporal stands, begins on another day."""
    known = [date.fromisoformat(each) for each in KNOWN["CHINESE"]] if "CHINESE" in rule else []
    return any(abs((date.fromisoformat(each) - new_moon).days) < 70 for each in days for new_moon in known)
