"""What is kept beside the text of an event: the terms that `service.access` obeys, and the thing elsewhere."""

from collections.abc import Mapping
from typing import Any

import msgspec

from kalends.service.access.terms import Terms
from kalends.service.records import Grant, Holder, HolderKind

_encode = msgspec.json.Encoder().encode


class External(msgspec.Struct, frozen=True, omit_defaults=True):
    """A thing in another program that an event belongs to."""

    id: str
    name: str
    url: str = ""


class Beside(Terms, frozen=True, omit_defaults=True):
    """Everything of this dialect that iCalendar has no place for."""

    external: External | None = None

    def changed(self, terms: Mapping[str, Any]) -> "Beside":
        """The same with other values."""
        found = msgspec.structs.replace(self, **terms)
        return msgspec.structs.replace(found, closed=found.is_closed)

    @property
    def text(self) -> str:
        """The text that the object's row keeps."""
        return _encode(self).decode()


def beside_in(text: str) -> Beside:
    """What the row of an object keeps; what every event begins with, where it keeps nothing."""
    if not text:
        return Beside()
    try:
        return msgspec.json.decode(text, type=Beside)
    except msgspec.DecodeError:
        return Beside()


def grants_after(old: Beside, new: Beside, held: tuple[Grant, ...], author_id: int | None) -> tuple[Grant, ...]:
    """The grants of an object whose terms change: those that the old terms made go; who was let in elsewhere stays.

    So does the author, whom terms give nothing: an administrator may have made him one in a space that he has not.
    """
    author = None if author_id is None else Holder(HolderKind.ACCOUNT, author_id)
    made = {each.holder for each in old.grants} - {author}
    own = tuple(each for each in new.grants if each.holder != author)
    taken = {each.holder for each in own}
    return (*(each for each in held if each.holder not in made | taken), *own)
