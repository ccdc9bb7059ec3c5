"""J, K: encodings, parameters and stray lines."""

from tests.cases.case import Case, Expansion, Import, Listing, Outcome, entry

CASES: list[Case] = [
    Import(
        name="082-charset-windows-1251",
        outcome=Outcome(shows=("2026-01-10T10:00Z Совещание",), uids=1, never=("Ñîâåùàíèå",)),
        doors=("expand",),
    ),
    Expansion(name="084-charset-shift-jis", shows=("2026-01-10T10:00Z 会議",), doors=("import",)),
    Expansion(name="085-soft-break-and-fold", shows=("2026-01-10T10:00Z Hello World",), doors=("import", "icsevent")),
    Listing(name="086-cn-comma", says=("Roe, Bob (organizer)", "Smith, Jeff"), never=("\\",)),
    Listing(name="089-mailto-twice", says=("Bob (organizer)",), never=("Bob:mailto",)),
    Import(
        name="090-apple-location-broken",
        warns=True,
        outcome=Outcome(shows=("2026-01-10T10:00Z Lunch",), has={"SUMMARY": "Lunch", "LOCATION": "Hall"}, uids=1),
        doors=("expand", "icsevent"),
    ),
    Import(
        name="092-description-raw-lines",
        names=(entry(12),),
        outcome=Outcome(shows=("2026-01-10T10:00Z E",), has={"LOCATION": "X"}, uids=1),
        doors=("expand",),
    ),
]
