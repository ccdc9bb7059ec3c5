"""The columns of a policy, and how they become a record and come from one."""

from typing import Any

from kalends.service.records import OPEN, ObjectPolicy, Progress, Role
from kalends.store.sql import Value

POLICY_COLUMNS = "closed, alone, everyone, role, progress, participants, editors, departed"
_ROLES = {role.value: role for role in Role}  # quicker than asking the enum, which counts for thousands of rows
_PROGRESS = tuple(Progress)


def policy_values(policy: ObjectPolicy) -> tuple[Value, ...]:
    """What `POLICY_COLUMNS` hold of this policy."""
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
    """The policy in `POLICY_COLUMNS`; nearly all rows hold the open one, which is always the same value."""
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
