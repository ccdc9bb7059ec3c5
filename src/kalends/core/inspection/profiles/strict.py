"""Strict: programs that follow the RFCs to the letter. What should be, must be, and no line feed stands alone."""

import re
from collections.abc import Iterator

from kalends.core.ics.lines import physical_lines
from kalends.core.inspection.profiles.profile import FileView, LinePlace, Place, Profile, ProfileRule, RaisedCode

_LINE = 75  # octets
_HOST = re.compile(r"@[^@\s]+\.[A-Za-z]{2,}\Z|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")


def _long_lines(view: FileView) -> Iterator[LinePlace]:
    for number, line in enumerate(physical_lines(view.text), 1):
        if len(line) > _LINE or (not line.isascii() and len(line.encode("utf-8", "surrogatepass")) > _LINE):
            yield LinePlace(number, 1)


def _uids_of_hosts(view: FileView) -> Iterator[Place]:
    for part in view.parts():
        uid = part.first("UID")
        if uid is not None and _HOST.search(uid.value[-300:]):
            yield Place(uid, len(uid.head) + 1)


STRICT = Profile(
    "strict",
    "programs that follow the RFCs to the letter",
    (
        ProfileRule("strict-long-line", "a line should not be longer than 75 octets", "RFC 5545 §3.1", _long_lines),
        ProfileRule("strict-uid", "a UID must not tell a host or a domain", "RFC 7986 §5.3", _uids_of_hosts),
    ),
    (
        RaisedCode("line-feed", "RFC 5545 §3.1"),
        RaisedCode("byte-order-mark", "RFC 5545 §3.4"),
        RaisedCode("unknown-zone", "RFC 5545 §3.2.19"),
        RaisedCode("repeated-rule", "RFC 5545 §3.8.5.3"),
        RaisedCode("start-off-rule", "RFC 5545 §3.8.5.3"),
        RaisedCode("missing-organizer", "RFC 5546 §3.2.1"),
        RaisedCode("deprecated", "RFC 5545 §8.3.2"),
        RaisedCode("bad-address", "RFC 5545 §3.3.3"),
        RaisedCode("missing-value", "RFC 7986 §5.10"),
    ),
)
