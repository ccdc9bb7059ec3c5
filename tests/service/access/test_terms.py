"""The terms of an object: every stakeholder × visibility × default role, by everybody, through every verb that tells.

-   it is not there    r   read    s   read, and its status changed    w   changed
"""

from datetime import datetime, timedelta
from itertools import product

import msgspec
import pytest
from tests.service.household import BOTH, NOW, Household, at, grant_to, refused, text_of
from tests.units import calendars_of, edited, objects_of, query_of, sync_of

from kalends.errors import Fault, Kind
from kalends.service.access import Caller, caller_of
from kalends.service.access.terms import (
    COMPLETES,
    EDITOR,
    EVERYONE,
    GROUP,
    JUST_ME,
    PARTICIPANTS_ONLY,
    PUBLIC,
    VIEWER,
    Terms,
    differ_in_status,
    terms_in,
)
from kalends.service.objects import Extras, Place
from kalends.service.people import NewAccount
from kalends.service.query import PageRequest, Query
from kalends.service.records import Level

ROLES = ("creator", "editor", "participant", "member", "reader", "owner", "stranger")

TABLE = {
    # stakeholder, visibility, default role:        c e p m r o s
    (JUST_ME, PARTICIPANTS_ONLY, EDITOR): "w - - - - - -",
    (JUST_ME, PARTICIPANTS_ONLY, VIEWER): "w - - - - - -",
    (JUST_ME, PARTICIPANTS_ONLY, COMPLETES): "w - - - - - -",
    (JUST_ME, PUBLIC, EDITOR): "w - - - - - -",
    (JUST_ME, PUBLIC, VIEWER): "w - - - - - -",
    (JUST_ME, PUBLIC, COMPLETES): "w - - - - - -",
    (GROUP, PARTICIPANTS_ONLY, EDITOR): "w w w - - - -",
    (GROUP, PARTICIPANTS_ONLY, VIEWER): "w w r - - - -",
    (GROUP, PARTICIPANTS_ONLY, COMPLETES): "w w s - - - -",
    (GROUP, PUBLIC, EDITOR): "w w w w r w -",
    (GROUP, PUBLIC, VIEWER): "w w r r r w -",
    (GROUP, PUBLIC, COMPLETES): "w w s s s w -",
    (EVERYONE, PARTICIPANTS_ONLY, EDITOR): "w w w w w w w",
    (EVERYONE, PARTICIPANTS_ONLY, VIEWER): "w w r r r r r",
    (EVERYONE, PARTICIPANTS_ONLY, COMPLETES): "w w s s s s s",
    (EVERYONE, PUBLIC, EDITOR): "w w w w w w w",
    (EVERYONE, PUBLIC, VIEWER): "w w r r r w r",
    (EVERYONE, PUBLIC, COMPLETES): "w w s s s w s",
}


class Space:
    """Anna's calendar as a space: Bert made the event in it, Cleo reads it, Mia has all of it."""

    def __init__(self, house: Household, terms: Terms) -> None:
        self.house = house
        mia, stranger = self._person("mia"), self._person("sam")
        people = (house.bert, house.emil, house.finn, mia, house.cleo, house.anna, stranger)
        self.people = dict(zip(ROLES, people, strict=True))
        house.calendars.revoke(house.anna, house.calendar.id, self._readers(), now=NOW)
        house.calendars.grant(house.anna, house.calendar.id, grant_to(mia, Level.FULL), now=NOW)
        whole = replace_terms(terms, participants=(house.finn.account_id,), editors=(house.emil.account_id,))
        self.kona = text_in(whole)
        extras = Extras(dialects={"kona": self.kona}, grants=whole.grants)
        put = house.objects.put
        self.id = put(house.bert, house.calendar.id, text_of("one", "SUMMARY:Secret"), extras=extras, now=NOW).id

    def _person(self, name: str) -> Caller:
        return caller_of(self.house.service.people.add(NewAccount(f"{name}@example.org", name), now=NOW), None)

    def _readers(self):
        shared = self.house.calendars.get_shares(self.house.anna, self.house.calendar.id)
        return next(each.principal.holder for each in shared if each.principal.name == "Readers")


