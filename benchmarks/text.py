"""Text: reading and writing 10,000 events and one small event, beside icalendar, vobject, ical and ics.

Ours is measured on the whole corpus, the peers on 300 events of it, scaled. Reading is measured as the tree alone, and
with every value typed.
"""

from collections.abc import Callable
from importlib.util import find_spec

import icalendar

from benchmarks.corpus import SMALL_EVENT, calendar
from benchmarks.rounds import Contestant, race, table
from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property, Stream
from kalends.core.ics.values import typed
from kalends.core.ics.write import write

_EVENTS = 10_000
_PEER_EVENTS = 300
_SMALL = 200  # readings of the small event a round
_ROUNDS = 5


def run() -> None:
    """Print both tables."""
    large, few = calendar(_EVENTS), calendar(_PEER_EVENTS)
    print(f"text: {_EVENTS:,} events, {len(large) / 1e6:.1f} MB; peers on {_PEER_EVENTS}")
    _missing()
    reading = [
        Contestant("kalends", lambda: read(large), _EVENTS),
        Contestant("kalends, typed", lambda: _typed(large), _EVENTS),
    ]
    goals = {"kalends, typed": "≥ 18,000/s, ≥ 15 ×"}
    table("read", race(reading + _readers(few, _PEER_EVENTS, 1), _ROUNDS), goals, yardstick="icalendar")
    writing = [Contestant("kalends", _writer(large), _EVENTS)]
    goals = {"kalends": "≥ 24,000/s, ≥ 10 ×"}
    table("write", race(writing + _writers(few, _PEER_EVENTS, 1), _ROUNDS), goals, yardstick="icalendar")
    _run_small()


def _run_small() -> None:
    ours = [
        Contestant("kalends", _times(lambda: read(SMALL_EVENT), _SMALL), _SMALL),
        Contestant("kalends, typed", _times(lambda: _typed(SMALL_EVENT), _SMALL), _SMALL),
    ]
    goals = {"kalends": "≥ 90,000/s"}
    table("read one small event", race(ours + _readers(SMALL_EVENT, 1, _SMALL), _ROUNDS), goals, yardstick="icalendar")
    ours = [Contestant("kalends", _times(_writer(SMALL_EVENT), _SMALL), _SMALL)]
    goals = {"kalends": "≥ 110,000/s"}
    table("write one small event", race(ours + _writers(SMALL_EVENT, 1, _SMALL), _ROUNDS), goals, yardstick="icalendar")


def _times(work: Callable[[], object], times: int) -> Callable[[], None]:
    def repeated() -> None:
        for _ in range(times):
            work()

    return repeated


def _typed(text: bytes) -> None:
    for component in read(text).walk():
        for item in component.items:
            if isinstance(item, Property):
                typed(item)


def _writer(text: bytes) -> Callable[[], bytes]:
    """Writing of a tree that was made, so that nothing can be given back as it was read."""
    made = Stream([_again(component) for component in read(text).components])
    return lambda: write(made)


def _again(component: Component) -> Component:
    items = [_again(item) if isinstance(item, Component) else item for item in component.items]
    return Component(component.name, items)


def _there(name: str) -> bool:
    return find_spec(name) is not None


def _missing() -> None:
    for name in ("vobject", "ical", "ics"):
        if not _there(name):
            print(f"{name} is not installed: left out")


def _readers(text: bytes, events: int, times: int) -> list[Contestant]:
    readers: dict[str, Callable[[], object]] = {"icalendar": lambda: icalendar.Calendar.from_ical(text)}
    if _there("vobject"):
        import vobject

        readers["vobject"] = lambda: vobject.readOne(text.decode())
    if _there("ical"):
        from ical.calendar_stream import IcsCalendarStream

        readers["ical"] = lambda: IcsCalendarStream.calendar_from_ics(text.decode())
    if _there("ics"):
        import ics

        readers["ics"] = lambda: ics.Calendar(text.decode())
    return [Contestant(name, _times(work, times), events * times) for name, work in readers.items()]


def _writers(text: bytes, events: int, times: int) -> list[Contestant]:
    parsed = icalendar.Calendar.from_ical(text)
    writers: dict[str, Callable[[], object]] = {"icalendar": parsed.to_ical}
    if _there("vobject"):
        import vobject

        writers["vobject"] = vobject.readOne(text.decode()).serialize
    if _there("ical"):
        from ical.calendar_stream import IcsCalendarStream

        stream = IcsCalendarStream.calendar_from_ics(text.decode())
        writers["ical"] = lambda: IcsCalendarStream.calendar_to_ics(stream)
    return [Contestant(name, _times(work, times), events * times) for name, work in writers.items()]
