"""One account with one empty calendar, and the doors through which a case reaches it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from click.testing import CliRunner, Result
from tests.cases.case import YEARS
from tests.house import Answer, House

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component

ZONE = "Europe/Berlin"
API = "/api/2.0/calendar"
CANCELLED = 2


@dataclass(frozen=True)
class Import:
    """What an import answered: its exit code, and its report in JSON."""

    code: int
    report: Any

    @cached_property
    def text(self) -> str:
        """The report without the name of the file, which has words of its own."""
        return json.dumps([{**file, "file": ""} for file in self.report], ensure_ascii=False)

    def has(self, line: int | None, words: tuple[str, ...]) -> bool:
        """Whether an entry on that line, or the report where there is no line, has all these words."""
        texts = [self.text] if line is None else entries(self.report, line)
        return any(all(word.casefold() in text.casefold() for word in words) for text in texts)

    @property
    def warns(self) -> bool:
        """Whether it tells of a rule that the file breaks."""
        return any(file["warned"] or next(_numbered(file), None) for file in self.report)


def entries(value: Any, line: int) -> list[str]:
    """Every entry on a line, anywhere in JSON, as text."""
    return [json.dumps(entry, ensure_ascii=False) for entry in _numbered(value) if entry["line"] == line]


def _numbered(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if "line" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _numbered(item)


@dataclass(frozen=True)
class Calendar:
    """The calendar, by its id."""

    house: House
    commands: click.Command
    id: str

    def run(self, *arguments: str, text: bytes = b"") -> Result:
        """The result of a command on the data folder of the house."""
        folder = {"KALENDS_DATA": str(self.house.data)}
        result = CliRunner().invoke(self.commands, list(arguments), input=text, env=folder)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def ask(self, method: str, path: str, body: Any = b"", *, query: str = "") -> Answer:
        """The answer to a request of the account."""
        headers = {"authorization": f"Bearer {self.house.key}"}
        return self.house.ask(method, path, body, query=query, headers=headers)

    def take(self, file: Path | bytes) -> Import:
        """Import a file, or a text."""
        name, text = ("-", file) if isinstance(file, bytes) else (str(file), b"")
        result = self.run("import", name, "--into", self.id, "--json", text=text)
        assert result.exit_code in (0, 1), result.output
        return Import(result.exit_code, json.loads(result.stdout))

    def post(self, text: str) -> Answer:
        """Send a text to icsevent."""
        return self.ask("POST", f"{API}/icsevent", {"calendarId": self.id, "ics": text})

    def export(self) -> bytes:
        """The calendar as a file."""
        result = self.run("export", self.id)
        assert result.exit_code == 0, result.output
        return result.stdout_bytes

    def items(self, window: tuple[str, str] = YEARS) -> list[dict[str, Any]]:
        """The events of a window, cancelled ones too."""
        answer = self.ask("GET", f"{API}/calendar/{self.id}/{window[0]}/{window[1]}")
        assert answer.status == 200, answer.text
        return answer.json["response"]["events"]

    def shows(self, window: tuple[str, str] = YEARS) -> list[str]:
        """The occurrences of a window that are not cancelled, as a case writes them."""
        shown = [item for item in self.items(window) if item["status"] != CANCELLED]
        return [written(item["start"], _end(item), item["title"], all_day=item["allDay"]) for item in shown]

    def expand(self, text: bytes, window: tuple[str, str] = YEARS) -> tuple[int, list[str]]:
        """The exit code of `kalends expand`, and the occurrences."""
        span = ("--from", window[0], "--to", window[1], "--zone", ZONE)
        result = self.run("expand", "-", *span, "--json", text=text)
        rows = json.loads(result.stdout)
        return result.exit_code, [
            written(row["start"], row["end"], row["summary"], all_day=row["all_day"]) for row in rows
        ]

    def busy(self, text: bytes, window: tuple[str, str] = YEARS) -> list[tuple[datetime, datetime]]:
        """When a file makes one busy."""
        span = ("--from", window[0], "--to", window[1], "--zone", ZONE)
        result = self.run("freebusy", "-", *span, "--json", text=text)
        return [(_moment(period["start"]), _moment(period["end"])) for period in json.loads(result.stdout)]


def _end(item: Mapping[str, Any]) -> str:
    """The end of an event in this dialect, where an end of whole days is the last of them."""
    if not item["allDay"]:
        return item["end"]
    return str(date.fromisoformat(item["end"][:10]) + timedelta(days=1))


def written(start: str | None, end: str | None, title: str | None, *, all_day: bool) -> str:
    """An occurrence as a case writes it."""
    return f"{_written(start, all_day=all_day)}/{_written(end, all_day=all_day)} {title or ''}"


def _written(moment: str | None, *, all_day: bool) -> str:
    if moment is None:
        return "–"
    return moment[:10] if all_day else f"{_moment(moment):%Y-%m-%dT%H:%MZ}"


def _moment(text: str) -> datetime:
    """An instant; a time that floats is one of the account."""
    moment = datetime.fromisoformat(re.sub(r"\.\d+", "", text).replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(ZONE))).astimezone(ZoneInfo("UTC"))


def matches(shown: list[str], wanted: tuple[str, ...]) -> bool:
    """Whether occurrences are those that are wanted; one that is wanted without an end has any."""
    open_ended = {start for start in wanted if "/" not in start.partition(" ")[0]}
    shorter = [_without_end(each) if _without_end(each) in open_ended else each for each in shown]
    return sorted(shorter) == sorted(wanted)


def _without_end(shown: str) -> str:
    span, _, title = shown.partition(" ")
    return f"{span.partition('/')[0]} {title}"


def components(text: bytes) -> list[Component]:
    """The components of a text that are no VTIMEZONEs."""
    inside = [each for calendar in read(text, lenient=True).components for each in calendar.components]
    return [each for each in inside if each.name != "VTIMEZONE"]