def replace_terms(terms: Terms, **more: tuple[int, ...]) -> Terms:
    return msgspec.structs.replace(terms, closed=terms.is_closed, **more)


def text_in(terms: Terms) -> str:
    return msgspec.json.encode(terms).decode()


def kind_of(verb) -> Kind | None:
    try:
        verb()
    except Fault as fault:
        return fault.kind
    return None


def tomorrow(day: datetime) -> datetime:
    return day + timedelta(days=1)


def found_by(space: Space, me: Caller) -> dict[str, bool]:
    """Whether each verb that tells of what there is tells somebody of the event."""
    service, window = space.house.service, Query(at(1), at(1, month=12))
    find, get = query_of(service), objects_of(service).get
    calendar = space.house.calendar.id
    everywhere = {
        "occurrences": any(each.seen.id == space.id for each in find.find_occurrences(me, window).items),
        "some": bool(objects_of(service).some(me, [space.id])),
        "of_uid": any(each.id == space.id for each in objects_of(service).of_uid(me, "one")),
        "search": any(each.id == space.id for each in find.search(me, "secret").items),
        "days": bool(find.find_days(me, window).days),
        "agenda": any(each.seen.id == space.id for each in find.find_agenda(me, window).events.items),
        "listing": any(each.seen.id == space.id for each in find.list_occurrences(me, PageRequest(window)).items),
        "beginning": kind_of(lambda: find.find_first_of(me, get(me, space.id), until=tomorrow, limit=1)) is None,
        "of_object": kind_of(lambda: find.find_occurrences_of(me, space.id, limit=1)) is None,
        "busy": bool(find.find_free_busy(me, window)) if me is not space.people["stranger"] else False,
    }
    if kind_of(lambda: calendars_of(service).get(me, calendar)) is Kind.NOT_FOUND:
        return everywhere
    return everywhere | {
        "entries": bool(objects_of(service).entries(me, calendar)),
        "at": bool(objects_of(service).at_some(me, calendar, ["one.ics"])),
        "sync": any(item.etag for item in sync_of(service).get_changes(me, calendar).items),
        "export": "BEGIN:VEVENT" in "".join(service.transfer.export(me, calendar)),
        "objects": bool(find.find_objects(me, calendar)),
    }


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("terms", TABLE, ids=lambda key: "-".join(map(str, key)))
def test_every_term_by_everybody(house: Household, terms: tuple[int, int, int], who: str) -> None:
    wanted = TABLE[terms].split()[ROLES.index(who)]
    space = Space(house, Terms(False, *terms))
    me, objects = space.people[who], house.objects
    found = found_by(space, me)
    found.pop("busy")  # an instant takes no time
    assert set(found.values()) == {wanted != "-"}, found
    marked = msgspec.json.encode({**msgspec.json.decode(space.kona), "status": 2}).decode()
    tried = {
        "mark": kind_of(lambda: objects.set_dialect(me, space.id, "kona", marked, now=NOW)),
        "edit": kind_of(lambda: objects.edit(me, space.id, edited(text_of("one", "SUMMARY:x")), now=NOW)),
        "open": kind_of(lambda: objects.set_dialect(me, space.id, "kona", '{"stakeholder":2}', now=NOW)),
        "delete": kind_of(lambda: objects.delete(me, space.id, now=NOW)),
    }
    missing, forbidden = Kind.NOT_FOUND, Kind.FORBIDDEN
    answers = {
        "-": dict.fromkeys(tried, missing),
        "r": dict.fromkeys(tried, forbidden),
        "s": dict.fromkeys(tried, forbidden) | {"mark": None},
        "w": dict.fromkeys(tried),
    }
    assert tried == answers[wanted]


