"""The stack of open components, which takes every line that is not plainly a property (RFC 5545 §3.1, §3.6).

It goes on after every fault, as `mend` says, so that all faults are reported at once. Nothing here recurses, and the
work grows with the length of the text alone.
"""

from kalends.core.ics.lenient import DEVIATIONS
from kalends.core.ics.limits import TextLimits
from kalends.core.ics.lines import FRAME, MalformedHeadError, is_name, split, write_head
from kalends.core.ics.mend import (
    decode_printable,
    has_scheme_twice,
    is_known,
    is_like_property,
    is_printable,
    is_prose,
    mend_colon,
    mend_commas,
    mend_line,
    mend_scheme,
    opens_quote,
    separator_before,
)
from kalends.core.ics.mend_rules import needs_time
from kalends.core.ics.mend_values import LEFT_OUT, READ, MendedProperty, is_plain, mend_value
from kalends.core.ics.problems import Problem, Problems, shortened
from kalends.core.ics.registry import COMPONENTS
from kalends.core.ics.tree import Component, Property
from kalends.errors import Fault, Flaw, Kind

_LINE = "RFC 5545 §3.1"
_FRAME = "RFC 5545 §3.6"
_RULES = frozenset(("RRULE", "EXRULE"))
_OTHER = frozenset((*_RULES, "DURATION"))  # what is no time
_PLACES = frozenset(("DTSTART", "RECURRENCE-ID"))
_NONE: frozenset[str] = frozenset()
_OPTIONAL = {"VTODO": frozenset(("DTSTART",)), "VFREEBUSY": frozenset(("DTSTART",))}
_RECURRING = frozenset(("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"))
_READ_IN = frozenset((*_RECURRING, "STANDARD", "DAYLIGHT"))


