"""Arguments and results of the verbs about objects."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

import msgspec

from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import EditResult
from kalends.errors import Fault, Flaw, Kind
from kalends.service.access import Access
from kalends.service.objects.cache import object_of
from kalends.service.records import Grant, ObjectPolicy, Properties, Stored

FORGET_ALERT = -2
"""In the place of minutes before the start: the person has no alert of his own any more."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What has to hold of an object, or nothing is done and the fault is STALE (RFC 9110 §13.1).

    `present`: it is there. `etags`: it is there, and its ETag is one of these. `absent`: it is not there. `not_etags`:
    if it is there, its ETag is none of these. ETags are bare, without quotes; they name the text. `validators` and
    `not_validators` say the same of `Seen.validator`, which names all that the caller sees.
    """

    present: bool = False
    etags: frozenset[str] | None = None
    absent: bool = False
    not_etags: frozenset[str] = frozenset()
    validators: frozenset[str] | None = None
    not_validators: frozenset[str] = frozenset()


ALWAYS = Conditions()


def demand_tag(name: str, wanted: frozenset[str] | None, unwanted: frozenset[str]) -> None:
    """Raise Fault STALE unless a name is one of those that are wanted (None: any), and none of the others."""
    if wanted is not None and name not in wanted:
        raise Fault(Kind.STALE, "It was changed meanwhile: fetch it, and try again.")
    if name in unwanted:
        raise Fault(Kind.STALE, "It is the one that was known already.")


@dataclass(frozen=True, slots=True)
class Extras:
    """What is kept beside the text of an object; None leaves it as it is.

    `alert` is the caller's own: minutes before the start, `NO_ALERT`, or `FORGET_ALERT`. `policy` replaces the policy,
    and gives and takes grants by it; `grants` replace all grants on the object, and change who takes part by them.
    `properties` that are not named stay; "" removes one. `author_id` gives the object to somebody. `method` is that
    of the text, for the history.
    """

    alert: int | None = None
    policy: ObjectPolicy | None = None
    properties: Properties = field(default_factory=dict)
    grants: tuple[Grant, ...] | None = None
    author_id: int | None = None
    method: str = ""


NOTHING_ELSE = Extras()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object is put: a calendar, and the href there; None takes the one it has, or one made of the UID."""

    calendar_id: int
    href: str | None = None


class Seen(msgspec.Struct, frozen=True):
    """An object as the caller may see it.

    Where `busy`, text, etag and facts of `stored` are those of a rendition that holds its times and nothing else.
    `alert` is the caller's own, or else the author's; None where both leave it to the text and the calendar.
    `grants` are those on the object itself, beside those on its calendar, but for the author's own; they and the
    properties, in their order, are not told where it is busy.
    """

    stored: Stored
    access: Access
    busy: bool
    alert: int | None
    grants: tuple[Grant, ...] = ()
    properties: tuple[tuple[tuple[str, str], str], ...] = ()

    @property
    def id(self) -> int:
        """The id of the object."""
        return self.stored.id

    @property
    def object(self) -> CalendarObject:
        """The calendar object, as the caller may see it. Fault INVALID where the store was tampered with."""
        return object_of(self.stored)

    @property
    def validator(self) -> str:
        """A name of all that the caller sees of the object; another whenever that is (RFC 9110 §8.8.1)."""
        stored, draft = self.stored, self.stored.draft
        beside = (draft.author_id, draft.policy, self.properties, self.access, self.busy, self.alert, self.grants)
        return digest_of(stored.id, stored.owner_id, stored.calendar_id, stored.etag, stored.modified, *beside)


def digest_of(*values: object) -> str:
    """A name of values: of others, it is another. 32 hexadecimal digits."""
    return sha256(_encode(values)).hexdigest()[:32]


_encode = msgspec.json.Encoder().encode


Edit = Callable[[Seen], EditResult]
"""A change of the text: what becomes of an object as the caller sees it.

Pure, since it may be made several times, and outside of the transaction where the text is large: then two edits that
are equal have to do the same, so an edit that is made anew each time `work` runs is a value (`service.unit`).
"""


@dataclass(frozen=True, slots=True)
class Write:
    """What a write came to, inside its transaction: the object as it is stored now, whoever may see it.

    `flaws` are deviations of its text that were accepted, as warnings. `plain`: it is new, and has no alert or grant.
    """

    stored: Stored
    created: bool
    flaws: tuple[Flaw, ...] = ()
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """An object after a verb, as its caller may be told of it: decided and read in the transaction of the verb.

    `seen` is how the caller sees it from now on, None where it is not there any more for the caller. `answer` is what
    the answer to the verb shows: the same, or, where the caller gave it away or closed it with this very write, the
    object that was written; None for a caller who saw nothing of it before either.
    """

    id: int
    calendar_id: int
    href: str
    created: bool
    seen: Seen | None
    answer: Seen | None
    flaws: tuple[Flaw, ...] = ()

    @property
    def etag(self) -> str:
        """The ETag of the text that the answer shows, without quotes; "" where it shows none."""
        return self.answer.stored.etag if self.answer else ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change came to: the object, None where it was deleted; and the objects that were made beside it.

    `note` is that of the edit (`EditResult`).
    """

    saved: Saved | None
    others: tuple[Saved, ...] = ()
    note: str = ""
