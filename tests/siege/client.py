"""One client of the siege: it plays a household, looks at every answer, and counts it."""

import re
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import Any
from urllib.parse import quote

import msgspec
from tests.siege.oracle import Words
from tests.siege.report import SLOWEST_SECONDS, Finding, Tally
from tests.siege.server import PASSWORD, Household, Site
from tests.siege.wire import Answer, Connection, Gone, Silent, request

NOBODY = "nobody"
LATER = (429, 503)
"""Statuses of "not now": honest wherever they come with Retry-After."""
PASSWORDS = 0.002
"""How often somebody signs in with a password, which costs the server as much as twenty other requests."""
_IDLE_SECONDS = 1.0
_NOT_BUILT = re.compile(r"/(subscriptions|calendarUrl|icalurl|ical/|caldavurl|outsideevent)|iCalUrl")


class Halted(Exception):  # noqa: N818 — an event, named as one
    """A scene cannot go on: the server asked to come later, or an answer was not the one that it needs."""


@dataclass
class Client:
    """A client with one connection at a time. `kind` and `number` are those of the scene that is being played."""

    site: Site
    household: Household
    words: Words
    tally: Tally = field(default_factory=Tally)
    draw: Random = field(default_factory=Random)
    kind: str = ""
    number: int = 0
    _connection: Connection | None = None

    def begin(self, kind: str, number: int, draw: Random) -> None:
        """Begin a scene. Now and then its connection is another one, which leads to another worker."""
        self.kind, self.number, self.draw = kind, number, draw
        if draw.random() < 0.2:
            self.hang_up()

    @property
    def source(self) -> str:
        """The address from which this household comes."""
        return f"127.0.1.{1 + self.household.number}"

    def ask(
        self,
        who: str,
        method: str,
        path: str,
        body: bytes | str | object = b"",
        *,
        lines: Collection[str] = (),
        credentials: Collection[str] | None = None,
    ) -> Answer:
        """The answer to a request of somebody. What is neither octets nor text is sent as JSON. Raises Halted."""
        octets = encoded(body)
        signed = self.credentials(who) if credentials is None else credentials
        by = " by password" if signed and _is_password(next(iter(signed))) else ""
        sent = request(method, path, (*signed, *lines), octets, host=f"localhost:{self.site.port}")
        shown = f"{who}{by} {method} {path} {octets[:300]!r}"
        began = monotonic()
        try:
            answer = self._answered(method, sent)
        except (Gone, Silent) as trouble:
            self.hang_up()
            self.find(shown, f"no answer ({type(trouble).__name__}) after {monotonic() - began:.1f} s")
            raise Halted from None
        self.look(who, sent, answer, monotonic() - began, shown)
        return answer

    def look(self, who: str, sent: bytes, answer: Answer, seconds: float, shown: str) -> None:
        """Count an answer, and hold it to what every answer is held to."""
        self.tally.count(self.kind, self.number, answer.status, seconds, shown[:110])
        if seconds > SLOWEST_SECONDS:
            self.tally.late.append(Finding(self.kind, self.number, shown, f"{answer.status} after {seconds:.2f} s"))
        if answer.status >= 500 and not self._is_honest(answer, sent):
            self.find(shown, f"{answer.status}: {answer.body[:300]!r}")
        elif answer.header("x-request-id") is None and answer.status not in (400, 431):
            self.find(shown, f"{answer.status} without a request id: {answer.head[:300]!r}")
        if b"\r\ncontent-type: application/json" in answer.head and not _is_json(answer.body):
            self.find(shown, f"no JSON: {answer.body[:300]!r}")
        reader = None if who == NOBODY else self.household[who].id
        for word in self.words.leaks(self.household.number, reader, sent, answer):
            self.find(shown, f"the secret {word} was told to {who}: {answer.status} {answer.body[:300]!r}")

    def done(self, who: str, method: str, path: str, body: Any = b"", **more: Any) -> Any:
        """What a call answers, as JSON, that has to succeed. Raises Halted."""
        answer = self.expect((200, 201, 204), who, method, path, body, **more)
        return answer.json if answer.body else None

    def expect(
        self, statuses: Collection[int], who: str, method: str, path: str, body: Any = b"", **more: Any
    ) -> Answer:
        """An answer of one of these statuses. Raises Halted, after noting what is unforeseen in another one."""
        answer = self.ask(who, method, path, body, **more)
        if answer.status not in statuses:
            if answer.status not in LATER:
                shown = f"{who} {method} {path} {encoded(body)[:300]!r}"
                self.find(shown, f"{answer.status}, not {sorted(statuses)}: {answer.body[:300]!r}")
            raise Halted
        return answer

    def new_word(self, readers: Iterable[str]) -> str:
        """A word for a text that only these may read."""
        return self.words.new(self.draw, self.household.number, self._ids(readers))

    def allow(self, word: str, readers: Iterable[str]) -> None:
        """From now on these may read the word."""
        self.words.allow(word, self.household.number, self._ids(readers))

    def _ids(self, readers: Iterable[str]) -> list[int]:
        return [self.household[each].id for each in readers]

    def reached(self, state: str) -> None:
        """Note that a thing got into a state."""
        self.tally.states[state] += 1

    def find(self, shown: str, why: str) -> None:
        """Note something that must not be."""
        self.tally.findings.append(Finding(self.kind, self.number, shown, why))

    def hang_up(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def connect(self) -> Connection:
        """A connection of its own, for octets that are no request of `ask`."""
        return Connection(self.site.port, self.source)

    def credentials(self, who: str) -> list[str]:
        """Header lines by which somebody signs in, in one of the ways that there are."""
        if who == NOBODY:
            return []
        person = self.household[who]
        way = self.draw.random()
        if way < PASSWORDS:
            return [basic(person.email, PASSWORD)]
        if way < 0.10:
            return [basic(person.email, person.key)]
        name = self.draw.choice(("apy-token: ", "x-api-key: ", "authorization: Bearer "))
        return [f"{name}{person.key}"]

    def _answered(self, method: str, sent: bytes) -> Answer:
        """The answer, on a new connection where the old one was ended while nothing was asked."""
        if self._connection is None or monotonic() - self._connection.used_at > _IDLE_SECONDS:
            self.hang_up()
            self._connection = self.connect()
        connection = self._connection
        with suppress(Gone):  # an answer may stand there although the rest was not taken
            connection.send(sent)
        answer = connection.answer(to=method)
        if answer.closes:
            self.hang_up()
        return answer

    def _is_honest(self, answer: Answer, sent: bytes) -> bool:
        if answer.status == 503:
            return answer.header("retry-after") is not None
        return answer.status == 501 and bool(_NOT_BUILT.search(sent.decode("latin-1")) or self.kind == "raw")


def encoded(body: bytes | str | object) -> bytes:
    """A body as octets: JSON, where it is neither octets nor text."""
    if isinstance(body, bytes):
        return body
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else msgspec.json.encode(body)


def query(path: str, parameters: Mapping[str, object]) -> str:
    """A path with a query."""
    pairs = "&".join(f"{quote(name)}={quote(str(value), safe='')}" for name, value in parameters.items())
    return f"{path}?{pairs}" if pairs else path


def _is_password(line: str) -> bool:
    return line.startswith("authorization: Basic") and PASSWORD in b64decode(line.rpartition(" ")[2]).decode("latin-1")


def basic(login: str, secret: str) -> str:
    """A header line for Basic (RFC 7617 §2)."""
    return f"authorization: Basic {b64encode(f'{login}:{secret}'.encode()).decode()}"


def _is_json(body: bytes) -> bool:
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True
