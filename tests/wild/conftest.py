"""A server with people in it, to whom the texts of the wild are sent."""

from tests.doors.onlyoffice.conftest import database, office  # noqa: F401 — fixtures
