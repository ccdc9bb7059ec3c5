"""Stories of four people with one event: made, shared, changed, moved, cancelled, split, deleted, restored; in Kona
and in ONLYOFFICE, with what each of them may do known beforehand.
"""

from collections.abc import Callable
from urllib.parse import quote

from tests.siege.client import LATER, Client, Halted, query
from tests.siege.server import now
from tests.siege.story import SHARED_WITH, Story, create, furnish, share
from tests.siege.things import API, EVENTS, OK, clear, option, text_of, views
from tests.siege.wire import Answer
from tests.units import history_of

from kalends.errors import Fault


def play(client: Client) -> None:
    """One story, of drawn steps; at its end its calendars are removed."""
    story = Story(client)
    try:
        furnish(story)
        create(story)
        for _ in range(client.draw.randint(5, 11)):
            client.draw.choice(STEPS)(story)
            if not story.event:
                create(story)
    finally:
        clear(client, story.made)


def _read(story: Story) -> None:
    """Somebody looks, in one of the ways that there are."""
    client = story.client
    who = client.draw.choice(tuple(client.household.people))
    path, names_it = client.draw.choice(views(story.calendar, story.event, story.word))
    answer = client.ask(who, "GET", path)
    if names_it and answer.status not in LATER:
        _demand(story, who, path, answer)


def _demand(story: Story, who: str, path: str, answer: Answer) -> None:
    """Whoever may read the event is shown it, and whoever may not is told that there is none."""
    if who in story.readers:
        if answer.status != 200 or story.word.encode() not in answer.body:
            story.client.find(f"{who} GET {path}", f"{story.word} is missing: {answer.status} {answer.body[:300]!r}")
    elif answer.status != 404:
        story.client.find(f"{who} GET {path}", f"{answer.status}, not 404: {answer.body[:300]!r}")


def _edit(story: Story) -> None:
    """Somebody changes the title; only whoever may change the event does."""
    client, word = story.client, story.new_word()
    who = client.draw.choice(tuple(client.household.people))
    way = client.draw.randrange(3 if story.uid and not story.is_kona else 2)
    if way == 0:
        client.expect(story.statuses(who), who, "PUT", f"{EVENTS}/{story.event}", {"name": word})
    elif way == 1:
        body = {"calendar_events": [{"name": word, "details": "changed"}]}
        client.expect(story.statuses(who), who, "PUT", f"/kona{EVENTS}/{story.event}", body)
    else:
        text = text_of(story.uid, f"SUMMARY:{word}", "DTEND:20261124T110000Z", "RRULE:FREQ=DAILY;COUNT=9")
        body = {"eventId": story.event, "ics": text, "fromCalDavServer": False}
        client.expect(story.statuses(who), who, "PUT", f"{API}/icsevent", body)
        story.recurs = story.recurs or who in story.writers
    if who in story.writers:
        story.told(word)


def _echo(story: Story) -> None:
    """Somebody changes nothing, and is answered as one who reads."""
    who = story.client.draw.choice(tuple(story.client.household.people))
    expected = (200,) if who in story.readers else (404,)
    answer = story.client.expect(expected, who, "PUT", f"{EVENTS}/{story.event}", {})
    _demand(story, who, f"PUT {{}} {EVENTS}/{story.event}", answer)


def _move(story: Story) -> None:
    """The owner moves the event into the calendar that nobody else has, and sometimes back."""
    client = story.client
    for there, readers in ((story.private, ("owner",)), (story.calendar, SHARED_WITH)):
        if client.draw.random() < 0.5:
            client.done("owner", "PUT", f"{EVENTS}/{story.event}", {"space_id": int(there)})
        else:
            client.done("owner", "PUT", f"{API}/icsevent", {"eventId": story.event, "calendarId": int(there)})
        story.let(readers, tuple(each for each in readers if each != "reader"))
        client.reached("moved")
        for _ in range(2):
            _read(story)


def _unshare(story: Story) -> None:
    """The owner takes the calendar back from the reader or from both, and shares it again."""
    left = story.client.draw.choice(((), ("editor",)))
    body = {"sharingOptions": [option(story.client, each, "full_access") for each in left]}
    story.client.done("owner", "PUT", f"{API}/{story.calendar}", body)
    story.let(("owner", *left), ("owner", *left))
    for step in (_read, _edit, _read):
        step(story)
    share(story)
    story.let(SHARED_WITH, ("owner", "editor"))