@BOTH
def test_what_is_closed_is_told_to_nobody_by_another_way(house: Household) -> None:
    space = Space(house, Terms(stakeholder=JUST_ME))
    anna, service = house.anna, house.service
    with refused(Kind.EXISTS, "no-uid-conflict") as told:
        objects_of(service).put(anna, house.calendar.id, text_of("one", "SUMMARY:Mine"), now=NOW)
    assert told.fault.flaws[0].field == ""
    with refused(Kind.EXISTS, "no-uid-conflict"):
        objects_of(service).put(anna, house.calendar.id, text_of("one"), href="one.ics", now=NOW)
    with refused(Kind.NOT_FOUND):
        service.history.of(anna, space.id)
    assert house.get("bert", space.id).stored.facts.summary == "Secret"
    objects_of(service).delete(house.bert, space.id, now=NOW)
    assert service.history.removed(anna, house.calendar.id) == ()
    assert list(service.history.every_removed(anna, house.calendar.id)) == []
    with refused(Kind.NOT_FOUND):
        service.history.restore(anna, space.id, 1, now=NOW)
    assert [each.summary for each in service.history.removed(house.bert, house.calendar.id)] == ["Secret"]


@BOTH
def test_a_file_that_is_taken_in_obeys_the_terms(house: Household) -> None:
    space = Space(house, Terms(visibility=PARTICIPANTS_ONLY))
    take_in, mia = house.service.transfer.take_in, space.people["member"]
    new = text_of("one", "SUMMARY:Mine", "SEQUENCE:7")
    secret = house.get("bert", space.id).stored.text
    for terms, changes in (
        (Terms(visibility=PARTICIPANTS_ONLY), ()),
        (Terms(stakeholder=JUST_ME), ()),
        (Terms(default_role=VIEWER), (house.anna,)),
    ):
        extras = Extras(dialects={"kona": text_in(replace_terms(terms))}, grants=terms.grants)
        for me in (mia, house.anna):
            house.objects.change(house.bert, space.id, edit=edited(secret), extras=extras, now=NOW)
            report = take_in(me, house.calendar.id, new, now=NOW)
            assert (report.replaced, len(report.skipped)) == ((1, 0) if me in changes else (0, 1))
            assert (house.get("bert", space.id).stored.text == secret) is (me not in changes)
    again = take_in(mia, house.calendar.id, house.get("bert", space.id).stored.text, now=NOW)
    assert (again.unchanged, again.skipped) == (1, ())  # there is nothing to be changed


@BOTH
def test_where_a_closed_object_is_is_told_to_nobody(house: Household) -> None:
    space = Space(house, Terms(stakeholder=JUST_ME))
    objects = house.objects
    other = house.put("anna", "one", calendar_id=house.calendars.ensure_default(house.anna, now=NOW).id)
    for put in (
        lambda: objects.put(house.anna, house.calendar.id, text_of("one"), href="other.ics", now=NOW),
        lambda: objects.change(house.anna, other.id, place=Place(house.calendar.id), now=NOW),
    ):
        with refused(Kind.EXISTS, "no-uid-conflict") as told:
            put()
        assert told.fault.flaws[0].field == ""
    assert house.get("bert", space.id).stored.href == "one.ics"


@BOTH
def test_closing_takes_it_away_and_opening_gives_it_back(house: Household) -> None:
    space = Space(house, Terms())
    service, mia = house.service, space.people["member"]
    token = sync_of(service).get_token(mia, house.calendar.id)
    closed = replace_terms(Terms(visibility=PARTICIPANTS_ONLY))
    for terms, there in ((closed, False), (Terms(), True)):
        extras = Extras(dialects={"kona": text_in(terms)}, grants=terms.grants)
        objects_of(service).change(house.bert, space.id, extras=extras, now=NOW)
        items = sync_of(service).get_changes(mia, house.calendar.id, token).items
        assert [item.etag is not None for item in items] == [there]


