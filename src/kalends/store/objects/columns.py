"""The columns of an object, and how they become a record and come from one."""

from collections.abc import Sequence
from typing import Any

from kalends.service.records import NO_DIALECTS, Dialects, Facts, ObjectDraft, ObjectKind, Span, Stored
from kalends.store.objects.reach import reach_of
from kalends.store.rows import Row, Value, moment_of, small

FACT_COLUMNS = (
    "uid, kind, reach, first, last, summary, classification, status, transparent, sequence, recurs, zoned, local, words"
)
DRAFT_COLUMNS = f"href, etag, author_id, method, {FACT_COLUMNS}, onlyoffice, kona, cuts, content"
COLUMNS = (
    "id, owner_id, calendar_id, version, created, modified,"
    " modified_by, href, etag, author_id, method, uid, kind,"
    " first, last, summary, classification, status, transparent,"
    " sequence, recurs, zoned, local, words, onlyoffice,"
    " kona, cuts, content"
)
_KINDS = {kind.value: kind for kind in ObjectKind}  # quicker than asking the enum, which counts for thousands of rows
MISSING = "There is no such object."


def fact_values(facts: Facts) -> tuple[Value, ...]:
    """What `FACT_COLUMNS` hold of these facts."""
    span = facts.span
    return (
        facts.uid,
        facts.kind.value,
        reach_of(span),
        span.first,
        span.last,
        facts.summary,
        facts.classification,
        facts.status,
        int(facts.transparent),
        small(facts.sequence),
        int(facts.recurs),
        int(facts.zoned),
        int(facts.local),
        facts.words,
    )


def draft_values(draft: ObjectDraft) -> tuple[Value, ...]:
    """What `DRAFT_COLUMNS` hold of this draft."""
    dialects = draft.dialects
    return (
        draft.href,
        draft.etag,
        draft.author_id,
        draft.method,
        *fact_values(draft.facts),
        dialects.onlyoffice,
        dialects.kona,
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
        moment_of(created),
        moment_of(modified),
        modified_by,
        _draft_of(rest),
    )


def _draft_of(row: Sequence[Any]) -> ObjectDraft:
    href, etag, author_id, method, *facts, onlyoffice, kona, cuts, text = row
    dialects = Dialects(onlyoffice, kona) if onlyoffice or kona else NO_DIALECTS
    return ObjectDraft(href, text, etag, _facts_of(facts), author_id, method, dialects, cuts)


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
