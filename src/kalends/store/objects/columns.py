"""The columns of an object and its policy, and the SQL that finds what touches a window.

Most objects last hours, some series last for ever. An index on the first moment alone would have to be read from its
beginning for each window, since something that began long ago may still last. So the column `reach` classifies objects
by the distance between their first and last moment: an object of a class that touches a window began no earlier than
the greatest distance of its class before it.
"""

from collections.abc import Collection, Sequence
from typing import Any

from kalends.service.records import (
    OPEN,
    Calendar,
    Facts,
    ObjectDraft,
    ObjectKind,
    ObjectPolicy,
    Progress,
    Role,
    Span,
    Stored,
)
from kalends.store.sql import Row, Value, clamp_small, to_datetime

FACT_COLUMNS = (
    "uid, kind, reach, first, last, summary, classification, status, transparent, sequence, recurs, zoned, local, words"
)
_KINDS = {kind.value: kind for kind in ObjectKind}  # quicker than asking the enum, which counts for thousands of rows
_FACTS_END = 4 + len(FACT_COLUMNS.split(", ")) - 1
"""Where the facts of a row end; `reach` is not read."""
MISSING = "There is no such object."
POLICY_COLUMNS = "closed, alone, everyone, role, progress, participants, editors, departed"
DRAFT_COLUMNS = f"href, etag, author_id, method, {FACT_COLUMNS}, {POLICY_COLUMNS}, properties, cuts, content"
COLUMNS = (
    "id, owner_id, calendar_id, version, created, modified,"
    " modified_by, href, etag, author_id, method, uid, kind,"
    " first, last, summary, classification, status, transparent,"
    f" sequence, recurs, zoned, local, words, {POLICY_COLUMNS}, properties, cuts, content"
)
_ROLES = {role.value: role for role in Role}  # quicker than asking the enum, which counts for thousands of rows
_PROGRESS = tuple(Progress)
_DAY = 86_400_000_000
_DAYS = (3, 40, 400, 4_000, 40_000)  # floating and all-day objects have 28 hours more than they last
_REACHES = tuple(days * _DAY for days in _DAYS)
_ENDLESS = len(_REACHES)
_BEGINNING = -(2**63) + 1
_OF_CLASS = (
    "SELECT {chosen} FROM object WHERE owner_id $among AND calendar_id $among AND reach = {number}"
    " AND first >= ? AND first < ? AND (last IS NULL OR last >= ?){more}"
)


def fact_values(facts: Facts) -> tuple[Value, ...]:
    """The values of `FACT_COLUMNS`."""
    span = facts.span
    return (
        facts.uid,
        facts.kind.value,
        duration_class(span),
        span.first,
        span.last,
        facts.summary,
        facts.classification,
        facts.status,
        int(facts.transparent),
        clamp_small(facts.sequence),
        int(facts.recurs),
        int(facts.zoned),
        int(facts.local),
        facts.words,
    )


def draft_values(draft: ObjectDraft) -> tuple[Value, ...]:
    """The values of `DRAFT_COLUMNS`."""
    return (
        draft.href,
        draft.etag,
        draft.author_id,
        draft.method,
        *fact_values(draft.facts),
        *policy_values(draft.policy),
        draft.properties,
        draft.cuts,
        draft.text,
    )


def stored_of(row: Row) -> Stored:
    """Convert a row of `COLUMNS` to an object."""
    object_id, owner_id, calendar_id, version, created, modified, modified_by, *rest = row
    return Stored(
        object_id,
        owner_id,
        calendar_id,
        version,
        to_datetime(created),
        to_datetime(modified),
        modified_by,
        _draft_of(rest),
    )


def _draft_of(row: Sequence[Any]) -> ObjectDraft:
    href, etag, author_id, method = row[:4]
    properties, cuts, text = row[-3:]
    policy = policy_of(tuple(row[_FACTS_END:-3]))
    return ObjectDraft(href, text, etag, _facts_of(row[4:_FACTS_END]), author_id, method, policy, properties, cuts)


def _facts_of(row: Sequence[Any]) -> Facts:
    uid, kind, first, last, summary, classification, status, transparent, sequence, recurs, zoned, local, words = row
    return Facts(
        uid,
        _KINDS[kind],
        Span(first, last),
        summary,
        classification,
        status,
        transparent == 1,
        sequence,
        recurs == 1,
        zoned == 1,
        local == 1,
        words,
    )


def policy_values(policy: ObjectPolicy) -> tuple[Value, ...]:
    """The values of `POLICY_COLUMNS`."""
    lists = (policy.participants, policy.editors, policy.departed)
    return (
        int(policy.closed),
        int(policy.alone),
        int(policy.everyone),
        policy.role.value,
        int(policy.progress),
        *(" ".join(map(str, each)) for each in lists),
    )


_OPEN = policy_values(OPEN)


def policy_of(row: tuple[Any, ...]) -> ObjectPolicy:
    """Convert a row of `POLICY_COLUMNS` to a policy; nearly all are the same open one."""
    if row == _OPEN:
        return OPEN
    closed, alone, everyone, role, progress, participants, editors, departed = row
    return ObjectPolicy(
        closed == 1,
        alone == 1,
        everyone == 1,
        _ROLES[role],
        _PROGRESS[progress],
        _ids_in(participants),
        _ids_in(editors),
        _ids_in(departed),
    )


def _ids_in(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split())) if text else ()


def duration_class(span: Span) -> int | None:
    """The class of a span by its duration; None for one that touches no window."""
    if span.first is None:
        return None
    if span.last is None:
        return _ENDLESS
    distance = span.last - span.first
    return next((number for number, reach in enumerate(_REACHES) if distance <= reach), _ENDLESS)


def window_sql(chosen: str, more: str = "") -> str:
    """A query for all objects that touch a window; its values are those of `window_values`.

    It is a UNION with one part per class, since neither planner finds the ranges of a single condition. `more` is a
    further condition of each part.
    """
    return " UNION ALL ".join(
        _OF_CLASS.format(chosen=chosen, number=number, more=more) for number in range(_ENDLESS + 1)
    )


def window_values(calendars: Collection[Calendar], start: int, end: int, more: tuple[Value, ...] = ()) -> list[Value]:
    """The values of `window_sql`: for each class the calendars, the earliest first moment, the window, and `more`."""
    owners, ids = list({each.owner_id for each in calendars}), [each.id for each in calendars]
    earliest = (*(start - reach for reach in _REACHES), _BEGINNING)
    return [value for first in earliest for value in (owners, ids, first, end, start, *more)]
