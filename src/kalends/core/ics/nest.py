"""The components that are open while a text is read, and every line that is not plainly a property (RFC 5545 §3.6)."""

from kalends.core.ics.limits import Limits
from kalends.core.ics.lines import FRAME, MalformedHeadError, is_name, split, write_head
from kalends.core.ics.mend import decode_printable, is_printable, join, mend_colon, mend_line
from kalends.core.ics.problems import Problem, Problems, shortened
from kalends.core.ics.registry import COMPONENTS
from kalends.core.ics.tree import Component, Property
from kalends.errors import Fault, Flaw, Kind

_LINE = "RFC 5545 §3.1"
_FRAME = "RFC 5545 §3.6"


class Nest:
    """A stack of open components; `items` is what the innermost holds so far."""

    __slots__ = (
        "_before",
        "_joined",
        "_joining",
        "_lenient",
        "_limits",
        "_names",
        "_open",
        "_printable",
        "_problems",
        "_strayed",
        "items",
    )

    def __init__(self, problems: Problems, limits: Limits, *, lenient: bool) -> None:
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

    def take(self, line: str, number: int) -> None:
        """Take one logical line, whatever it is."""
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
        else:
            self._add(Property(head, name, params, value, number))

    def _add(self, prop: Property) -> None:
        _demand(len(prop.params), self._limits.parameters, "parameters of one property", prop.name)
        for name, values in prop.params:
            _demand(len(values), self._limits.values, f"values of the parameter {shortened(name)}", prop.name)
        self.items.append(prop)

    def _mend(self, line: str, number: int, error: MalformedHeadError) -> None:
        hopeless = not self._lenient and self._problems.full
        mended = None if hopeless else mend_line(line)
        if mended is None:
            self._stray(line, number, error)
            return
        name, params, value, blanks = mended
        if name in FRAME:
            self._frame(name, value, number, plain=False)
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
        told = f" ({fate})" if self._lenient else ""
        self._note("content-line", f"not a content line{told}: {error.reason}", _LINE, number, error.at)
        if isinstance(last, Property) and between is not None:
            self._join(last, between, line)

    def _between(self, last: Property, line: str) -> str | None:
        """What stands between a property and a stray line after it, or None where it is no piece of it."""
        if last is not self._strayed:
            self._strayed, self._before, self._printable = last, last.line, is_printable(last)
        return join(last, self._before, line, printable=self._printable)

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
        items = [self._mend_value(item) for item in self.items] if self._lenient else self.items
        around.append(Component(name, items, number))
        self.items = around

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

    def _mend_value(self, item: Property | Component) -> Property | Component:
        """What only a lenient reading mends: it is iCalendar, but means something else than it says."""
        if not isinstance(item, Property):
            return item
        if is_printable(item):
            self._note("quoted-printable", "a value in quoted-printable", "RFC 5545 §3.2.7", item.number)
            return decode_printable(item)
        mended = mend_colon(item) if ":" in item.value else None
        if mended is None:
            return item
        self._note("unquoted-colon", "a parameter with a colon is quoted", "RFC 5545 §3.2", item.number, len(item.head))
        return mended

    def close(self) -> list[Component]:
        """The components of the whole text, whatever was open ended."""
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


def _demand(number: int, most: int, what: str, name: str) -> None:
    if number > most:
        message = f"there are {number:,} {what}; the most that is allowed is {most:,}"
        raise Fault(Kind.TOO_LARGE, message, [Flaw("too-many", message, shortened(name))])
