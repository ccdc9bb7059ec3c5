"""Edits of a series: this one, this and all after, all; the components of one UID go in and come out.

A time names an instance by its place in the series (its RECURRENCE-ID), whatever the time's form. Properties that are
not known stay as they are. SEQUENCE, DTSTAMP and LAST-MODIFIED are left to the caller, who knows who edits, and when.
"""

from kalends.core.recur.edit.clock import turned_rule
from kalends.core.recur.edit.one import InstanceEdits, change_one, delete_one, has_instances
from kalends.core.recur.edit.parts import NO_INSTANCE, Editable, Parts, no_instance, parts_of
from kalends.core.recur.edit.rule import at_first_hit, moved_rule, with_months
from kalends.core.recur.edit.split import Halves, delete_following, split
from kalends.core.recur.edit.whole import change_all, move

__all__ = [
    "NO_INSTANCE",
    "Editable",
    "Halves",
    "InstanceEdits",
    "Parts",
    "at_first_hit",
    "change_all",
    "change_one",
    "delete_following",
    "delete_one",
    "has_instances",
    "move",
    "moved_rule",
    "no_instance",
    "parts_of",
    "split",
    "turned_rule",
    "with_months",
]
