"""What an import leaves beside an object, to know at the next one who has changed something since: the file, or here.

    mark = object *(SP source "=" digest)

`object` is the digest of the object as the last import left it. Each source is what a file said something about: ""
for the whole, else some instances, or a message. DTSTAMP counts for nothing, since many programs write the time of the
export into it (RFC 5545 §3.8.7.2).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from kalends.core.ics.tree import Component

_FOLD = re.compile(r"\r?\n[ \t]")
_LEFT_OUT = re.compile(
    r"^(?:BEGIN:VTIMEZONE$.*?^END:VTIMEZONE|DTSTAMP[;:][^\n]*)\n", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
_STAMP = re.compile(r"^DTSTAMP(?:;[^:\r\n]*)?:(\d{8}T\d{6})", re.MULTILINE | re.IGNORECASE)
_BEGIN = "\nBEGIN:"
_DIGITS = 16
_MOST_SOURCES = 50


@dataclass(frozen=True, slots=True)
class Mark:
    """The digest of an object after its last import, and those of what files said."""

    object: str
    sources: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The mark of a text; None for an empty one."""
        if not text:
            return None
        digest, *sources = text.split(" ")
        return cls(digest, dict(each.split("=", 1) for each in sources if "=" in each))

    @property
    def text(self) -> str:
        """The text of the mark."""
        latest = list(self.sources.items())[-_MOST_SOURCES:]
        return " ".join([self.object, *(f"{source}={digest}" for source, digest in latest)])

    def after(self, source: str, digest: str, content: str) -> "Mark":
        """The mark after a file said something more, and left the object with this content."""
        return Mark(
            content, {**{name: value for name, value in self.sources.items() if name != source}, source: digest}
        )


def digest_of(text: str) -> str:
    """A name of the content of an object: its components in whatever head, without zones, folds and DTSTAMPs."""
    plain = _FOLD.sub("", text).replace("\r\n", "\n")
    inside = plain[max(plain.find(_BEGIN), 0) + 1 :]
    return _short(_LEFT_OUT.sub("", inside))


def source_of(parts: Sequence[Component], method: str) -> str:
    """A name of what a text is about: "" for all of an object, else its instances and the METHOD of a message."""
    instances = [prop.line for part in parts if (prop := part.first("RECURRENCE-ID"))]
    if not method and len(instances) < len(parts):
        return ""
    return _short("\n".join([method, *sorted(instances)]))


def stamp_of(text: str) -> str:
    """The latest DTSTAMP of a text; "" where it has none."""
    return max(_STAMP.findall(text), default="")


def _short(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
