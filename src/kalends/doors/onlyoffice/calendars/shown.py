"""Calendars as this dialect's JSON shows them."""

from collections.abc import Sequence
from datetime import datetime

from kalends.core.time.zones import zone
from kalends.doors.onlyoffice.alert import alert_json, alert_of
from kalends.doors.onlyoffice.sharing import Json, permissions_json
from kalends.doors.onlyoffice.wire.times import zone_json
from kalends.service.access import Access
from kalends.service.calendars import SeenCalendar
from kalends.service.sharing import Shared

TEXT_COLOUR = "#000000"
COLOUR = "#9bb845"
TODO = ("onlyoffice", "isTodo")
"""The property of a calendar that holds "1" where it is one of to-dos."""


def calendar_json(seen: SeenCalendar, shared: Sequence[Shared], now: datetime) -> Json:
    """A calendar with nothing in it."""
    look = seen.look
    return {
        "objectId": str(seen.id),
        "isTodo": int(seen.properties.get(TODO, "0")),
        "description": look.description,
        "title": look.title,
        "textColor": look.text_colour or TEXT_COLOUR,
        "backgroundColor": look.colour or COLOUR,
        "isHidden": seen.view.hidden,
        "isShared": seen.shared or seen.owner.id != seen.view.account_id,
        "permissions": permissions_json(seen.owner, shared),
        "isSubscription": False,
        "isEditable": seen.access >= Access.FULL,
        "owner": {"objectId": seen.owner.guid, "name": seen.owner.name},
        "events": [],
        "todos": [],
        "defaultAlert": alert_json(alert_of(look.alert)),
        "timeZone": zone_json(zone(look.time_zone), now),
        "canEditTimeZone": seen.access >= Access.FULL,
        "canAlertModify": True,
        "isiCalStream": False,
        "iCalUrl": "",
    }