class ComponentStack:
    """A stack of open components; `items` is what the innermost holds so far."""

    __slots__ = (
        "_before",
        "_broken",
        "_joined",
        "_joining",
        "_lenient",
        "_limits",
        "_names",
        "_open",
        "_printable",
        "_problems",
        "_quote",
        "_quoted",
        "_short_rule",
        "_strayed",
        "items",
    )

    def __init__(self, problems: Problems, limits: TextLimits, *, lenient: bool) -> None:
        self.items: list[Property | Component] = []
        self._open: list[tuple[str, list[Property | Component], int]] = []  # name, items around it, line of BEGIN
        self._names: dict[str, int] = {}  # how many of each are open, so that an END is matched at once
        self._problems = problems
        self._limits = limits
        self._lenient = lenient
        self._joining: Property | None = None  # a property that stray lines continue
        self._joined: list[str] = []
        self._strayed: Property | None = None  # the property before the stray lines, and what is asked of it for each
        self._before = ""
        self._printable = False
        self._quote: list[str] = []  # lines that end inside a quoted parameter, and the number of the first
        self._quoted = 0
        self._broken: list[Component] = []  # overrides whose place or start cannot be understood
        self._short_rule = False  # whether a rule of the innermost component recurs within a day

    def take(self, line: str, number: int) -> None:
        """Take one logical line, whatever it is."""
        if self._quote and self._goes_on(line, number):
            return
        head, _, value = line.partition(":")
        if head == "BEGIN" and value in COMPONENTS:
            self._begin(value, number)
        elif head == "END" and self._open and value == self._open[-1][0]:
            self._end()
        elif line:
            self._parse(line, number)
        else:
            self._note("empty-line", "an empty line", _LINE, number)

    def _parse(self, line: str, number: int) -> None:
        try:
            (name, params), head, value = split(line)
        except MalformedHeadError as error:
            self._mend(line, number, error)
            return
        if name in FRAME:
            self._frame(name, value, number, plain=not params)
        elif self._lenient and not is_known(name) and self._is_prose_before():
            self._stray(line, number, MalformedHeadError(0, f"no property is called {shortened(name)}"))
        else:
            self._add(Property(head, name, params, value, number))

    def _goes_on(self, line: str, number: int) -> bool:
        """Whether a line goes on with the open quote; if not, the lines before are taken as they are."""
        lines, first = [*self._quote, line], self._quoted
        self._quote = []
        if number == first + len(lines) - 1 and len(lines) <= _QUOTED_LINES and not is_like_property(line):
            joined = "^n".join(lines)
            if opens_quote(joined):
                self._quote = lines
                return True
            try:
                (name, params), head, value = split(joined)
            except MalformedHeadError:
                pass
            else:
                self._note("quoted-break", "a line break inside a quoted parameter", "RFC 5545 §3.2", first)
                self._add(Property(head, name, params, value, first))
                return True
        for at, each in enumerate(lines[:-1]):
            self._mend(each, first + at, _OPEN)
        return False

    def _add(self, prop: Property) -> None:
        _demand(len(prop.params), self._limits.parameters, "parameters of one property", prop.name)
        for name, values in prop.params:
            _demand(len(values), self._limits.values, f"values of the parameter {shortened(name)}", prop.name)
        self.items.append(prop)

    def _is_prose_before(self) -> bool:
        last = self.items[-1] if self.items else None
        return isinstance(last, Property) and is_prose(last) and not is_printable(last)

    def _mend(self, line: str, number: int, error: MalformedHeadError) -> None:
        if self._lenient and error is not _OPEN and opens_quote(line):
            self._quote, self._quoted = [line], number
            return
        hopeless = not self._lenient and self._problems.full
        mended = None if hopeless else mend_line(line)
        if mended is None:
            self._stray(line, number, error)
            return
        name, params, value, blanks = mended
        if name in FRAME:
            self._frame(name, value, number, plain=False)
            return
        if self._lenient and not is_known(name) and self._is_prose_before():
            self._stray(line, number, error)
            return
        self._note("head-blank" if blanks else "head", error.reason, _LINE, number, error.at)
        self._add(Property(write_head(name, params), name, params, value, number))

    def _stray(self, line: str, number: int, error: MalformedHeadError) -> None:
        """A line that is none: a piece of the property before it, if there is one."""
        if not self._open:
            self._note("outside", "text outside of a calendar", "RFC 5545 §3.4", number)
            return
        last = self.items[-1] if self.items else None
        between = self._between(last, line) if isinstance(last, Property) else None
        fate = "left out" if between is None else "taken as a piece of the line before"
        consequence = f" ({fate})" if self._lenient else ""
        self._note("content-line", f"not a content line{consequence}: {error.reason}", _LINE, number, error.at)
        if isinstance(last, Property) and between is not None:
            self._join(last, between, line)

    def _between(self, last: Property, line: str) -> str | None:
        """What stands between a property and a stray line after it, or None where it is no piece of it."""
        if last is not self._strayed:
            self._strayed, self._before, self._printable = last, last.line, is_printable(last)
        return separator_before(last, self._before, line, printable=self._printable)

    def _join(self, last: Property, between: str, line: str) -> None:
        if last is not self._joining:
            self._finish_joining()
            self._joining, self._joined = last, [last.value]
        if self._printable and not between:
            self._joined[-1] = self._joined[-1].removesuffix("=")
        self._joined += (between, line)
        self._before = line

    def _finish_joining(self) -> None:
        if self._joining is not None:
            self._joining.value = "".join(self._joined)
            self._joining = None

    def _frame(self, name: str, written: str, number: int, *, plain: bool) -> None:
        """A BEGIN or END with anything unusual about it."""
        component = written.strip().upper()
        if not is_name(component):
            self._note("component-line", f"{name} without the name of a component", _FRAME, number, len(name) + 1)
            return
        if not plain or component != written.upper():
            self._note("component-line", f"{name} takes the name of a component, and nothing else", _FRAME, number)
        if name == "BEGIN":
            self._begin(component, number)
        else:
            self._end_of(component, number)

    def _begin(self, name: str, number: int) -> None:
        if len(self._open) >= self._limits.depth:
            message = f"components nest deeper than {self._limits.depth:,}"
            raise Fault(Kind.TOO_LARGE, message, [Flaw("too-deep", message, shortened(name))])
        self._open.append((name, self.items, number))
        self._names[name] = self._names.get(name, 0) + 1
        self.items = []

    def _end(self) -> None:
        """Close the innermost component."""
        self._finish_joining()
        name, around, number = self._open.pop()
        self._names[name] -= 1
        component = self._mended(name, number) if self._lenient else Component(name, self.items, number)
        around.append(component)
        self.items = around

    def _mended(self, name: str, number: int) -> Component:
        """The innermost component as a lenient reading has it."""
        items = [self._mend_item(item, name) for item in self.items]
        if self._short_rule:
            self._short_rule = False
            items = self._without_short_rules(items)
        if name == "VCALENDAR" and self._broken:
            items = self._without_broken(items)
        component = Component(name, items, number)
        if name in _RECURRING and component.first("RECURRENCE-ID") is not None and not _has_place(component):
            self._broken.append(component)
        return component

    def _without_short_rules(self, items: list[Property | Component]) -> list[Property | Component]:
        """The items without rules that recur within a day, where DTSTART is a day."""
        start = next((item for item in items if item.name == "DTSTART" and isinstance(item, Property)), None)
        if start is None or len(start.value) != len("YYYYMMDD"):
            return items
        return [self._without_short_rule(item) for item in items]

    def _without_short_rule(self, item: Property | Component) -> Property | Component:
        if not isinstance(item, Property) or item.name not in _RULES or not needs_time(item.value):
            return item
        self._remark(item, "left-out", "the rule is left out: it recurs within a day, and DTSTART is a date")
        return MendedProperty(item.head, LEFT_OUT, item.params, "", item.number, item.written)

    def _without_broken(self, items: list[Property | Component]) -> list[Property | Component]:
        """The components without overrides that have no place, where something else of their UID is there."""
        broken, self._broken = {id(each) for each in self._broken}, []
        sound = {_named(item) for item in items if isinstance(item, Component) and id(item) not in broken}
        kept: list[Property | Component] = []
        for item in items:
            if isinstance(item, Component) and id(item) in broken and _named(item) in sound:
                place = item.first("RECURRENCE-ID")
                assert place is not None
                self._remark(place, "left-out", "the override is left out: its place or its start is no time")
            else:
                kept.append(item)
        return kept

    def _remark(self, prop: Property, code: str, message: str) -> None:
        self._problems.add(Problem(code, message, DEVIATIONS[code].rfc, prop.number, field=prop.name))

    def _end_of(self, name: str, number: int) -> None:
        if not self._names.get(name):
            inside = f" inside {shortened(self._open[-1][0])}" if self._open else ""
            self._note("end-without-begin", f"END:{shortened(name)}{inside} ends nothing", _FRAME, number)
            return
        while self._open[-1][0] != name:
            self._end_unsaid()
        self._end()

    def _end_unsaid(self) -> None:
        name, _, number = self._open[-1]
        self._note("end-missing", f"BEGIN:{shortened(name)} has no END", _FRAME, number)
        self._end()

    def _mend_item(self, item: Property | Component, inside: str) -> Property | Component:
        """What only a lenient reading mends: it is iCalendar, but means something else than it says."""
        if not isinstance(item, Property):
            return item
        item = self._mend_content(item)
        if item.name not in READ or inside not in _READ_IN or (item.name not in _OTHER and is_plain(item)):
            return item
        mended, remarks = mend_value(item)
        if item.name in _RULES and needs_time(mended.value):
            self._short_rule = True
        if mended.name == LEFT_OUT and (
            inside not in _RECURRING or item.name in _PLACES - _OPTIONAL.get(inside, _NONE)
        ):
            return item  # whoever needs it says so
        for code, message in remarks:
            self._remark(item, code, message)
        return mended

    def _mend_content(self, item: Property) -> Property:
        if is_printable(item):
            self._note("quoted-printable", "a value in quoted-printable", "RFC 5545 §3.2.7", item.number)
            return decode_printable(item)
        if "," in item.head and (single := mend_commas(item)) is not None:
            self._note("parameter-comma", "a parameter with a comma is quoted", "RFC 5545 §3.2", item.number)
            item = single
        if has_scheme_twice(item):
            self._note("repeated-scheme", "mailto: stands twice", "RFC 6068 §2", item.number, len(item.head) + 1)
            return mend_scheme(item)
        mended = mend_colon(item) if ":" in item.value else None
        if mended is None:
            return item
        self._note("unquoted-colon", "a parameter with a colon is quoted", "RFC 5545 §3.2", item.number, len(item.head))
        return mended

    def close(self) -> list[Component]:
        """The components of the whole text, whatever was open ended."""
        if self._quote:
            self._goes_on("", 0)
        while self._open:
            self._end_unsaid()
        components = []
        for item in self.items:
            if isinstance(item, Component):
                components.append(item)
            else:
                self._note("outside", "a property outside of a calendar", "RFC 5545 §3.4", item.number)
        if not components:
            self._note("no-calendar", "the text holds no calendar: no BEGIN:VCALENDAR", "RFC 5545 §3.4", 1)
        return components

    def _note(self, code: str, message: str, rfc: str, number: int, offset: int = 0) -> None:
        self._problems.add(Problem(code, message, rfc, number, offset))


def _has_place(component: Component) -> bool:
    """Whether an override names an instance, and starts at a time if it says when."""
    found = [prop for name in _PLACES if (prop := component.first(name))]
    return all(is_plain(prop) or mend_value(prop)[0].name != LEFT_OUT for prop in found)


def _named(component: Component) -> tuple[str, str]:
    uid = component.first("UID")
    return component.name, uid.value if uid else ""


def _demand(number: int, most: int, what: str, name: str) -> None:
    if number > most:
        message = f"there are {number:,} {what}; the most that is allowed is {most:,}"
        raise Fault(Kind.TOO_LARGE, message, [Flaw("too-many", message, shortened(name))])


_OPEN = MalformedHeadError(0, "a quoted value begins and ends with a quote")
_QUOTED_LINES = 6
