"""The street, for these tests."""

from tests.doors.kona.street import database, street

__all__ = ["database", "street"]