@BOTH
def test_a_list_names_what_is_shown_of_a_closed_event(house: Household) -> None:
    space = Space(house, Terms(visibility=PARTICIPANTS_ONLY))
    mia, objects, calendar = space.people["member"], house.objects, house.calendar.id
    objects.share(house.bert, space.id, [grant_to(mia, Level.BUSY)], now=NOW)
    house.put("anna", "other")
    seen = {each.href: each.etag for each in objects.entries(mia, calendar)}
    assert seen == {href: objects.at(mia, calendar, href).stored.etag for href in ("one.ics", "other.ics")}
    assert seen["one.ics"].endswith("-busy")


@BOTH
def test_the_history_of_a_uid_leaves_out_what_was_closed(house: Household) -> None:
    space = Space(house, Terms(stakeholder=JUST_ME))
    house.objects.delete(house.bert, space.id, now=NOW)
    assert house.service.history.of_uid(house.anna, house.calendar.id, "one") == ()
    again = house.put("anna", "one").id
    assert [each.present.id for each in house.service.history.of_uid(house.anna, house.calendar.id, "one")] == [again]
    assert len(house.service.history.of_uid(house.bert, house.calendar.id, "one")) == 2


@BOTH
def test_what_is_restored_is_given_back_to_those_who_take_part(house: Household) -> None:
    space = Space(house, Terms(visibility=PARTICIPANTS_ONLY, default_role=VIEWER))
    house.objects.delete(house.bert, space.id, now=NOW)
    house.service.people.remove("emil@example.org")
    house.service.history.restore(house.bert, space.id, 1, now=NOW)
    assert house.get("finn", space.id).stored.facts.summary == "Secret"
    with refused(Kind.NOT_FOUND):
        house.get("anna", space.id)


def test_who_lost_the_space_lost_what_he_made_there(house: Household) -> None:
    space = Space(house, Terms(stakeholder=JUST_ME))
    bert = grant_to(house.bert, Level.FULL).holder
    house.calendars.revoke(house.anna, house.calendar.id, bert, now=NOW)
    with refused(Kind.NOT_FOUND):
        house.get("bert", space.id)


def test_a_key_that_reads_marks_nothing(house: Household) -> None:
    space = Space(house, Terms(default_role=COMPLETES))
    reading = house.key("finn", "read")  # type: ignore[arg-type]  # the scope's own word
    with refused(Kind.FORBIDDEN):
        house.objects.set_dialect(reading, space.id, "kona", '{"status":2}', now=NOW)


def test_an_editor_of_one_event_does_not_take_it_away(house: Household) -> None:
    space = Space(house, Terms())
    own = house.own("emil").id
    with refused(Kind.NOT_FOUND):
        house.objects.move(house.emil, space.id, Place(own), now=NOW)


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "null", '{"stakeholder":"x"}', '{"participants":[{}]}'])
def test_a_text_that_is_no_terms_leaves_all_to_the_grants(text: str) -> None:
    assert terms_in(text) is None


def test_the_text_of_closed_terms_begins_as_the_store_looks_for_it() -> None:
    for stakeholder, visibility in product((JUST_ME, GROUP, EVERYONE), (PARTICIPANTS_ONLY, PUBLIC)):
        terms = replace_terms(Terms(stakeholder=stakeholder, visibility=visibility))
        assert text_in(terms).startswith('{"closed":') is terms.is_closed
        assert terms_in(text_in(terms)) == terms


def test_a_change_of_the_status_alone() -> None:
    assert differ_in_status('{"status":1,"editors":[1]}', '{"status":2,"editors":[1]}')
    assert differ_in_status("", '{"status":2}')
    assert differ_in_status('{"stakeholder":1,"participants":[],"status":3}', "{}")
    assert not differ_in_status("{}", '{"external":{"id":"7"}}')
    assert not differ_in_status('{"status":1,"editors":[1]}', '{"status":2,"editors":[1,2]}')
    assert not differ_in_status("{", "{")