def _cancel(story: Story) -> None:
    """One instance of the series is called off."""
    client = story.client
    if not story.recurs:
        return
    who = client.draw.choice(("owner", "editor"))
    if client.draw.random() < 0.5:
        answer = client.ask(who, "DELETE", f"{EVENTS}/{story.event}?num_in_series={client.draw.randint(4, 9)}")
    else:
        day = client.draw.randint(27, 30)
        path = query(f"{API}/events/{story.event}/custom", {"date": f"2026-11-{day}T10:00:00Z", "type": "Single"})
        answer = client.ask(who, "DELETE", path)
    if answer.status in OK:
        client.reached("cancelled")


def _split(story: Story) -> None:
    """What follows an instance becomes a series of its own; the new one goes on as the story's, if it is answered."""
    client = story.client
    if not story.recurs:
        return
    word, who = story.new_word(), client.draw.choice(("owner", "editor"))
    path = f"{EVENTS}/{story.event}?num_in_series={client.draw.randint(2, 3)}&scope=following"
    answer = client.ask(who, "PUT", path, {"name": word})
    if answer.status != 200:
        return
    client.reached("series split")
    [event] = answer.json["calendar_events"]
    story.event, story.is_kona = str(event["id"]), True
    story.uid = ""
    story.told(word)


def _delete(story: Story) -> None:
    """Somebody deletes it; sometimes it comes back."""
    client = story.client
    who = client.draw.choice(tuple(client.household.people))
    path = client.draw.choice((f"{EVENTS}/{story.event}", f"{API}/events/{story.event}"))
    client.expect(story.statuses(who), who, "DELETE", path)
    if who not in story.writers:
        return
    client.reached("deleted")
    for each in ("owner", "reader"):
        client.expect((404,), each, "GET", f"{EVENTS}/{story.event}")
    if client.draw.random() < 0.5:
        _restore(story)
    else:
        story.event = ""


def _restore(story: Story) -> None:
    """The owner brings it back by the command line's verb, since no door has one."""
    history, owner = history_of(story.client.site.service), story.client.household["owner"].caller
    try:
        version = history.get_past(owner, int(story.event)).former[0].version
        history.restore(owner, int(story.event), version, now=now())
    except Fault as fault:
        story.client.find(f"restore {story.event}", f"{fault.kind}: {fault.detail}")
        raise Halted from None
    story.client.reached("restored")
    answer = story.client.expect((200,), "owner", "GET", f"{EVENTS}/{story.event}")
    _demand(story, "owner", f"{EVENTS}/{story.event}", answer)


def _give(story: Story) -> None:
    """The owner lets the stranger see this event alone, and takes it back."""
    client = story.client
    if story.is_kona:
        return
    body = {"eventId": story.event, "sharingOptions": [option(client, "stranger", "read")]}
    before, writers = story.readers, story.writers
    story.let((*before, "stranger"), writers)  # before the answer: the stranger may look through another client
    client.done("owner", "PUT", f"{API}/icsevent", body)
    client.reached("shared")
    for step in (_read, _echo, _edit):
        step(story)
    client.done("owner", "PUT", f"{API}/icsevent", {"eventId": story.event, "sharingOptions": []})
    story.let(before, writers)


def _forms(story: Story) -> None:
    """Files of the generators, and people and groups."""
    client = story.client
    who, path = client.draw.choice(tuple(client.household.people)), client.draw.choice(OTHERS)
    client.expect((200,), who, "GET", path)


def _with_reading_key(story: Story) -> None:
    """A key that only reads changes nothing, whoever has it."""
    client = story.client
    who = client.draw.choice(("owner", "editor"))
    signed = [f"apy-token: {client.household[who].reading_key}"]
    client.expect((200,), who, "GET", f"{EVENTS}/{story.event}", credentials=signed)
    client.expect((403,), who, "PUT", f"{EVENTS}/{story.event}", {"name": "x"}, credentials=signed)
    client.expect((403,), who, "DELETE", f"{API}/events/{quote(story.event)}", credentials=signed)


OTHERS = (
    *("/userinfo", "/users", "/groups", "/spaces", "/api/2.0/people", "/api/2.0/people/@self", "/api/2.0/group"),
    *("/data/dictionary/timezone", f"{API}/sharing"),
)
STEPS: tuple[Callable[[Story], None], ...] = (
    *(_read, _read, _read, _read, _edit, _edit, _edit, _echo, _echo, _move, _unshare, _cancel, _split, _delete),
    *(_delete, _give, _forms, _with_reading_key),
)
