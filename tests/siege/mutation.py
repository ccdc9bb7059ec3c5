"""Calendar texts from good seeds, with their structure changed: lines, components, rules, zones, folds, encodings.

A text is a list of unfolded lines; what a mutation does to it, it does in place. Octets that are no UTF-8 stand in the
lines as surrogates, and leave as they came.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from tests.siege.hostile import COMPONENTS, METHODS, NAMES, PARAMETERS, RULES, TIMES, VALUES, WORDS, ZONES
from tests.wild.corpus import installed, objects_in

Lines = list[str]
_VECTORS = Path(__file__).parents[1] / "vectors" / "ics"
_LARGEST_SEED = 6_000
_MOST_DEPTH = 60
_HOW_MANY = (0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 6)


@cache
def seeds() -> tuple[bytes, ...]:
    """Texts of our vectors, good and bad, and of the packages that the tests need anyway."""
    ours = [path.read_bytes() for path in sorted(_VECTORS.glob("*/*.ics"))]
    wild = [wild.octets for wild in objects_in(installed())]
    return tuple(text for text in (*ours, *wild) if len(text) <= _LARGEST_SEED)


def drawn(draw: Random, uid: str) -> Lines:
    """A text with this UID: a seed, or one of our own making, with none or some mutations."""
    lines = _generated(draw, uid) if draw.random() < 0.6 else _unfolded(draw.choice(seeds()), uid)
    for _ in range(draw.choice(_HOW_MANY)):
        draw.choice(MUTATIONS)(lines, draw)
    return lines


def written(lines: Lines, draw: Random) -> bytes:
    """The octets of a text: folded as it should be, as a rule."""
    way = draw.random()
    if way < 0.75:
        return _folded(lines, 75, "\r\n", " ")
    if way < 0.95:
        return _folded(lines, draw.choice((2, 5, 74, 200, 10**9)), draw.choice(("\r\n", "\n")), draw.choice(" \t"))
    whole = _folded(lines, 75, "\r\n", " ")
    return draw.choice(_DAMAGES)(whole, draw)


def _generated(draw: Random, uid: str) -> Lines:
    """A series or an event with people, alarms, a zone and an exception, or not."""
    zone = draw.choice(("", "Europe/Berlin", "America/New_York"))
    start = f"DTSTART;TZID={zone}:20261124T100000" if zone else "DTSTART:20261124T100000Z"
    inner = [f"UID:{uid}", "DTSTAMP:20261101T000000Z", start, "DURATION:PT1H", f"SUMMARY:{draw.choice(WORDS[-12:])}"]
    inner[-1] = "".join(letter for letter in inner[-1] if letter.isprintable())
    recurs = draw.random() < 0.5
    if recurs:
        inner.append(f"RRULE:FREQ={draw.choice(('DAILY', 'WEEKLY', 'MONTHLY'))};COUNT={draw.randint(1, 20)}")
    if draw.random() < 0.3:
        inner += ["ORGANIZER:mailto:ana@example.org", "ATTENDEE;CN=Bo;PARTSTAT=ACCEPTED:mailto:bo@example.org"]
    alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M", "DESCRIPTION:x", "END:VALARM"]
    event = ["BEGIN:VEVENT", *inner, *(alarm if draw.random() < 0.3 else ()), "END:VEVENT"]
    if recurs and draw.random() < 0.4:
        named = start.replace("DTSTART", "RECURRENCE-ID")
        event += ["BEGIN:VEVENT", *inner[:4], named, "SUMMARY:moved", "END:VEVENT"]
    return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Siege//Siege//EN", *event, "END:VCALENDAR"]


def _unfolded(seed: bytes, uid: str) -> Lines:
    """The lines of a seed, all of whose components have this UID."""
    text = seed.decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "")
    return [f"UID:{uid}" if line[:4].upper() == "UID:" else line for line in text.rstrip("\n").split("\n")]


def _folded(lines: Lines, width: int, end: str, blank: str) -> bytes:
    pieces = []
    for line in lines:
        octets = _octets(line)
        cuts = [octets[:width], *(octets[at : at + width - 1] for at in range(width, len(octets), width - 1))]
        pieces.append(f"{end}{blank}".encode().join(cuts))
    return end.encode().join((*pieces, b""))


def _octets(line: str) -> bytes:
    """A line as octets; a surrogate stands for an octet that came so, or for itself."""
    try:
        return line.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogatepass")


def _spans(lines: Lines) -> list[tuple[int, int]]:
    """Where components begin and end, those inside others too."""
    found, stack = [], []
    for number, line in enumerate(lines):
        if line[:6].upper() == "BEGIN:":
            stack.append(number)
        elif line[:4].upper() == "END:" and stack:
            found.append((stack.pop(), number + 1))
    return found


def _duplicate_line(lines: Lines, draw: Random) -> None:
    at = draw.randrange(len(lines))
    lines[at:at] = [lines[at]] * draw.choice((1, 1, 2, 50))


def _drop_line(lines: Lines, draw: Random) -> None:
    if len(lines) > 1:
        del lines[draw.randrange(len(lines))]


def _swap_lines(lines: Lines, draw: Random) -> None:
    one, two = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]


def _duplicate_component(lines: Lines, draw: Random) -> None:
    if spans := _spans(lines):
        start, end = draw.choice(spans)
        if end - start < 100:
            lines[end:end] = lines[start:end] * draw.choice((1, 1, 2, 20))


def _drop_component(lines: Lines, draw: Random) -> None:
    spans = [span for span in _spans(lines) if span != (0, len(lines))]
    if spans:
        start, end = draw.choice(spans)
        del lines[start:end]


def _move_component(lines: Lines, draw: Random) -> None:
    """A component goes elsewhere, into another one perhaps."""
    spans = [span for span in _spans(lines) if span != (0, len(lines))]
    if spans:
        start, end = draw.choice(spans)
        taken = lines[start:end]
        del lines[start:end]
        at = draw.randint(0, len(lines))
        lines[at:at] = taken


def _nest(lines: Lines, draw: Random) -> None:
    if spans := _spans(lines):
        (start, end), name = draw.choice(spans), draw.choice(COMPONENTS)
        depth = draw.choice((1, 1, 2, _MOST_DEPTH))
        lines[start:end] = [f"BEGIN:{name}"] * depth + lines[start:end] + [f"END:{name}"] * depth


def _add_line(lines: Lines, draw: Random) -> None:
    name = draw.choice(NAMES)
    parameter = draw.choice(PARAMETERS) if draw.random() < 0.3 else ""
    lines.insert(draw.randint(0, len(lines)), f"{name}{parameter}:{_value(name, draw)}")


def _change_value(lines: Lines, draw: Random) -> None:
    at = draw.randrange(len(lines))
    name, colon, _ = lines[at].partition(":")
    if colon:
        lines[at] = f"{name}:{_value(name.partition(';')[0].upper(), draw)}"


def _change_parameter(lines: Lines, draw: Random) -> None:
    at = draw.randrange(len(lines))
    name, colon, value = lines[at].partition(":")
    if colon:
        lines[at] = f"{name.partition(';')[0]}{draw.choice(PARAMETERS)}:{value}"


def _change_rule(lines: Lines, draw: Random) -> None:
    _in_event(lines, draw, f"RRULE:{draw.choice(RULES)}")


def _add_dates(lines: Lines, draw: Random) -> None:
    times = ",".join(draw.choice(TIMES) for _ in range(draw.choice((1, 3, 100))))
    _in_event(lines, draw, f"{draw.choice(('EXDATE', 'RDATE'))}:{times}")


def _change_zone(lines: Lines, draw: Random) -> None:
    _in_event(lines, draw, f"DTSTART;TZID={draw.choice(ZONES)}:20261124T100000")


def _change_method(lines: Lines, draw: Random) -> None:
    lines.insert(min(1, len(lines)), f"METHOD:{draw.choice(METHODS)}")


def _add_override(lines: Lines, draw: Random) -> None:
    spans = [span for span in _spans(lines) if lines[span[0]].upper() == "BEGIN:VEVENT"]
    if spans:
        start, end = spans[0]
        named = f"RECURRENCE-ID{draw.choice(('', ';RANGE=THISANDFUTURE'))}:{draw.choice(TIMES)}"
        body = [line for line in lines[start + 1 : end - 1] if not line.startswith("RRULE")]
        lines[end:end] = ["BEGIN:VEVENT", named, *body, "END:VEVENT"]


def _in_event(lines: Lines, draw: Random, line: str) -> None:
    """Put a line into the first component of the calendar, in the place of one of that name."""
    name = line.partition(":")[0].partition(";")[0]
    for at, each in enumerate(lines):
        if each.upper().startswith((f"{name}:", f"{name};")) and draw.random() < 0.8:
            lines[at] = line
            return
    places = [at for at, each in enumerate(lines) if each.upper() in ("BEGIN:VEVENT", "BEGIN:VTODO")]
    lines.insert(places[0] + 1 if places else 0, line)


def _value(name: str, draw: Random) -> str:
    return draw.choice(VALUES.get(name, (*TIMES, *WORDS) if draw.random() < 0.5 else TIMES))


def _cut(octets: bytes, draw: Random) -> bytes:
    return octets[: draw.randint(0, len(octets))]


def _flip(octets: bytes, draw: Random) -> bytes:
    at = draw.randint(0, len(octets))
    return octets[:at] + draw.choice((b"\0", b"\xff", b"\r", b"\n", b"\r\n ", b"\xef\xbb\xbf", b"\xc3")) + octets[at:]


_DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _cut,
    _flip,
    lambda octets, _: b"\xef\xbb\xbf" + octets,
    lambda octets, _: octets.replace(b"\r\n", b"\r"),
    lambda octets, _: octets.decode("utf-8", "replace").encode("utf-16"),
    lambda octets, _: octets.decode("utf-8", "replace").encode("latin-1", "replace"),
    lambda octets, _: octets + octets,
)
MUTATIONS: tuple[Callable[[Lines, Random], None], ...] = (
    *(_duplicate_line, _drop_line, _swap_lines, _duplicate_component, _drop_component, _move_component, _nest),
    *(_add_line, _add_line, _change_value, _change_value, _change_parameter, _change_rule, _change_rule),
    *(_add_dates, _change_zone, _change_method, _add_override),
)
