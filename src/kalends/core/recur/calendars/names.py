"""The calendars by the names that CLDR gives them, which are the values of RSCALE (RFC 7529 §4.1)."""

from kalends.core.recur.calendars.arithmetic import COPTIC, HEBREW, INDIAN, ISLAMIC_CIVIL, ISLAMIC_TBLA, PERSIAN
from kalends.core.recur.calendars.system import CalendarSystem
from kalends.core.recur.calendars.tabled import CHINESE, DANGI, ISLAMIC_UMALQURA
from kalends.errors import Fault, Flaw, Kind

# These have the months of the Gregorian calendar, and other numbers for its years, which no rule says.
LIKE_GREGORIAN = frozenset(("", "BUDDHIST", "GREGORIAN", "GREGORY", "ISO8601", "JAPANESE", "ROC"))

# The Coptic and both Ethiopic calendars count their years from other days, but cut them alike.
CALENDARS: dict[str, CalendarSystem] = {
    "CHINESE": CHINESE,
    "COPTIC": COPTIC,
    "DANGI": DANGI,
    "ETHIOAA": COPTIC,
    "ETHIOPIC": COPTIC,
    "ETHIOPIC-AMETE-ALEM": COPTIC,
    "HEBREW": HEBREW,
    "INDIAN": INDIAN,
    "ISLAMIC-CIVIL": ISLAMIC_CIVIL,
    "ISLAMIC-TBLA": ISLAMIC_TBLA,
    "ISLAMIC-UMALQURA": ISLAMIC_UMALQURA,
    "ISLAMICC": ISLAMIC_CIVIL,
    "PERSIAN": PERSIAN,
}


def calendar_named(name: str) -> CalendarSystem:
    """The calendar of an RSCALE; Fault UNSUPPORTED, which names those there are, for any other."""
    found = CALENDARS.get(name)
    if found is not None:
        return found
    known = ", ".join(sorted({*CALENDARS, *LIKE_GREGORIAN} - {""}))
    detail = f"Rules of the calendar {name} are not supported. There are: {known}."
    flaw = Flaw("calendar-not-supported", f"RSCALE={name} is not supported", "RSCALE", rfc="RFC 7529 §4.1")
    raise Fault(Kind.UNSUPPORTED, detail, [flaw])
