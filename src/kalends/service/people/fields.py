"""The rules for what is written about an account or a key; each gives the flaws that it finds."""

import re
from collections.abc import Iterable

from kalends.core import address
from kalends.core.time.names import is_name
from kalends.core.unicode import MOST_MARKS, is_stream_safe, normalize
from kalends.errors import Fault, Flaw, Kind

LONGEST_NAME = 200
LONGEST_LABEL = 64
LONGEST_PASSWORD = 1000
"""Characters; each has at most four octets."""

# A password of this shape would be taken for a key, and never be found.
KEY_LENGTH = 48
KEY_SHAPE = re.compile(rf"[A-Za-z0-9]{{{KEY_LENGTH}}}")

_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def demand_none(flaws: Iterable[Flaw]) -> None:
    """Raise Fault INVALID with every flaw, where there is one."""
    found = tuple(flaws)
    if found:
        raise Fault(Kind.INVALID, " ".join(flaw.message for flaw in found), found)


def flaws_of_email(email: str) -> Iterable[Flaw]:
    reason = address.flaw_of(email)
    if reason:
        yield Flaw("bad-email", f"The e-mail address {reason}.", "email")


def flaws_of_name(name: str) -> Iterable[Flaw]:
    yield from _flaws_of_line(name, "name", LONGEST_NAME)


def flaws_of_label(label: str) -> Iterable[Flaw]:
    if not label.strip():
        yield Flaw("bad-label", "The label is empty.", "label")
    yield from _flaws_of_line(label, "label", LONGEST_LABEL)


def flaws_of_time_zone(time_zone: str) -> Iterable[Flaw]:
    if _UNFIT.search(time_zone) or not is_name(time_zone):
        message = 'The time zone is not one of the tz database; write it as in "Europe/Berlin".'
        yield Flaw("bad-time-zone", message, "time_zone")


def flaws_of_password(password: str) -> Iterable[Flaw]:
    if not password:
        yield Flaw("bad-password", "The password is empty.", "password")
    elif KEY_SHAPE.fullmatch(password):
        message = f"The password has the shape of a key ({KEY_LENGTH} letters and digits); choose another."
        yield Flaw("bad-password", message, "password")
    if not is_stream_safe(password[:LONGEST_PASSWORD]):
        message = f"The password has more than {MOST_MARKS} combining marks in a row."
        yield Flaw("bad-password", message, "password")
    yield from _flaws_of_line(password, "password", LONGEST_PASSWORD)


def can_be_password(text: str) -> bool:
    """Whether a text can be anybody's password; asked before anything is done with it that takes time."""
    return 0 < len(text) <= LONGEST_PASSWORD and is_stream_safe(text)


def prepared_password(password: str) -> str:
    """The form in which a password is hashed (RFC 8265 §4.2): how a keyboard composes a letter does not count."""
    return normalize("NFC", password)


def _flaws_of_line(text: str, field: str, longest: int) -> Iterable[Flaw]:
    if len(text) > longest:
        yield Flaw(f"bad-{field}", f"The {field} is longer than {longest} characters.", field)
    if _UNFIT.search(text):
        message = f"The {field} holds a control character, a line break or a character that is none."
        yield Flaw(f"bad-{field}", message, field)
