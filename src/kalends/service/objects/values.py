"""Arguments and results of the verbs about objects."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import msgspec

from kalends.errors import Flaw
from kalends.service.access import Access
from kalends.service.records import Grant, Stored

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


@dataclass(frozen=True, slots=True)
class Extras:
    """What is kept beside the text of an object; None leaves it as it is.

    `alert` is the caller's own: minutes before the start, `NO_ALERT`, or `FORGET_ALERT`. `dialects` are JSON texts by
    the names of `Dialects`; those that are not named stay. `grants` replace all grants on the object. `author_id`
    gives it to somebody. `method` is that of the text, for the history.
    """

    alert: int | None = None
    dialects: Mapping[str, str] = field(default_factory=dict)
    grants: tuple[Grant, ...] | None = None
    author_id: int | None = None
    method: str = ""


NOTHING_ELSE = Extras()


@dataclass(frozen=True, slots=True)
class Wish:
    """How a text is to be put: under which href (None: as its UID says), on which conditions, with what beside it."""

    href: str | None = None
    conditions: Conditions = ALWAYS
    extras: Extras = NOTHING_ELSE


NO_WISH = Wish()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object is put: a calendar, and the href there; None takes the one it has, or one made of the UID."""

    calendar_id: int
    href: str | None = None


class Seen(msgspec.Struct, frozen=True):
    """An object as the caller may see it.

    Where `busy`, text, etag and facts of `stored` are those of a rendition that holds its times and nothing else.
    `alert` is the caller's own, or else the author's; None where both leave it to the text and the calendar.
    `grants` are those on the object itself, beside those on its calendar; none are told where it is busy.
    """

    stored: Stored
    access: Access
    busy: bool
    alert: int | None
    grants: tuple[Grant, ...] = ()

    @property
    def id(self) -> int:
        """The id of the object."""
        return self.stored.id

    @property
    def validator(self) -> str:
        """A name of all that the caller sees of the object; another whenever that is (RFC 9110 §8.8.1)."""
        stored, draft = self.stored, self.stored.draft
        beside = (draft.author_id, draft.dialects, self.access, self.busy, self.alert, self.grants)
        return digest_of(stored.id, stored.owner_id, stored.calendar_id, stored.etag, stored.modified, *beside)


def digest_of(*values: object) -> str:
    """A name of values: of others, it is another. 32 hexadecimal digits."""
    return sha256(_encode(values)).hexdigest()[:32]


_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an edit makes of an object: its new text, None to delete it; and further objects beside it.

    `method` is the one with which the text came, for the history.
    """

    text: str | None
    others: tuple[str, ...] = ()
    method: str = ""


Beside = Callable[[Seen], Extras]
"""Old → what is kept beside its text, inside the transaction; as pure as an edit, and made before it."""


Edit = Callable[[Seen], Outcome]
"""Old → new. It has to be pure, since it is made before the transaction and maybe once more in it; its Faults end the
verb."""


Choose = Callable[[Sequence[Seen]], int]
"""The objects of a UID that the caller sees → the id of the calendar to write to. Pure too; its Faults end the verb."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A calendar that is chosen by where the objects of a UID are.

    `named` is the id of one on which the caller needs FULL, whichever is chosen.
    """

    choose: Choose
    named: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different about an object; what is None, or says nothing, stays as it is."""

    edit: Edit | None = None
    place: Place | None = None
    extras: Extras = NOTHING_ELSE
    conditions: Conditions = ALWAYS
    beside: Beside | None = None
    """In the place of `extras`, where these depend on what is there."""


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
    """What a change came to: the object, None where it was deleted; and the objects that were made beside it."""

    saved: Saved | None
    others: tuple[Saved, ...] = ()
