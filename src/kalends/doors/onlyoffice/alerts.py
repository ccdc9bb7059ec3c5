"""Alert types ⇄ minutes before the start (RFC 5545 §3.8.6.3)."""

from enum import IntEnum

from kalends.core.ics.tree import Component
from kalends.core.ics.values import Duration
from kalends.core.recur.series.moments import value_of
from kalends.errors import Fault
from kalends.service.objects import FORGET_ALERT
from kalends.service.records.calendars import NO_ALERT

_DAY = 86_400


class Alert(IntEnum):
    """When a person is reminded, by the product's numbers."""

    DEFAULT = -1
    NEVER = 0
    FIVE_MINUTES = 1
    FIFTEEN_MINUTES = 2
    HALF_HOUR = 3
    HOUR = 4
    TWO_HOURS = 5
    DAY = 6


_MINUTES = {
    Alert.NEVER: NO_ALERT,
    Alert.FIVE_MINUTES: 5,
    Alert.FIFTEEN_MINUTES: 15,
    Alert.HALF_HOUR: 30,
    Alert.HOUR: 60,
    Alert.TWO_HOURS: 120,
    Alert.DAY: 1440,
}
_TYPES = {minutes: alert for alert, minutes in _MINUTES.items()}
_SHOWN = {alert: {"Type": alert.value, "type": alert.value} for alert in Alert}


def own_alert(alert: Alert | None) -> int | None:
    """What is kept for the caller: None leaves it as it is, "Default" forgets it."""
    return None if alert is None else _MINUTES.get(alert, FORGET_ALERT)


def calendar_alert(alert: Alert | None) -> int | None:
    """What is kept for a calendar, where "Default" is none."""
    return None if alert is None else _MINUTES.get(alert, NO_ALERT)


def alert_of(minutes: int | None) -> Alert:
    """The type of an alert; "Default" for minutes that no type has."""
    return Alert.DEFAULT if minutes is None else _TYPES.get(minutes, Alert.DEFAULT)


def alert_in(component: Component, calendar_minutes: int | None) -> Alert:
    """What the text says, or else the calendar. VALARMs before or after the start are read alike."""
    alarms = component.children("VALARM")
    if not alarms:
        return alert_of(calendar_minutes)
    found = (_TYPES.get(_minutes(alarm)) for alarm in alarms)
    return next((each for each in found if each is not None), Alert.DEFAULT)


def _minutes(alarm: Component) -> int:
    """Whole minutes from the start; 0, which no type has, for whatever is something else."""
    trigger = alarm.first("TRIGGER")
    try:
        value = value_of(trigger) if trigger else None
    except Fault:
        return 0
    if not isinstance(value, Duration):
        return 0
    seconds = abs(value.days * _DAY + value.seconds)
    return 0 if seconds % 60 else seconds // 60


def alert_json(alert: Alert) -> dict[str, int]:
    """An alert, as the document spells it and as the product does."""
    return _SHOWN[alert]
