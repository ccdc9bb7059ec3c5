"""What an object says itself about who may do what with it, in words that belong to no dialect."""

from enum import IntEnum, StrEnum

import msgspec


class Role(StrEnum):
    """What those who take part in an object may do with it."""

    EDIT = "edit"
    MARK = "mark"
    READ = "read"


class Progress(IntEnum):
    """How far an object is."""

    PENDING = 0
    IN_PROGRESS = 1
    COMPLETE = 2
    CLOSED = 3
    REOPENED = 4


class ObjectPolicy(msgspec.Struct, frozen=True):
    """Who may see and do what with one object, beside the grants on its calendar.

    closed         grants on the calendar do not reach it, not even the right of its owner
    alone          only its author, whatever was granted
    role           what taking part allows, and the most that a grant on the calendar comes to; MARK allows whoever
                   reads it to change its progress
    everyone, participants, editors
                   who takes part: each of them holds a grant on the object, editors a full one; while it is `alone`,
                   who would
    departed       who took part until another list of grants let them go

    `service.access.policy` keeps this and the grants on the object in agreement. The lists hold ids of accounts.
    """

    closed: bool = False
    alone: bool = False
    everyone: bool = False
    role: Role = Role.EDIT
    progress: Progress = Progress.IN_PROGRESS
    participants: tuple[int, ...] = ()
    editors: tuple[int, ...] = ()
    departed: tuple[int, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether grants on the calendar do not reach the object."""
        return self.closed or self.alone


OPEN = ObjectPolicy()
"""The policy of an object that leaves everything to the grants."""
