"""Calendar objects, their changes and their former versions.

What is made for each object of a month is a Struct, which is made in a tenth of the time of a dataclass.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from kalends.core.ics.cuts import octets_of
from kalends.service.records.calendars import ObjectKind
from kalends.service.records.policy import OPEN, ObjectPolicy

EVER = -(2**62)
"""As the first moment of a span: it has no beginning (a VTODO without dates is in every window, RFC 4791 §9.9)."""


class Span(msgspec.Struct, frozen=True):
    """From the first to the last moment in which an object can be seen, in microseconds since 1970, UTC.

    Times without a zone have 14 hours to spare on both sides already. `first` None: in no window. `last` None: for
    ever. Both ends count as inside, so an object of no duration is seen. Integers, since the years 1 and 9999 with
    hours to spare are no datetimes.
    """

    first: int | None
    last: int | None


class Facts(msgspec.Struct, frozen=True):
    """What is derived from the text of an object, so that it can be found; a reindex makes it anew.

    `uid` is None where the text has none. `zoned`: the span depends on the tz data. `local`: it holds times without
    a zone (floating or all-day). `words` are the words of a search, folded, each once, with single spaces between.
    `classification`, `status`: as in the text, in capitals, "" where there is none.
    """

    uid: str | None
    kind: ObjectKind
    span: Span
    summary: str = ""
    classification: str = ""
    status: str = ""
    transparent: bool = False
    sequence: int = 0
    recurs: bool = False
    zoned: bool = False
    local: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class ObjectDraft:
    """An object as it is to be stored.

    `href` is the last segment of its path, unique in the calendar. `text` is kept as it is, to the last character, and
    with its `cuts` (`core.ics.cuts`) to the last octet; `etag` names these octets. `author_id` is the account whose
    event it is, which may be gone; None is the server itself. `method` is the METHOD with which the text came: it
    belongs to the history (RFC 4791 §4.1 forbids it in the text). `properties` is how many properties it has.
    """

    href: str
    text: str
    etag: str
    facts: Facts
    author_id: int | None
    method: str = ""
    policy: ObjectPolicy = OPEN
    properties: int = 0
    cuts: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """An object that is kept. `version` counts from 1, and grows with every text or move."""

    id: int
    owner_id: int
    calendar_id: int
    version: int
    created: datetime
    modified: datetime
    modified_by: int | None
    draft: ObjectDraft

    @property
    def href(self) -> str:
        """The last segment of its path."""
        return self.draft.href

    @property
    def text(self) -> str:
        """The text, as it was stored, but for folds inside a character, which stand behind it."""
        return self.draft.text

    @property
    def octets(self) -> bytes:
        """The text byte for byte, as it was stored."""
        return octets_of(self.draft.text, self.draft.cuts)

    @property
    def etag(self) -> str:
        """The name of the octets."""
        return self.draft.etag

    @property
    def facts(self) -> Facts:
        """What was derived from the text."""
        return self.draft.facts


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of a calendar's objects."""

    href: str
    object_id: int
    etag: str
    kind: ObjectKind


@dataclass(frozen=True, slots=True)
class Change:
    """The last thing that happened at an href of a calendar: what is there now has an ETag, None if nothing is."""

    counter: int
    href: str
    object_id: int
    etag: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Orphan:
    """Something that does not fit an object any more. `kind` is the table, "words", or the kind of a holder."""

    kind: str
    calendar_id: int
    object_id: int


class EventKind(StrEnum):
    """What happened to an object, or to a calendar. `AMENDED`: what stands beside the text, such as its policy."""

    CREATED = "created"
    CHANGED = "changed"
    AMENDED = "amended"
    MOVED_IN = "moved-in"
    MOVED_OUT = "moved-out"
    REMOVED = "removed"
    CALENDAR_REMOVED = "calendar-removed"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in an account's calendars; `cursor` orders all of them.

    `object_id` is None where it happened to the calendar itself. The versions are those of the history: none before an
    object is in a calendar, none after it has left.
    """

    owner_id: int
    cursor: int
    at: datetime
    by: int | None
    what: EventKind
    calendar_id: int
    object_id: int | None
    href: str
    version_before: int | None
    version_after: int | None


class Ending(StrEnum):
    """How a version ended."""

    REPLACED = "replaced"
    DELETED = "deleted"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an object that is no longer the present one: where it was, since when, and how it ended."""

    object_id: int
    version: int
    owner_id: int
    calendar_id: int
    href: str
    uid: str | None
    kind: ObjectKind
    summary: str
    text: str
    etag: str
    author_id: int | None
    method: str
    policy: ObjectPolicy
    properties: int
    written: datetime
    written_by: int | None
    ended: datetime
    ended_by: int | None
    ending: Ending
    cuts: str = ""

    @property
    def octets(self) -> bytes:
        """The text byte for byte, as it was stored."""
        return octets_of(self.text, self.cuts)
