"""I: generators start a series at its first hit, and refuse one that has none (RFC 5545 §3.8.5.3)."""

from tests.cases.case import Case, Generation, Outcome, Requests

CASES: list[Case] = [
    Generation(
        name="077-apyhub-start-off-rule",
        status=200,
        lines=(
            "DTSTART;TZID=Europe/Berlin:20261221T090000",
            "DTEND;TZID=Europe/Berlin:20261221T100000",
            "RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=MO",
        ),
    ),
    Requests(
        name="079-oo-start-off-rule",
        statuses=(201,),
        outcome=Outcome(
            shows=(
                "2026-07-06T08:00Z/2026-07-06T09:00Z Yoga",
                "2026-07-08T08:00Z/2026-07-08T09:00Z Yoga",
                "2026-07-13T08:00Z/2026-07-13T09:00Z Yoga",
            )
        ),
    ),
    Generation(name="080-apyhub-rule-never", status=400, lines=("recurrence",)),
    Generation(name="081-apyhub-all-excluded", status=400, lines=("occurrence",)),
]
