"""The calls of this dialect, one row each; the more particular path of two that fit stands first."""

from kalends.doors.kona.events.rows import ROWS as EVENTS
from kalends.doors.kona.people.rows import ROWS as PEOPLE
from kalends.doors.kona.row import Row
from kalends.doors.kona.spaces.rows import ROWS as SPACES

ROWS: tuple[Row, ...] = (*EVENTS, *PEOPLE, *SPACES)
