"""G: days."""

from tests.cases.case import Case, Expansion

CASES: list[Case] = [
    Expansion(
        name="070-value-date-with-midnight",
        shows=("2026-11-05/2026-11-06 Day", "2026-12-22/2027-01-01 Holidays"),
        doors=("import", "importIcs"),
    ),
    Expansion(
        name="071-todo-due-day",
        shows=("2026-04-30/2026-05-01 Two", "–/2026-05-01 Rent", "–/2026-05-01 Tax", "–/2026-06-01 Rent"),
    ),
]
