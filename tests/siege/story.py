"""What is known of the calendars and the event of one story, and how they are made.

An owner has two calendars. One is shared with an editor, who changes it, and a reader, who sees it; a stranger has
neither. Whoever may not see the event is told that there is none: 404.
"""

from dataclasses import dataclass, field

from tests.siege.client import Client
from tests.siege.things import API, EVENTS, HOUR, OK, TEN, calendar_of, option, text_of

SHARED_WITH = ("owner", "editor", "reader")


@dataclass
class Story:
    """What is known of the calendars and the event of one story."""

    client: Client
    calendar: str = ""
    private: str = ""
    event: str = ""
    uid: str = ""
    word: str = ""
    is_kona: bool = False
    recurs: bool = False
    readers: tuple[str, ...] = SHARED_WITH
    writers: tuple[str, ...] = ("owner", "editor")
    made: list[str] = field(default_factory=list)

    def new_word(self) -> str:
        """A word for the text of the event, for whoever may read it now."""
        return self.client.new_word(self.readers)

    def told(self, word: str) -> None:
        """The event has this word now."""
        self.word = word

    def let(self, readers: tuple[str, ...], writers: tuple[str, ...]) -> None:
        """Others may read and change the event from now on."""
        self.readers, self.writers = readers, writers
        if self.word:
            self.client.allow(self.word, readers)

    def statuses(self, who: str) -> tuple[int, ...]:
        """What somebody is answered who changes the event."""
        return OK if who in self.writers else (403,) if who in self.readers else (404,)


def furnish(story: Story) -> None:
    client = story.client
    if client.draw.random() < 0.3:
        [space] = client.done("owner", "POST", "/spaces", {"name": "Shared"})["spaces"]
        story.calendar = str(space["id"])
        story.made.append(story.calendar)
        body = {"participants": [{"id": client.household["editor"].id}]}
        client.done("owner", "POST", f"/spaces/{story.calendar}/participants", body)
        share(story)
    else:
        shared = [option(client, "editor", "full_access"), option(client, "reader", "read")]
        story.calendar = calendar_of(client, "Shared", shared)
        story.made.append(story.calendar)
    story.private = calendar_of(client, "Private", [])
    story.made.append(story.private)
    client.reached("shared")


def create(story: Story) -> None:
    """An event of the owner in the shared calendar, by one of the doors."""
    client = story.client
    story.readers, story.writers = SHARED_WITH, ("owner", "editor")
    share(story)
    story.word, story.uid = "", f"siege-{client.number}-{client.draw.getrandbits(32):08x}"
    story.recurs, word = client.draw.random() < 0.6, story.new_word()
    client.draw.choice((_by_kona, _by_text, _by_fields, _by_import))(story, word)
    story.told(word)
    client.reached("stored")


def _by_kona(story: Story, word: str) -> None:
    rule = {"period": 1, "series_end_at": TEN + 9 * 24 * HOUR} if story.recurs else {}
    body = {"name": word, "space_id": int(story.calendar), "start_at": TEN, "end_at": TEN + HOUR, "status": 1, **rule}
    [event] = story.client.done("owner", "POST", EVENTS, {"calendar_events": [body]})["calendar_events"]
    story.event, story.is_kona = str(event["id"]), True


def _by_text(story: Story, word: str) -> None:
    rule = ["RRULE:FREQ=DAILY;COUNT=9"] if story.recurs else []
    text = text_of(story.uid, f"SUMMARY:{word}", "DTEND:20261124T110000Z", *rule)
    body = {"calendarId": story.calendar, "ics": text, "alertType": story.client.draw.choice(("never", "hour", 0))}
    story.event = str(story.client.done("owner", "POST", f"{API}/icsevent", body)["response"][0]["objectId"])
    story.is_kona = False


def _by_fields(story: Story, word: str) -> None:
    rule = {"repeatType": "freq=daily;count=9"} if story.recurs else {}
    body = {"name": word, "startDate": "2026-11-24T10:00:00Z", "endDate": "2026-11-24T11:00:00Z", **rule}
    made = story.client.done("owner", "POST", f"{API}/{story.calendar}/event", body)["response"][0]
    story.event, story.uid, story.is_kona = str(made["objectId"]), str(made["uniqueId"]), False


def _by_import(story: Story, word: str) -> None:
    rule = ["RRULE:FREQ=DAILY;COUNT=9"] if story.recurs else []
    text = text_of(story.uid, f"SUMMARY:{word}", "DTEND:20261124T110000Z", *rule)
    client = story.client
    client.done("owner", "POST", f"{API}/importIcs", {"calendarId": story.calendar, "iCalString": text})
    found = client.done("owner", "GET", f"{API}/events/{story.uid}/historybyuid")["response"]
    story.event, story.is_kona = str(found["eventId"]), False


def share(story: Story, *who: str) -> None:
    named = who or ("editor", "reader")
    levels = {"editor": "full_access", "reader": "read"}
    options = [option(story.client, each, levels[each]) for each in named]
    story.client.done("owner", "PUT", f"{API}/{story.calendar}", {"sharingOptions": options})
    story.client.reached("shared")
