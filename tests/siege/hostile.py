"""Tables of what is put into calendar texts: rules, zones, times and words of the careless and the hostile."""

from tests.doors import nasty

RULES = (
    *("FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=SECONDLY;COUNT=2147483647", "FREQ=DAILY;COUNT=0"),
    *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=999999999", "FREQ=WEEKLY;UNTIL=00010101", "FREQ=X"),
    *("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "FREQ=HOURLY;BYHOUR=25", "COUNT=3", ""),
    *("RSCALE=CHINESE;FREQ=YEARLY", "RSCALE=ISLAMIC;FREQ=MONTHLY;SKIP=FORWARD", "RSCALE=NOWHERE;FREQ=DAILY"),
    *("FREQ=DAILY;UNTIL=99991231T235959Z", "FREQ=DAILY;UNTIL=20261130;COUNT=3", "FREQ=DAILY;FREQ=DAILY", "freq=daily"),
    *("FREQ=YEARLY;BYEASTER=0", "FREQ=DAILY;BYSECOND=60", "FREQ=WEEKLY;BYDAY=5MO", "FREQ=DAILY;WKST=XX", "FREQ=DAILY;"),
    "FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 367))),
    "FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 300),
    "FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))) + ";BYMINUTE=" + ",".join(map(str, range(60))),
    "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30;BYSETPOS=366",
    "FREQ=DAILY;COUNT=" + "9" * 400,
    "FREQ=DAILY;INTERVAL=" + "9" * 5000,
)
ZONES = (
    *("Europe/Berlin", "America/New_York", "Pacific/Apia", "Africa/Monrovia", "W. Europe Standard Time", "UTC", "GMT"),
    *(
        "Customized Time Zone",
        "Mars/Phobos",
        "",
        "X",
        "/freeassociation.sourceforge.net/Europe/Berlin",
        '"Europe/Rome"',
    ),
    *("(UTC+01:00) Amsterdam, Berlin", "../../etc/passwd", "Europe/Berlin\x00", "e" * 2000, "Europa/Berlín", "EST5EDT"),
)
TIMES = (
    *(
        "20261124T100000Z",
        "20261124T100000",
        "20261124",
        "00010101T000000Z",
        "99991231T235959Z",
        "99991231",
        "00010101",
    ),
    *("20260329T023000", "20261025T023000", "20261124T240000", "20260230", "", "x", "P1D", "20261124T100000Z/PT1H"),
    *("20261124T100060Z", "2026-11-24T10:00:00Z", "20261124T100000+0100", "19700101T000000Z", "20261124T1000"),
)
DURATIONS = (
    "PT0S",
    "P1D",
    "-P1D",
    "P99999999W",
    "PT1H",
    "x",
    "P1DT2H",
    "P",
    "PT",
    "-PT15M",
    "P1Y",
    "PT" + "9" * 300 + "S",
)
PARAMETERS = (
    *(";VALUE=DATE", ";VALUE=PERIOD", ";VALUE=X", ";TZID=Nowhere", ";TZID=", ";RANGE=THISANDFUTURE", ';X="a;b:c,d"'),
    *(";X=^n^'^^", ";X=a,b,c", ";X", ";=x", ';X="', ";ENCODING=BASE64", ";ENCODING=QUOTED-PRINTABLE", ";LANGUAGE=de"),
    *(";CN=" + "n" * 3000, ";X-A=1" * 200, ";PARTSTAT=ACCEPTED;PARTSTAT=DECLINED", ";ALTREP=\x01", ";TZID=Europe/Rome"),
)
WORDS = (
    *nasty.STRINGS,
    "a" + "\u0301\u0323" * 40,
    "e\u0301" * 400,
    "".join(chr(0x300 + number % 0x70) for number in range(600)),
    "\U0001f469\u200d\U0001f467" * 50,
    "\u202e\u2066abc\u2069",
    "\ufdfa" * 200,
    "İıſßŉ" * 50,
    "<script>alert(1)</script>",
    "&amp;&#0;]]>",
    "' OR 1=1 --",
    "%s%n{0}{{7*7}}${x}",
)
NAMES = (
    *("DTSTART", "DTEND", "DUE", "DURATION", "RECURRENCE-ID", "RDATE", "EXDATE", "RRULE", "EXRULE", "SUMMARY", "UID"),
    *("LOCATION", "DESCRIPTION", "CLASS", "STATUS", "SEQUENCE", "TRANSP", "ORGANIZER", "ATTENDEE", "CATEGORIES", "GEO"),
    *(
        "PRIORITY",
        "ATTACH",
        "CREATED",
        "LAST-MODIFIED",
        "DTSTAMP",
        "URL",
        "RELATED-TO",
        "COMPLETED",
        "PERCENT-COMPLETE",
    ),
    *("TRIGGER", "ACTION", "REPEAT", "TZID", "TZOFFSETTO", "TZOFFSETFROM", "METHOD", "VERSION", "PRODID", "CALSCALE"),
    *("X-ANYTHING", "X-WR-TIMEZONE", "X-MICROSOFT-CDO-BUSYSTATUS", "IMAGE", "CONFERENCE", "COLOR", "REFRESH-INTERVAL"),
)
COMPONENTS = (
    "VEVENT",
    "VTODO",
    "VJOURNAL",
    "VFREEBUSY",
    "VTIMEZONE",
    "STANDARD",
    "VALARM",
    "VCALENDAR",
    "X-ANY",
    "VAVAILABILITY",
)
METHODS = ("REQUEST", "CANCEL", "REPLY", "COUNTER", "ADD", "REFRESH", "PUBLISH", "DECLINECOUNTER", "X", "")
VALUES = {
    "CLASS": ("PUBLIC", "PRIVATE", "CONFIDENTIAL", "X-ODD", "", "private"),
    "STATUS": ("CONFIRMED", "CANCELLED", "TENTATIVE", "COMPLETED", "X", ""),
    "SEQUENCE": ("0", "1", "-1", "2147483648", "9" * 400, "x", "1.5"),
    "TRANSP": ("OPAQUE", "TRANSPARENT", "X"),
    "GEO": ("1;2", "91;181", "x", "1e400;nan", ";"),
    "PRIORITY": ("0", "9", "10", "-1", "x"),
    "ATTENDEE": ("mailto:bo@example.org", "MAILTO:BO@EXAMPLE.ORG", "bo@example.org", "urn:uuid:1", "", "mailto:"),
    "ORGANIZER": ("mailto:ana@example.org", "x", "mailto:\u00e9@\u00e9"),
    "TZOFFSETTO": ("+0100", "-0000", "+2400", "+01:00", "x", "+995959"),
    "TZOFFSETFROM": ("+0100", "+0000", "-1200", "+1"),
    "TRIGGER": DURATIONS,
    "DURATION": DURATIONS,
    "RRULE": RULES,
    "EXRULE": RULES,
    "TZID": ZONES,
    "X-WR-TIMEZONE": ZONES,
    "METHOD": METHODS,
}
