"""The friendly value that every JSON door fills, and the valid tree that comes of it.

A door checks what its client sent and says what is wrong in its own words; what reaches this package is well typed.
`rule_flaws`, `text_flaw` and `uid_flaw` hold the rules that all doors share.
"""

from kalends.core.draft.series import EndAt, begin_at_first_hit, differs_on_clock
from kalends.core.draft.tree import calendar, calendar_of, event
from kalends.core.draft.values import (
    Action,
    BasicFrequency,
    BasicRule,
    Draft,
    Method,
    Reminder,
    Status,
    rule_flaws,
    text_flaw,
    uid_flaw,
)
from kalends.core.objects.people import Person

__all__ = [
    "Action",
    "BasicFrequency",
    "BasicRule",
    "Draft",
    "EndAt",
    "Method",
    "Person",
    "Reminder",
    "Status",
    "begin_at_first_hit",
    "calendar",
    "calendar_of",
    "differs_on_clock",
    "event",
    "rule_flaws",
    "text_flaw",
    "uid_flaw",
]
