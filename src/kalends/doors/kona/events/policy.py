"""This dialect's words for the policy of an event (`service.records.ObjectPolicy`), and the thing elsewhere.

stakeholder    just_me 0: alone, group 1, everyone 2: everyone takes part
visibility     participants_only 1: closed, public 2
default_role   editor 1, viewer 2, collaboration_complete 3: the role. Whose the event is, and its editors, see that;
               anybody else sees what they may do themselves
status         the progress; an event that is cancelled is closed, whatever its progress
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from kalends.doors.kona.events.input import DefaultRole, ExternalObject, Stakeholder, Visibility
from kalends.service import records
from kalends.service.access import Access, is_private
from kalends.service.objects import Seen
from kalends.service.records import OPEN, ObjectPolicy, Progress, Properties

EXTERNAL = ("kona", "external")
"""The property that holds the thing elsewhere."""
SHOWN_TERMS = ("status", "visibility", "stakeholder", "default_role")
"""The terms that answers hold."""

_ROLES = {
    DefaultRole.EDITOR: records.Role.EDIT,
    DefaultRole.VIEWER: records.Role.READ,
    DefaultRole.COLLABORATION_COMPLETE: records.Role.MARK,
}
_SHOWN_ROLES = {role: shown for shown, role in _ROLES.items()}
_OWN_ROLES = {
    Access.FULL: DefaultRole.EDITOR,
    Access.STATUS: DefaultRole.COLLABORATION_COMPLETE,
    Access.READ: DefaultRole.VIEWER,
}
_ENDED = (Progress.COMPLETE, Progress.CLOSED)


def terms_of(seen: Seen, me: int) -> dict[str, Any]:
    """The terms of an event, as the account `me` is shown them: of the rights that hold.

    One that a door made private is for those who take part.
    """
    policy, stored = seen.stored.draft.policy, seen.stored
    closed = policy.closed or (not policy.alone and is_private(stored.facts.classification))
    return {
        "status": int(progress_of(seen)),
        "visibility": int(Visibility.PARTICIPANTS_ONLY if closed else Visibility.PUBLIC),
        "stakeholder": int(_stakeholder(policy)),
        "default_role": int(_shown_role(seen, me)),
        "participants": policy.participants,
        "editors": policy.editors,
        "external": external_object_of(seen),
    }


def _shown_role(seen: Seen, me: int) -> DefaultRole:
    """Whose the event is, and its editors, whatever the default, see the default; others what they may do."""
    own, draft = _OWN_ROLES.get(seen.access), seen.stored.draft
    owners = (seen.stored.owner_id, draft.author_id, *draft.policy.editors)  # with a key that only reads, too
    return default_role_of(seen) if own is None or me in owners else own


def progress_of(seen: Seen) -> Progress:
    """How far an event is: one that is cancelled is not active, whatever else was said of it."""
    progress = seen.stored.draft.policy.progress
    return Progress.CLOSED if is_cancelled(seen) and progress not in _ENDED else progress


def is_cancelled(seen: Seen) -> bool:
    """Whether an event was cancelled, through whichever door."""
    return not seen.busy and seen.stored.facts.status == "CANCELLED"


def is_resumed(seen: Seen, terms: Mapping[str, Any]) -> bool:
    """Whether terms that were sent make a cancelled event active again."""
    return is_cancelled(seen) and terms.get("status", Progress.CLOSED) not in _ENDED


def default_role_of(seen: Seen) -> DefaultRole:
    """The role that an event gives to those who take part."""
    return _SHOWN_ROLES[seen.stored.draft.policy.role]


def _stakeholder(policy: ObjectPolicy) -> Stakeholder:
    if policy.alone:
        return Stakeholder.JUST_ME
    return Stakeholder.EVERYONE if policy.everyone else Stakeholder.GROUP


def external_object_of(seen: Seen) -> ExternalObject | None:
    """The thing elsewhere that an event belongs to."""
    text = dict(seen.properties).get(EXTERNAL)
    return msgspec.json.decode(text, type=ExternalObject) if text else None


def policy_with(policy: ObjectPolicy, terms: Mapping[str, Any]) -> ObjectPolicy:
    """The policy with other terms. Who is not named as a participant any more is no guest either."""
    new: dict[str, Any] = {name: terms[name] for name in ("participants", "editors") if name in terms}
    if "participants" in terms:
        new["departed"] = ()
    if "status" in terms:
        new["progress"] = Progress(terms["status"])
    if "visibility" in terms:
        new["closed"] = terms["visibility"] == Visibility.PARTICIPANTS_ONLY
    if "stakeholder" in terms:
        new["alone"] = terms["stakeholder"] == Stakeholder.JUST_ME
        new["everyone"] = terms["stakeholder"] == Stakeholder.EVERYONE
    if "default_role" in terms:
        new["role"] = _ROLES[terms["default_role"]]
    return msgspec.structs.replace(policy, **new) if new else policy


def new_policy(terms: Mapping[str, Any]) -> ObjectPolicy:
    """The policy of a new event."""
    return policy_with(OPEN, terms)


def properties_with(terms: Mapping[str, Any]) -> Properties:
    """What is to be kept beside the text, if anything was sent of it."""
    if "external" not in terms:
        return {}
    external = terms["external"]
    return {EXTERNAL: "" if external is None else msgspec.json.encode(external).decode()}
