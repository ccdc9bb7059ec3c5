"""If-Match and If-None-Match, entity tags, and 304 (RFC 9110 §8.8.3, §13.1, §15.4.5).

    ETag: "<validator>-<digest of the body>"

The validator names what the caller sees of a thing, the digest the answer that shows it: in JSON or XML, in the
caller's zone, one instance or all. A GET compares the whole tag. A write compares the validator alone, inside the
transaction that writes; so the tag of any answer about a thing is good for a write to it.

No Last-Modified is sent, so If-Modified-Since and If-Unmodified-Since have nothing to compare with (§13.1.3, §13.1.4).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request

from kalends.errors import Fault, Flaw, Kind
from kalends.service.objects import Conditions

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_SPACES = re.compile(r"[ \t]*")
_READING = frozenset(("GET", "HEAD"))


@dataclass(frozen=True, slots=True)
class TagList:
    """The value of one field: `*` (`anything`), or entity tags, without quotes; `strong` are those without W/."""

    anything: bool = False
    tags: frozenset[str] = frozenset()
    strong: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Preconditions:
    """The conditions of a request; None is a field that was not sent."""

    match: TagList | None = None
    none_match: TagList | None = None

    @property
    def of_write(self) -> Conditions:
        """What the verb that writes has to check: If-Match strongly, If-None-Match weakly (§13.1.1, §13.1.2)."""
        match, none_match = self.match, self.none_match or TagList()
        return Conditions(
            present=match is not None and match.anything,
            validators=None if match is None or match.anything else _validators(match.strong),
            absent=none_match.anything,
            not_validators=_validators(none_match.tags),
        )

    def demand_untagged(self, method: str) -> None:
        """Raise Fault STALE where a condition cannot hold of a call on what has no tags: none is passed over.

        A POST makes something, so nothing is there yet that could match.
        """
        match, none_match = self.match, self.none_match
        if match is not None and (method == "POST" or not match.anything):
            raise _stale("If-Match", "nothing here has such an ETag")
        if none_match is not None and none_match.anything and method not in ("POST", *_READING):
            raise _stale("If-None-Match", "it is there already")

    def is_known(self, etag: str) -> bool:
        """Whether the answer with this tag, quotes and all, is one that the client of a GET has. Fault STALE."""
        tag = etag[1:-1]
        if self.match is not None and not self.match.anything and tag not in self.match.strong:
            raise _stale("If-Match", "it was changed meanwhile")
        return self.none_match is not None and (self.none_match.anything or tag in self.none_match.tags)


UNCONDITIONAL = Preconditions()


def preconditions_of(request: Request) -> Preconditions:
    """The conditions of a request. Fault INVALID for a field that is neither `*` nor a list of entity tags."""
    return Preconditions(_tags_in(request, "If-Match"), _tags_in(request, "If-None-Match"))


def tag_of(validator: str, digest: str) -> str:
    """The ETag of an answer that shows a thing; `digest` is of the body."""
    return f'"{validator}-{digest[:16]}"'


def is_reading(method: str) -> bool:
    """Whether a method only reads."""
    return method in _READING


def _validators(tags: Iterable[str]) -> frozenset[str]:
    return frozenset(tag.partition("-")[0] for tag in tags)


def _tags_in(request: Request, name: str) -> TagList | None:
    """The value of a field, whose lines are one list (§5.3)."""
    wanted = name.lower().encode()
    lines = [value for field, value in request.scope["headers"] if field == wanted]
    return _read(name, b",".join(lines).decode("latin-1")) if lines else None


def _read(name: str, text: str) -> TagList:
    """`*`, or tags and commas; empty elements are passed over (§5.6.1.2)."""
    if text.strip(" \t") == "*":
        return TagList(anything=True)
    tags, strong, at = set[str](), set[str](), 0
    while (at := _behind_spaces(text, at)) < len(text):
        if found := _TAG.match(text, at):
            tags.add(found[2])
            if not found[1]:
                strong.add(found[2])
            at = _behind_spaces(text, found.end())
        if at < len(text) and text[at] != ",":
            message = 'must be *, or a list of ETags in quotes ("a", W/"b")'
            raise Fault(
                Kind.INVALID, f"{name} {message}.", [Flaw("bad-condition", message, name, rfc="RFC 9110 §13.1")]
            )
        at += 1
    return TagList(False, frozenset(tags), frozenset(strong))


def _behind_spaces(text: str, at: int) -> int:
    found = _SPACES.match(text, at)
    return found.end() if found else at


def _stale(name: str, why: str) -> Fault:
    return Fault(Kind.STALE, f"{name} does not hold: {why}.", [Flaw("precondition", why, name)])
