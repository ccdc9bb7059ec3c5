"""What a siege counts, what it holds against the server, and the tables that it prints at the end."""

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

SLOWEST_SECONDS = 2.0
LEAST_SUCCESSES = 0.30
MOST_GROWTH = 1.10
SLOW_KEPT = 8
FINDINGS_SHOWN = 12
STATES = ("stored", "shared", "moved", "deleted", "restored", "cancelled", "series split")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be: in which scene, at which request, and why."""

    kind: str
    number: int
    request: str
    why: str


@dataclass
class Tally:
    """The counts of one client; those of several are added up at the end."""

    requests: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    by_kind: Counter[tuple[str, int]] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    slowest: list[tuple[float, int, str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    late: list[Finding] = field(default_factory=list)
    """Answers that took too long; on a busy machine that may be nobody's fault."""

    def count(self, kind: str, number: int, status: int, seconds: float, request: str) -> None:
        """Count one answer, with the status 0 one that did not come; `number` is that of the scene."""
        self.requests[kind] += 1
        self.statuses[status] += 1
        self.by_kind[kind, status // 100] += 1
        self.seconds.append(seconds)
        entry = (seconds, number, kind, request)
        if len(self.slowest) < SLOW_KEPT:
            heapq.heappush(self.slowest, entry)
        elif seconds > self.slowest[0][0]:
            heapq.heapreplace(self.slowest, entry)

    @property
    def total(self) -> int:
        return sum(self.requests.values())

    @property
    def successes(self) -> float:
        """The share of 2xx."""
        found = sum(count for status, count in self.statuses.items() if 200 <= status < 300)
        return found / max(1, self.total)

    def add(self, other: "Tally") -> None:
        """Take in what another client counted."""
        self.requests += other.requests
        self.statuses += other.statuses
        self.by_kind += other.by_kind
        self.states += other.states
        self.seconds += other.seconds
        self.slowest = heapq.nlargest(SLOW_KEPT, self.slowest + other.slowest)[::-1]
        self.findings += other.findings
        self.late += other.late

    @classmethod
    def sum(cls, tallies: Iterable["Tally"]) -> "Tally":
        """All of them as one."""
        whole = cls()
        for each in tallies:
            whole.add(each)
        return whole


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound, what was measured, and whether it holds."""

    name: str
    measured: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a siege of one database."""

    database: str
    seed: int
    kinds: Sequence[str]
    """The kinds of scenes, where they are not all that there are."""
    tally: Tally
    wall_seconds: float
    memory: Sequence[int]
    """Octets that the processes held at the start and after each quarter; 0 where the system does not tell."""
    others: Sequence[Bound] = ()

    def bounds(self) -> list[Bound]:
        """Every bound that this siege is held to."""
        tally = self.tally
        faults = sum(count for status, count in tally.statuses.items() if status >= 500 and status not in (501, 503))
        missing = [each for each in STATES if not tally.states[each]]
        return [
            Bound("no 5xx but 501 and 503", f"{faults}", faults == 0),
            Bound("nothing that must not be", f"{len(tally.findings)}", not tally.findings),
            Bound(f"no answer over {SLOWEST_SECONDS:g} s", f"{len(tally.late)}", not tally.late),
            Bound(f"at least {LEAST_SUCCESSES:.0%} are 2xx", f"{tally.successes:.1%}", self._is_fruitful),
            Bound("every state reached", ", ".join(missing) or "all", not missing),
            Bound("memory of the last quarter", self._growth_text, self._growth <= MOST_GROWTH),
            *self.others,
        ]

    @property
    def passed(self) -> bool:
        return all(each.holds for each in self.bounds())

    @property
    def _is_fruitful(self) -> bool:
        return self.tally.successes >= LEAST_SUCCESSES

    @property
    def _growth(self) -> float:
        """Memory after the last quarter, as a share of that after the second."""
        return self.memory[-1] / self.memory[2] if len(self.memory) > 4 and self.memory[2] else 1.0

    @property
    def _growth_text(self) -> str:
        return f"{self._growth:.1%} of the second" if len(self.memory) > 4 else "too short to tell"

    def text(self) -> str:
        """The tables, for a terminal."""
        return "\n".join((*self._head(), "", *self._kinds(), "", *self._costs(), "", *self._verdict())) + "\n"

    def _head(self) -> list[str]:
        asked, rate = self.tally.total, self.tally.total / max(0.001, self.wall_seconds)
        took = f"{asked:,} requests in {self.wall_seconds:.0f} s ({rate:,.0f} a second)"
        return [f"siege of {self.database}, seed {self.seed}: {took}"]

    def _kinds(self) -> list[str]:
        columns = ("2xx", "3xx", "4xx", "5xx", "closed")
        rows = [("kind", "requests", *columns)]
        for kind, count in self.tally.requests.most_common():
            shares = [self.tally.by_kind[kind, hundreds] for hundreds in (2, 3, 4, 5, 0)]
            rows.append((kind, f"{count:,}", *(f"{each:,}" for each in shares)))
        statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(self.tally.statuses.items()))
        states = ", ".join(f"{name}: {self.tally.states[name]:,}" for name in STATES)
        return [*_table(rows), "", f"statuses  {statuses}", f"states    {states}"]

    def _costs(self) -> list[str]:
        times = sorted(self.tally.seconds) or [0.0]
        lines = [f"seconds   median {median(times):.4f}, 99 of 100 below {times[int(len(times) * 0.99)]:.3f}, slowest:"]
        slowest = sorted(self.tally.slowest, reverse=True)
        lines += [f"  {seconds:6.3f}  {kind} {number}: {request}" for seconds, number, kind, request in slowest]
        names = ("start", "1st quarter", "2nd quarter", "3rd quarter", "4th quarter")
        held = zip(names, self.memory, strict=False)
        return [*lines, "memory    " + ", ".join(f"{name} {octets / 1e6:.0f} MB" for name, octets in held)]

    def _verdict(self) -> list[str]:
        rows = [("pass" if each.holds else "FAIL", each.name, each.measured) for each in self.bounds()]
        lines = _table([("", "bound", "measured"), *rows])
        found = [*self.tally.findings, *self.tally.late]
        for each in found[:FINDINGS_SHOWN]:
            lines += [
                "",
                f"{each.kind} {each.number}: {each.request}",
                f"  {each.why}",
                f"  {self._replay(each.number)}",
            ]
        if len(found) > FINDINGS_SHOWN:
            lines += ["", f"and {len(found) - FINDINGS_SHOWN:,} more"]
        return lines

    def _replay(self, number: int) -> str:
        kinds = f" --kinds {' '.join(self.kinds)}" if self.kinds else ""
        return f'make siege ARGS="--database {self.database} --seed {self.seed} --only {number}{kinds}"'


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[number]) for row in rows) for number in range(len(rows[0]))]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
