"""The attributes of a space as they were sent, and what is kept beside its calendar."""

from dataclasses import dataclass
from enum import IntEnum

from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.wire.attributes import Attributes
from kalends.service.records import Properties

LONGEST_WELCOME = 20_000


class Category(IntEnum):
    """What a space is for. Everybody has one personal space, which is not made and not given away."""

    PERSONAL = 0
    WORK = 1


WELCOME = ("kona", "welcome")
"""The property of a calendar that holds its welcome message."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent of a space; None for what was not."""

    name: str | None
    details: str | None
    colour: str | None
    welcome_message: str | None
    category: Category | None

    @property
    def properties(self) -> Properties:
        """What is to be kept beside the calendar, if anything was sent of it."""
        return {} if self.welcome_message is None else {WELCOME: self.welcome_message}


def sent_in(attributes: Attributes) -> Sent:
    """The attributes of a space. Faults INVALID; RULE for an empty name."""
    sent = Sent(
        name=attributes.text("name"),
        details=attributes.text("details"),
        colour=attributes.text("color"),
        welcome_message=attributes.text("welcome_message"),
        category=attributes.choice("category", Category),
    )
    if len(sent.welcome_message or "") > LONGEST_WELCOME:
        attributes.wrong("welcome_message", f"must have at most {LONGEST_WELCOME:,} characters")
    attributes.settle()
    if sent.name is not None and not sent.name.strip():
        raise against_rule("name", "must not be empty")
    return sent
