"""What an object says itself about who may do what with it: Kona's stakeholder, visibility and default role.

These stand in the `kona` text of the object, so that they hold for whoever comes, through whichever door. An object
without that text leaves everything to the grants.

    closed         grants on its calendar do not reach it, not even the right of whose the calendar is
    role           the most that a grant on its calendar comes to
    alone          only its author, whatever was granted
    marks          whoever reads it may change its status
"""

from functools import lru_cache

import msgspec

from kalends.service.access.level import Access
from kalends.service.records import EVERYONE as ALL
from kalends.service.records import Grant, Holder, HolderKind, Level

JUST_ME, GROUP, EVERYONE = 0, 1, 2
PARTICIPANTS_ONLY, PUBLIC = 1, 2
EDITOR, VIEWER, COMPLETES = 1, 2, 3
IN_PROGRESS = 1

_RIGHTS = frozenset(("closed", "stakeholder", "visibility", "default_role", "participants", "editors"))
_ROLES = {VIEWER: Access.READ, COMPLETES: Access.STATUS}


class Terms(msgspec.Struct, frozen=True, omit_defaults=True):
    """The terms of one object, with the names that they have in the text.

    `closed` stands first: the store finds closed objects by how their texts begin.
    """

    closed: bool = False
    stakeholder: int = GROUP
    visibility: int = PUBLIC
    default_role: int = EDITOR
    status: int = IN_PROGRESS
    participants: tuple[int, ...] = ()
    editors: tuple[int, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether only the author is let in."""
        return self.stakeholder == JUST_ME

    @property
    def is_closed(self) -> bool:
        """Whether grants on the calendar do not reach the object."""
        return self.alone or self.visibility == PARTICIPANTS_ONLY

    @property
    def role(self) -> Access:
        """The most that a grant on the calendar comes to."""
        return _ROLES.get(self.default_role, Access.FULL)

    @property
    def grants(self) -> tuple[Grant, ...]:
        """What those who take part are given of the object itself, beside those who have its calendar."""
        if self.alone:
            return ()
        role = Level.FULL if self.default_role == EDITOR else Level.READ
        levels = dict.fromkeys(self.participants, role) | dict.fromkeys(self.editors, Level.FULL)
        people = tuple(Grant(Holder(HolderKind.ACCOUNT, number), level) for number, level in levels.items())
        return (*people, Grant(ALL, role)) if self.stakeholder == EVERYONE else people

    @property
    def marks(self) -> bool:
        """Whether whoever reads the object may change its status."""
        return self.default_role == COMPLETES


@lru_cache(maxsize=4096)
def terms_in(text: str) -> Terms | None:
    """The terms in the `kona` text of an object; None where it has none."""
    if not text:
        return None
    try:
        return msgspec.json.decode(text, type=Terms)
    except msgspec.DecodeError:
        return None


def is_closed(text: str) -> bool:
    """Whether an object with this `kona` text is closed to those who have its calendar."""
    terms = terms_in(text)
    return terms is not None and terms.is_closed


def returned(then: str, now: str) -> str:
    """The `kona` text of a former version that returns: what says who may do what stays as it is now."""
    old, new = _fields(then), _fields(now)
    taken = {name: (new if name in _RIGHTS else old).get(name) for name in (*Terms.__struct_fields__, *old)}
    told = {name: value for name, value in taken.items() if value is not None}
    return msgspec.json.encode(told).decode() if told or now else ""


def _fields(text: str) -> dict[str, object]:
    try:
        return msgspec.json.decode(text or "{}", type=dict[str, object])
    except msgspec.DecodeError:
        return {}


def differ_in_status(old: str, new: str) -> bool:
    """Whether of two `kona` texts nothing but the status is another."""
    one, other = _bare(old), _bare(new)
    return one is not None and one == other


def _bare(text: str) -> object:
    try:
        found = msgspec.json.decode(text or "{}")
    except msgspec.DecodeError:
        return None
    return {**_USUAL, **found, "status": None} if isinstance(found, dict) else None


_NO_TERMS = Terms()
_USUAL = {name: [] if getattr(_NO_TERMS, name) == () else getattr(_NO_TERMS, name) for name in Terms.__struct_fields__}
"""What an object without terms would say, in the form of JSON."""
