"""The calls about events."""

from kalends.doors.kona.row import Row

ROWS: tuple[Row, ...] = ()
