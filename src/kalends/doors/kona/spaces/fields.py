"""The attributes of a space as they were sent, and what is kept beside the calendar for this dialect alone."""

from dataclasses import dataclass
from enum import IntEnum

import msgspec

from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.wire.given import Given

LONGEST_WELCOME = 20_000


class Category(IntEnum):
    """What a space is for. Everybody has one personal space, which is not made and not given away."""

    PERSONAL = 0
    WORK = 1


class Beside(msgspec.Struct, frozen=True, omit_defaults=True, rename={"welcome_message": "welcome"}):
    """What a calendar has no place for."""

    welcome_message: str = ""


def beside_of(text: str) -> Beside:
    """What was kept; nothing where nothing was."""
    return msgspec.json.decode(text, type=Beside) if text else Beside()


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent of a space; None for what was not."""

    name: str | None
    details: str | None
    colour: str | None
    welcome_message: str | None
    category: Category | None

    @property
    def dialects(self) -> dict[str, str]:
        """What is to be kept beside the calendar, if anything was sent of it."""
        if self.welcome_message is None:
            return {}
        return {"kona": msgspec.json.encode(Beside(self.welcome_message)).decode()}


def sent_in(given: Given) -> Sent:
    """The attributes of a space. Faults INVALID; RULE for an empty name."""
    sent = Sent(
        name=given.text("name"),
        details=given.text("details"),
        colour=given.text("color"),
        welcome_message=given.text("welcome_message"),
        category=given.choice("category", Category),
    )
    if len(sent.welcome_message or "") > LONGEST_WELCOME:
        given.wrong("welcome_message", f"must have at most {LONGEST_WELCOME:,} characters")
    given.settle()
    if sent.name is not None and not sent.name.strip():
        raise against_rule("name", "must not be empty")
    return sent
