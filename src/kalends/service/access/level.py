"""What somebody may do with a calendar or an object, and the one function that decides it.

    NONE    it is not there for this person
    BUSY    its times are seen, as "Busy"
    READ    it is seen; a private event of others (CLASS) as BUSY
    STATUS  its progress is changed, and nothing else; only the policy of an object gives this
    FULL    it is changed, moved, deleted, shared
    OWNER   it is given to somebody else, and a calendar removed

- A calendar's owner is the owner of everything in it.
- A grant on a calendar is one on every object in it; a grant on an object adds to that. The best of all counts, by
  whomever it is held: the person, a group, everyone.
- An event's author is its owner as long as he can read it otherwise. Who loses the calendar loses his events in it.
- An object may have a policy of its own (`policy.py`): it bounds what a grant on its calendar comes to, or closes it.
- An administrator manages: he may share, give away and remove what belongs to others, and see who has it. He does
  not read others' calendars, unless he shares them with himself, which their owners see.
- The scope of a key bounds all of it: `read` makes everything READ at most, `generate` NONE.
- RFC 5545 §3.8.1.3: a CLASS that is not known is private. CONFIDENTIAL keeps no more than PRIVATE does.
"""

from enum import IntEnum

from kalends.service.records import Level, Scope


class Access(IntEnum):
    """What is allowed, the more the greater."""

    NONE = 0
    BUSY = 1
    READ = 2
    STATUS = 3
    FULL = 4
    OWNER = 5


LEVELS = {Level.BUSY: Access.BUSY, Level.READ: Access.READ, Level.FULL: Access.FULL}
BOUNDS = {Scope.GENERATE: Access.NONE, Scope.READ: Access.READ, Scope.FULL: Access.OWNER}


def decide(granted: Access, *, author: bool = False, classification: str = "") -> Access:
    """What a grant comes to on one object, for its author or for somebody else."""
    if author and granted >= Access.READ:
        return Access.OWNER
    if granted is Access.READ and is_private(classification):
        return Access.BUSY
    return granted


def is_private(classification: str) -> bool:
    """Whether others see an object of this CLASS as busy only (RFC 5545 §3.8.1.3)."""
    return classification not in ("", "PUBLIC")
