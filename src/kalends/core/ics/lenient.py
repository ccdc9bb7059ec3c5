"""Table: the deviations that a lenient reading accepts, each with its reason.

What is an error when a text is read or checked strictly is a warning when it is done leniently, if it is listed here;
what is not listed stays an error. `notice` says that a strict reading does not mind it, `loss` that something is left
out of the meaning, which is reported to the sender.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deviation:
    """One tolerated deviation: what it is, which programs write it, why it is safe to read on, and what it breaks."""

    code: str
    what: str
    seen_in: str
    safe_because: str
    rfc: str
    notice: bool = False
    loss: bool = False


DEVIATIONS = {
    row.code: row
    for row in (
        # the text
        Deviation(
            "utf-16",
            "the text is UTF-16, or UTF-32",
            "exports saved by text editors on Windows",
            "the byte order mark or the NULs tell the encoding without doubt",
            "RFC 5545 §3.1.4",
        ),
        Deviation(
            "not-utf-8",
            "the text is not UTF-8; it is read as Windows-1252",
            "Outlook exports, school and club calendars, vCalendar-era phones",
            "a text in another encoding is never valid UTF-8 by accident; only letters with accents can be wrong",
            "RFC 5545 §3.1.4",
        ),
        Deviation(
            "byte-order-mark",
            "the text begins with a byte order mark, or a file that was joined to it",
            "Windows editors, some .NET programs, files put together",
            "the mark has no meaning in UTF-8",
            "RFC 5545 §3.1.4",
            notice=True,
        ),
        Deviation(
            "line-feed",
            "lines end in LF alone",
            "hand-written files, files that passed a Unix mail system or version control",
            "a bare LF has no other meaning",
            "RFC 5545 §3.1",
            notice=True,
        ),
        Deviation(
            "carriage-return",
            "a line ends in CR alone, or in several",
            "old Mac programs; texts converted twice",
            "a bare CR has no other meaning",
            "RFC 5545 §3.1",
        ),
        Deviation(
            "control-character",
            "a control character; it is taken out",
            "text pasted into Exchange and Google Calendar (VT, NUL, backspace)",
            "no text needs one; XML and databases cannot carry them",
            "RFC 5545 §3.1",
        ),
        Deviation(
            "empty-line",
            "an empty line; it is passed over",
            "hand-written files, Zimbra, many web shops",
            "an empty line carries nothing",
            "RFC 5545 §3.1",
        ),
        Deviation(
            "blank-fold",
            "a continuation line that continues nothing: it follows an empty line, or begins the text",
            "programs that break long texts at line breaks of their own",
            "what follows is read as if the empty line were not there",
            "RFC 5545 §3.1",
        ),
        # content lines
        Deviation(
            "content-line",
            "a line that is no content line; it is taken as a piece of the text before it, or left out",
            "mailers that drop the blank of folded lines; programs that do not escape line breaks",
            "no property can be meant; a piece of prose goes where the reader of the file sees it",
            "RFC 5545 §3.1",
        ),
        Deviation(
            "head",
            "a name or a parameter that breaks the grammar; it is mended",
            "vCalendar-era parameters without a name, underscores in X-names, quotes inside values",
            "the value is not touched",
            "RFC 5545 §3.1",
        ),
        Deviation(
            "head-blank",
            "blanks around a name, `;`, `=` or `:`",
            "hand-written files",
            "a blank there has no meaning",
            "RFC 5545 §3.1",
        ),
        Deviation(
            "unquoted-colon",
            "a parameter holds a colon without quotes",
            "Outlook's `TZID=(UTC+01:00) Berlin`, names such as `CN=Room: 2`",
            "mended only where the rest of the value then is a date or an address",
            "RFC 5545 §3.2",
        ),
        Deviation(
            "charset",
            "a text in the encoding that its CHARSET parameter names",
            "vCalendar-era phones, Japanese and Russian programs",
            "the label says so",
            "RFC 5545 §3.1.4",
        ),
        Deviation(
            "quoted-break",
            "a line break inside a quoted parameter",
            "Apple's X-APPLE-STRUCTURED-LOCATION",
            "the quote is open, and ends in the next line",
            "RFC 5545 §3.2",
        ),
        Deviation(
            "parameter-comma",
            "a comma in a parameter without quotes: CN=Roe, Bob",
            "Outlook, KOrganizer, hand-written files",
            "CN and TZID take one value, so the comma can only be a comma",
            "RFC 5545 §3.2",
        ),
        Deviation(
            "repeated-scheme",
            "an address that begins with mailto: twice",
            "programs that put mailto: before what has it already",
            "a scheme that stands twice is no part of a name",
            "RFC 6068 §2",
        ),
        Deviation(
            "quoted-printable",
            "a value in quoted-printable, as in vCalendar 1.0; it is decoded",
            "phones, Palm Desktop, Lotus Notes",
            "the label says so",
            "RFC 5545 §3.2.7",
        ),
        # components
        Deviation(
            "component-line",
            "BEGIN or END with parameters, blanks or a name that is none",
            "hand-written files, trailing blanks",
            "the name can be told",
            "RFC 5545 §3.6",
        ),
        Deviation(
            "end-missing",
            "a component does not end; it is taken to end where the one around it does, or the text",
            "downloads cut short, generators with a bug",
            "everything inside is kept",
            "RFC 5545 §3.6",
        ),
        Deviation(
            "end-without-begin",
            "an END that ends nothing; it is passed over",
            "files put together from pieces",
            "an END carries nothing",
            "RFC 5545 §3.6",
        ),
        Deviation(
            "outside",
            "text outside of every component; it is passed over",
            "web pages and mails around a calendar",
            "it belongs to no calendar",
            "RFC 5545 §3.4",
        ),
        # objects
        Deviation(
            "missing-version",
            "the calendar has no VERSION",
            "hand-written files, small libraries",
            "there is no other version of this format in use",
            "RFC 5545 §3.7.4",
        ),
        Deviation(
            "missing-prodid",
            "the calendar has no PRODID",
            "hand-written files, small libraries",
            "nothing is decided by it",
            "RFC 5545 §3.7.3",
        ),
        Deviation(
            "missing-uid",
            "the component has no UID",
            "RFC 2445 did not demand it; web shops, flight confirmations",
            "one can be given on import",
            "RFC 5545 §3.8.4.7",
        ),
        Deviation(
            "empty-uid",
            "the UID is empty; it is taken as missing",
            "templates that were not filled",
            "an empty UID tells nothing apart",
            "RFC 5545 §3.8.4.7",
        ),
        Deviation(
            "repeated-uid",
            "two different objects have the same UID",
            "generators with one UID for all events, to-dos made of events",
            "an import keeps each, the later ones under UIDs that it makes",
            "RFC 5545 §3.8.4.7",
        ),
        Deviation(
            "several-uids",
            "a message that is about several objects",
            "web shops that send all events in one REQUEST",
            "each object is read by itself",
            "RFC 5546 §3.2.2",
        ),
        Deviation(
            "missing-organizer",
            "guests, or a message, and nobody who invited",
            "small libraries, shops that send an event to its buyer",
            "nothing is sent to anybody by it",
            "RFC 5545 §3.8.4.3",
        ),
        Deviation(
            "missing-attendee",
            "an invitation or a reply without guests",
            "small libraries",
            "an invitation without guests is an event",
            "RFC 5546 §3.2.2",
        ),
        Deviation(
            "not-in-method",
            "a property that messages of this METHOD do not have",
            "Outlook and Google publish events with their guests",
            "it says what it says in any other event",
            "RFC 5546 §3.2.1",
        ),
        Deviation(
            "missing-dtstamp",
            "the component has no DTSTAMP",
            "RFC 2445 did not demand it; Google and small libraries in their time",
            "it only orders two versions of the same object",
            "RFC 5545 §3.8.7.2",
        ),
        Deviation(
            "repeated-property",
            "a property that may stand once stands twice; the first counts",
            "programs that merge calendars, two DTSTAMPs or DESCRIPTIONs",
            "all are kept as sent",
            "RFC 5545 §3.6",
        ),
        Deviation(
            "unescaped-text",
            "a comma or a semicolon in a text is not escaped",
            "hand-written files, Facebook, many small libraries",
            "where a property takes one text, a comma can only be a comma",
            "RFC 5545 §3.3.11",
        ),
        Deviation(
            "stray-backslash",
            "a backslash escapes a character that needs none, or nothing",
            "Windows paths, programs that escape colons or quotes",
            "the backslash stands for itself",
            "RFC 5545 §3.3.11",
        ),
        Deviation(
            "date-without-value",
            "a date where a date and time is due, without VALUE=DATE",
            "Lotus Notes, RFC 2445 readers, hand-written files",
            "a date and a date-time cannot be taken for one another",
            "RFC 5545 §3.3.4",
        ),
        Deviation(
            "time-with-value-date",
            "a date and time where VALUE=DATE says a date",
            "Exchange, hand-written files",
            "a date and a date-time cannot be taken for one another",
            "RFC 5545 §3.3.5",
        ),
        Deviation(
            "different-types",
            "DTSTART and DTEND, DUE, RECURRENCE-ID, UNTIL, EXDATE or RDATE are of different types",
            "Exchange, Google, many feeds",
            "the start decides what the others mean",
            "RFC 5545 §3.8.2.2",
        ),
        Deviation(
            "end-before-start",
            "the end is not after the start",
            "Lotus Notes, room booking systems; all-day events that end on their day",
            "it is shown as an event of no length",
            "RFC 5545 §3.8.2.2",
        ),
        Deviation(
            "unknown-zone",
            "a TZID that no VTIMEZONE of the text describes",
            "Outlook and Windows names, small libraries that rely on IANA names",
            "the name is looked up",
            "RFC 5545 §3.2.19",
            notice=True,
        ),
        Deviation(
            "zone-with-utc",
            "a TZID on a time in UTC; the Z counts",
            "Exchange, small libraries",
            "the Z leaves no doubt",
            "RFC 5545 §3.2.19",
        ),
        Deviation(
            "zone-with-date",
            "a TZID on a date; it has no meaning",
            "Google, Exchange, small libraries",
            "a date is the same in every zone",
            "RFC 5545 §3.2.19",
        ),
        Deviation(
            "not-utc",
            "a time that must be in UTC does not end in Z",
            "Exchange, small libraries, in CREATED and DTSTAMP above all",
            "it only orders versions; whoever needs an instant takes it as UTC",
            "RFC 5545 §3.8.7.2",
        ),
        Deviation(
            "repeated-zone",
            "two VTIMEZONEs have the same TZID; the first counts",
            "programs that merge calendars",
            "they describe the same zone",
            "RFC 5545 §3.6.5",
        ),
        Deviation(
            "empty-calendar",
            "a calendar without components",
            "feeds of calendars in which nothing stands yet",
            "it says what it says",
            "RFC 5545 §3.6",
        ),
        # values of times, lengths and rules
        Deviation(
            "value-blank",
            "a blank around a time, a duration or a value in a list",
            "Salesforce, PHP iCalendar, hand-written files",
            "a blank there has no meaning",
            "RFC 5545 §3.3",
        ),
        Deviation(
            "list-form",
            "an empty value in a list, or semicolons between the values",
            "hand-written generators; vCalendar 1.0",
            "an empty value says nothing, and no time holds a semicolon",
            "RFC 5545 §3.1.1",
        ),
        Deviation(
            "value-type",
            "VALUE names a type that no time has",
            "`VALUE=DATE TIME`, `VALUE=TEXT` of small libraries",
            "a date and a date-time cannot be taken for one another",
            "RFC 5545 §3.2.20",
        ),
        Deviation(
            "iso-time",
            "a time in another form of ISO 8601: 2026-01-05T10:00:00",
            "hand-written generators, JSON put into a template",
            "it has one meaning only",
            "RFC 5545 §3.3.5",
        ),
        Deviation(
            "short-time",
            "a time without seconds, or without minutes: T15",
            "Google's EXDATE",
            "ISO 8601 reads it as the full hour or minute",
            "RFC 5545 §3.3.5",
        ),
        Deviation(
            "midnight-24",
            "24:00 at the end of a day",
            "hand-written generators",
            "ISO 8601 has it for the end of a day",
            "RFC 5545 §3.3.12",
        ),
        Deviation(
            "time-with-offset",
            "a time with an offset, such as -0500",
            "itineraries of airlines",
            "it is one instant",
            "RFC 5545 §3.3.5",
        ),
        Deviation(
            "duration-form",
            "a duration such as PT1W, P1DT or PT-22H",
            "Synology, the CalDAV tester, phones",
            "the letters say what is counted, wherever they stand",
            "RFC 5545 §3.3.6",
        ),
        Deviation(
            "rule-form",
            "a recurrence rule with blanks, its own name or the form of vCalendar 1.0",
            "Exchange CDO, hand-written feeds, Palm",
            "nothing else can be meant",
            "RFC 5545 §3.3.10",
        ),
        Deviation(
            "left-out",
            "a value, a part of a rule or an override that cannot be understood; it is left out of the meaning",
            "templates that write None or null; Apple's COUNT=0; generators with a bug",
            "the start places the event; what is left out is told",
            "RFC 5545 §3.3",
            loss=True,
        ),
        Deviation(
            "bad-value",
            "a value that is not of its type; it is kept as sent",
            "everybody, in properties that nobody reads",
            "whoever needs that value is told; nobody else is hurt",
            "RFC 5545 §3.3",
        ),
    )
}
