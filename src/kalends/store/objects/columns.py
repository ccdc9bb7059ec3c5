"""The columns of an object, and how they become a record and come from one."""

from collections.abc import Sequence
from typing import Any

from kalends.service.records import Facts, ObjectDraft, ObjectKind, Span, Stored
from kalends.store.objects.policies import POLICY_COLUMNS, policy_of, policy_values
from kalends.store.objects.reach import duration_class
from kalends.store.sql import Row, Value, clamp_small, to_datetime

FACT_COLUMNS = (
    "uid, kind, reach, first, last, summary, classification, status, transparent, sequence, recurs, zoned, local, words"
)
DRAFT_COLUMNS = f"href, etag, author_id, method, {FACT_COLUMNS}, {POLICY_COLUMNS}, properties, cuts, content"
COLUMNS = (
    "id, owner_id, calendar_id, version, created, modified,"
    " modified_by, href, etag, author_id, method, uid, kind,"
    " first, last, summary, classification, status, transparent,"
    f" sequence, recurs, zoned, local, words, {POLICY_COLUMNS}, properties, cuts, content"
)
_KINDS = {kind.value: kind for kind in ObjectKind}  # quicker than asking the enum, which counts for thousands of rows
_FACTS_END = 4 + len(FACT_COLUMNS.split(", ")) - 1
"""Where the facts of a row end; `reach` is not read."""
MISSING = "There is no such object."


def fact_values(facts: Facts) -> tuple[Value, ...]:
    """What `FACT_COLUMNS` hold of these facts."""
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
    """What `DRAFT_COLUMNS` hold of this draft."""
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
    """The object in a row of `COLUMNS`."""
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
