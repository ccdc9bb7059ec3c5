"""M: faults between two properties or two components, and values that no RFC allows."""

from tests.cases.case import Case, Check

CASES: list[Case] = [
    Check(name="096-check-same-uid", faults=((4, 5, 9, 10),)),
    Check(name="097-check-request-without-people", faults=((4, 5),)),
    Check(name="099-check-start-off-rule", faults=((7, 8),), severity="warning"),
    Check(name="101-check-empty-uid", faults=((4, 5),)),
    Check(name="102-check-guests-without-organizer", faults=((4, 8),)),
    Check(name="16-check-misses", faults=((8,), (9,), (10,), (11,), (15,)), severity="error"),
    Check(name="17-freebusy-mixed-utc", faults=((7,),), severity="error", never=("after its start",)),
]
