"""The calls of this dialect, one row each; the more particular path of two that fit stands first."""

from kalends.doors.kona.events.rows import ROWS as EVENTS
from kalends.doors.kona.row import Row

ROWS: tuple[Row, ...] = (*EVENTS,)
