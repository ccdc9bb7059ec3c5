"""Recurrence: rules whole, series with zones and exceptions, and one month of old series; beside three peers.

A question begins with what was read, so that reading the text counts for nobody; dateutil alone reads its rule anew,
which takes 0.02 ms. Every contestant has to find the same starts before the race begins. The fastest round counts: a
turn is short, and others may use the machine.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

from benchmarks.recur_peers import Ask, Question, dateutil, libical, recurring
from benchmarks.rounds import Contestant, race
from kalends.core.ics.read import read
from kalends.core.ics.write import write
from kalends.core.recur.expand import Expansion
from kalends.core.recur.series import Series, Window, series_of, zones_of
from kalends.core.recur.text import read_rule
from kalends.core.time.vtimezone import vtimezone
from kalends.core.time.zones import zone

START = datetime(1997, 9, 1, 9)
FRIDAY = datetime(1997, 9, 26, 9)
EXCLUDED = (datetime(2006, 1, 9, 9), datetime(2007, 1, 8, 9), datetime(2008, 1, 7, 9))
MONTH = datetime(2026, 3, 1), datetime(2026, 4, 1)
EVER = datetime(1997, 1, 1), datetime(2400, 1, 1)
BERLIN = "Europe/Berlin"
OLD = datetime(2006, 1, 2, 9)
QUESTIONS = [
    Question("daily, 1,000 of them", "FREQ=DAILY;COUNT=1000", START, EVER, 1000, 0.1),
    Question(
        "Mondays, Wednesdays, Fridays, ten years",
        "FREQ=WEEKLY;BYDAY=MO,WE,FR",
        START,
        (START, datetime(2007, 9, 1)),
        1566,
        0.4,
    ),
    Question("last Fridays, 30 years", "FREQ=MONTHLY;BYDAY=-1FR", FRIDAY, (FRIDAY, datetime(2027, 9, 2)), 360, 0.4),
    Question(
        "yearly by month and day, 200",
        "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5;COUNT=200",
        datetime(1998, 3, 5, 9),
        EVER,
        200,
        0.2,
    ),
    Question(
        "zone, DST, EXDATE, ~950",
        "FREQ=WEEKLY",
        OLD,
        (datetime(2006, 1, 1), datetime(2024, 4, 1)),
        949,
        0.6,
        BERLIN,
        EXCLUDED,
    ),
    Question("this month of a daily series", "FREQ=DAILY", OLD, MONTH, 31, 0.09, BERLIN),
    Question("this month of a weekly series", "FREQ=WEEKLY", OLD, MONTH, 5, 0.05, BERLIN),
]
EMPTY = "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30"
ROUNDS = 9
_TURN = 0.02  # seconds; what answers sooner is asked again


def rule_alone(question: Question) -> Ask:
    """We, asked for the wall times of the rule."""
    rule, _ = read_rule(question.rule, question.start)
    low, high = question.window
    return lambda: list(Expansion(rule, question.start).between(low, high))


def ours(question: Question) -> dict[str, Ask]:
    """The ways in which one may ask us; all count in UTC."""
    calendar = read("\r\n".join(["BEGIN:VCALENDAR", *question.lines, "END:VCALENDAR", ""])).components[0]
    components, zones = calendar.children("VEVENT"), zones_of(calendar)
    kept = series_of(components, zones)
    window = Window(*[each.replace(tzinfo=UTC) for each in question.window])
    return {
        "Kalends": (lambda: _instances(series_of(components, zones), window))
        if question.zone
        else rule_alone(question),
        "Kalends, a series that is kept": lambda: _instances(kept, window),
    }


def _instances(series: Series, window: Window) -> list[datetime]:
    return [each.begins for each in series.instances(window)]


def _often(ask: Callable[[], object], times: int) -> Callable[[], object]:
    return lambda: [ask() for _ in range(times)]


def _times(ask: Callable[[], object]) -> int:
    begun = perf_counter()
    ask()
    return max(1, int(_TURN / (perf_counter() - begun)))


def _checked(question: Question, asks: dict[str, Ask]) -> None:
    answers = {name: [f"{each:%Y%m%dT%H%M%S}" for each in ask()] for name, ask in asks.items()}
    wrong = [name for name, found in answers.items() if found != answers["Kalends"] or len(found) != question.hits]
    if wrong:
        raise SystemExit(f"{question.title}: {', '.join(wrong)} answers otherwise")


def _row(question: Question) -> dict[str, Ask]:
    asks = ours(question)
    definition = write(vtimezone(zone(BERLIN), datetime(2006, 1, 1))).decode() if question.zone else ""
    peers = {
        "dateutil": dateutil(question),
        "recurring-ical-events": recurring(question),
        "libical": libical(question, definition),
    }
    return {**asks, **{name: peer for name, peer in peers.items() if peer is not None}}


def _print(title: str, goal: float, speeds: dict[str, float]) -> None:
    print(f"\n{title}, goal ≤ {goal} ms")
    for name, speed in speeds.items():
        missed = " !" if name == "Kalends" and 1000 / speed > goal else ""
        print(f"{name:34} {1000 / speed:10.3f} ms {speeds['Kalends'] / speed:10.2f} × Kalends{missed}")


def run() -> None:
    """Print, for each question, the milliseconds of one answer."""
    for question in QUESTIONS:
        asks = _row(question)
        _checked(question, asks)
        turns = {name: (ask, _times(ask)) for name, ask in asks.items()}
        speeds = race([Contestant(name, _often(*turn), turn[1]) for name, turn in turns.items()], ROUNDS, pick=min)
        _print(question.title, question.goal, speeds)
    # dateutil looks at every minute until the year 9999: one round is enough
    never = Question("30 February, each minute", EMPTY, START, EVER, 0, 10)
    asks = {"Kalends": rule_alone(never), "dateutil": dateutil(never)}
    _print(never.title, never.goal, race([Contestant(name, ask, 1) for name, ask in asks.items()], 1))


if __name__ == "__main__":
    run()
