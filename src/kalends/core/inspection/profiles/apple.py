"""Apple: Calendar on macOS and iOS, and the CalDAV servers (iCloud, and the one whose source Apple has published)."""

from collections.abc import Iterator

from kalends.core.inspection.profiles.profile import FileView, Place, Profile, ProfileRule, RaisedCode

_NO_END = "https://github.com/bitfireAT/davx5-ose/issues/1859"
_HOURLY = "https://github.com/sebbo2002/ical-generator/issues/130"
_CAPITALS = "https://github.com/nwcell/ics.js/issues/82"
_FREQ_FIRST = "https://github.com/ridafkih/keeper.sh/pull/398"
_ZONES = (
    "https://github.com/apple/ccs-calendarserver/blob/0011f3d7d9b551db5c826f338bb387f42381ae16/twistedcaldav/ical.py"
)
_DAY = len("20260101")
_OFTEN = ("FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY")


def _no_end(view: FileView) -> Iterator[Place]:
    for event in view.parts("VEVENT"):
        start = event.first("DTSTART")
        has_end = event.first("DTEND") is not None or event.first("DURATION") is not None
        if start is not None and len(start.value.strip()) > _DAY and not has_end:
            yield Place(start)


def _frequencies(view: FileView) -> Iterator[Place]:
    for event in view.parts("VEVENT"):
        for prop in event.all("RRULE"):
            if any(part.strip() in _OFTEN for part in prop.value.upper().split(";")):
                yield Place(prop, len(prop.head) + 1)


def _small_letters(view: FileView) -> Iterator[Place]:
    for part in view.parts("VEVENT", "VTODO"):
        yield from (Place(prop) for prop in part.all("RRULE") if not prop.head.startswith("RRULE"))


def _freq_later(view: FileView) -> Iterator[Place]:
    for part in view.parts("VEVENT", "VTODO"):
        for prop in part.all("RRULE"):
            if prop.value.strip() and not prop.value.strip().upper().startswith("FREQ="):
                yield Place(prop, len(prop.head) + 1)


APPLE = Profile(
    "apple",
    "Apple Calendar and iCloud",
    (
        ProfileRule(
            "apple-no-end", "iCloud refuses an event with a time and without DTEND or DURATION", _NO_END, _no_end
        ),
        ProfileRule("apple-frequency", "Apple Calendar repeats daily at the most", _HOURLY, _frequencies),
        ProfileRule("apple-small-letters", "Apple Calendar reads RRULE in capitals alone", _CAPITALS, _small_letters),
        ProfileRule(
            "apple-freq-later", "Apple Calendar wants FREQ as the first part of a rule", _FREQ_FIRST, _freq_later
        ),
    ),
    (RaisedCode("unknown-zone", _ZONES),),
)
