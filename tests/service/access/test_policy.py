"""The policy of an object: alone or for whom × closed × role, by everybody, through every verb that tells.

-   it is not there    r   read    s   read, and its status changed    w   changed
"""

from datetime import datetime, timedelta

import msgspec
import pytest
from tests.service.household import BOTH, NOW, Household, at, grant_to, refused, text_of
from tests.units import calendars_of, edited, history_of, objects_of, query_of, sync_of

from kalends.errors import Fault, Kind
from kalends.service.access import Caller, caller_of
from kalends.service.access.policy import grants_after, grants_of, has_same_rights, policy_after, restored
from kalends.service.history import walk_departures
from kalends.service.objects import Extras, Place
from kalends.service.people import NewAccount
from kalends.service.query import PageRequest, Query
from kalends.service.records import EVERYONE, OPEN, Grant, Holder, HolderKind, Level, ObjectPolicy, Progress, Role

ALONE, GROUP, ALL = ("alone",), (), ("everyone",)
CLOSED, VISIBLE = True, False
EDITOR, VIEWER, COMPLETES = Role.EDIT, Role.READ, Role.MARK
ROLES = ("creator", "editor", "participant", "member", "reader", "owner", "stranger")

TABLE = {
    # for whom, closed, role:  creator editor participant member reader owner stranger
    (ALONE, CLOSED, EDITOR): "w - - - - - -",
    (ALONE, CLOSED, VIEWER): "w - - - - - -",
    (ALONE, CLOSED, COMPLETES): "w - - - - - -",
    (ALONE, VISIBLE, EDITOR): "w - - - - - -",
    (ALONE, VISIBLE, VIEWER): "w - - - - - -",
    (ALONE, VISIBLE, COMPLETES): "w - - - - - -",
    (GROUP, CLOSED, EDITOR): "w w w - - - -",
    (GROUP, CLOSED, VIEWER): "w w r - - - -",
    (GROUP, CLOSED, COMPLETES): "w w s - - - -",
    (GROUP, VISIBLE, EDITOR): "w w w w r w -",
    (GROUP, VISIBLE, VIEWER): "w w r r r w -",
    (GROUP, VISIBLE, COMPLETES): "w w s s s w -",
    (ALL, CLOSED, EDITOR): "w w w w w w w",
    (ALL, CLOSED, VIEWER): "w w r r r r r",
    (ALL, CLOSED, COMPLETES): "w w s s s s s",
    (ALL, VISIBLE, EDITOR): "w w w w w w w",
    (ALL, VISIBLE, VIEWER): "w w r r r w r",
    (ALL, VISIBLE, COMPLETES): "w w s s s w s",
}


class Space:
    """Anna's calendar as a space: Bert made the event in it, Cleo reads it, Mia has all of it."""

    def __init__(self, house: Household, policy: ObjectPolicy = OPEN) -> None:
        self.house = house
        mia, stranger = self._person("mia"), self._person("sam")
        people = (house.bert, house.emil, house.finn, mia, house.cleo, house.anna, stranger)
        self.people = dict(zip(ROLES, people, strict=True))
        house.calendars.revoke(house.anna, house.calendar.id, self._readers(), now=NOW)
        house.calendars.grant(house.anna, house.calendar.id, grant_to(mia, Level.FULL), now=NOW)
        named = {"participants": (house.finn.account_id,), "editors": (house.emil.account_id,)}
        self.policy = msgspec.structs.replace(policy, **named)
        extras = Extras(policy=self.policy)
        put = house.objects.put
        self.id = put(house.bert, house.calendar.id, text_of("one", "SUMMARY:Secret"), extras=extras, now=NOW).id

    def _person(self, name: str) -> Caller:
        return caller_of(self.house.service.people.add(NewAccount(f"{name}@example.org", name), now=NOW), None)

    def _readers(self):
        shared = self.house.calendars.get_shares(self.house.anna, self.house.calendar.id)
        return next(each.principal.holder for each in shared if each.principal.name == "Readers")


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
def test_every_policy_by_everybody(house: Household, terms: tuple[tuple[str, ...], bool, Role], who: str) -> None:
    wanted = TABLE[terms].split()[ROLES.index(who)]
    whom, closed, role = terms
    space = Space(house, ObjectPolicy(closed, "alone" in whom, "everyone" in whom, role))
    me, objects = space.people[who], house.objects
    found = found_by(space, me)
    found.pop("busy")  # an instant takes no time
    assert set(found.values()) == {wanted != "-"}, found
    marked = msgspec.structs.replace(space.policy, progress=Progress.COMPLETE)
    tried = {
        "mark": kind_of(lambda: objects.set_policy(me, space.id, marked, now=NOW)),
        "edit": kind_of(lambda: objects.edit(me, space.id, edited(text_of("one", "SUMMARY:x")), now=NOW)),
        "open": kind_of(lambda: objects.set_policy(me, space.id, ObjectPolicy(everyone=True), now=NOW)),
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
    space = Space(house, ObjectPolicy(alone=True))
    anna, service = house.anna, house.service
    with refused(Kind.EXISTS, "no-uid-conflict") as told:
        objects_of(service).put(anna, house.calendar.id, text_of("one", "SUMMARY:Mine"), now=NOW)
    assert told.fault.flaws[0].field == ""
    with refused(Kind.EXISTS, "no-uid-conflict"):
        objects_of(service).put(anna, house.calendar.id, text_of("one"), href="one.ics", now=NOW)
    with refused(Kind.NOT_FOUND):
        history_of(service).get_past(anna, space.id)
    assert house.get("bert", space.id).stored.facts.summary == "Secret"
    objects_of(service).delete(house.bert, space.id, now=NOW)
    assert history_of(service).get_departures(anna, house.calendar.id) == ()
    assert list(walk_departures(lambda: service.read(anna), house.calendar.id)) == []
    with refused(Kind.NOT_FOUND):
        history_of(service).restore(anna, space.id, 1, now=NOW)
    assert [each.summary for each in history_of(service).get_departures(house.bert, house.calendar.id)] == ["Secret"]


@BOTH
def test_a_file_that_is_taken_in_obeys_the_terms(house: Household) -> None:
    space = Space(house, ObjectPolicy(closed=True))
    take_in, mia = house.service.transfer.take_in, space.people["member"]
    new = text_of("one", "SUMMARY:Mine", "SEQUENCE:7")
    secret = house.get("bert", space.id).stored.text
    for terms, changes in (
        (ObjectPolicy(closed=True), ()),
        (ObjectPolicy(alone=True), ()),
        (ObjectPolicy(role=Role.READ), (house.anna,)),
    ):
        extras = Extras(policy=terms)
        for me in (mia, house.anna):
            house.objects.change(house.bert, space.id, edit=edited(secret), extras=extras, now=NOW)
            report = take_in(me, house.calendar.id, new, now=NOW)
            assert (report.replaced, len(report.skipped)) == ((1, 0) if me in changes else (0, 1))
            assert (house.get("bert", space.id).stored.text == secret) is (me not in changes)
    again = take_in(mia, house.calendar.id, house.get("bert", space.id).stored.text, now=NOW)
    assert (again.unchanged, again.skipped) == (1, ())  # there is nothing to be changed


@BOTH
def test_where_a_closed_object_is_is_told_to_nobody(house: Household) -> None:
    space = Space(house, ObjectPolicy(alone=True))
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
    space = Space(house)
    service, mia = house.service, space.people["member"]
    token = sync_of(service).get_token(mia, house.calendar.id)
    for policy, there in ((ObjectPolicy(closed=True), False), (OPEN, True)):
        extras = Extras(policy=policy)
        objects_of(service).change(house.bert, space.id, extras=extras, now=NOW)
        items = sync_of(service).get_changes(mia, house.calendar.id, token).items
        assert [item.etag is not None for item in items] == [there]


@BOTH
def test_a_list_names_what_is_shown_of_a_closed_event(house: Household) -> None:
    space = Space(house, ObjectPolicy(closed=True))
    mia, objects, calendar = space.people["member"], house.objects, house.calendar.id
    objects.share(house.bert, space.id, [grant_to(mia, Level.BUSY)], now=NOW)
    house.put("anna", "other")
    seen = {each.href: each.etag for each in objects.entries(mia, calendar)}
    assert seen == {href: objects.at(mia, calendar, href).stored.etag for href in ("one.ics", "other.ics")}
    assert seen["one.ics"].endswith("-busy")


@BOTH
def test_the_history_of_a_uid_leaves_out_what_was_closed(house: Household) -> None:
    space = Space(house, ObjectPolicy(alone=True))
    house.objects.delete(house.bert, space.id, now=NOW)
    assert house.history.get_pasts(house.anna, house.calendar.id, "one") == ()
    again = house.put("anna", "one").id
    assert [each.present.id for each in house.history.get_pasts(house.anna, house.calendar.id, "one")] == [again]
    assert len(house.history.get_pasts(house.bert, house.calendar.id, "one")) == 2


@BOTH
def test_what_is_restored_is_given_back_to_those_who_take_part(house: Household) -> None:
    space = Space(house, ObjectPolicy(closed=True, role=Role.READ))
    house.objects.delete(house.bert, space.id, now=NOW)
    house.service.people.remove("emil@example.org")
    house.history.restore(house.bert, space.id, 1, now=NOW)
    assert house.get("finn", space.id).stored.facts.summary == "Secret"
    with refused(Kind.NOT_FOUND):
        house.get("anna", space.id)


@BOTH
@pytest.mark.parametrize("policy", [OPEN, ObjectPolicy(alone=True), ObjectPolicy(closed=True)])
def test_who_lost_the_space_keeps_what_nobody_else_finds(house: Household, policy: ObjectPolicy) -> None:
    space = Space(house, policy)
    bert = grant_to(house.bert, Level.FULL).holder
    house.calendars.revoke(house.anna, house.calendar.id, bert, now=NOW)
    if not policy.is_closed:
        with refused(Kind.NOT_FOUND):
            house.get("bert", space.id)
        assert house.get("anna", space.id).stored.facts.summary == "Secret"
        return
    assert [each.id for each in house.objects.shared_with_me(house.bert)] == [space.id]
    house.objects.set_policy(house.bert, space.id, OPEN, now=NOW)
    assert house.get("anna", space.id).stored.facts.summary == "Secret"
    house.objects.delete(house.bert, space.id, now=NOW)


def test_a_key_that_reads_marks_nothing(house: Household) -> None:
    space = Space(house, ObjectPolicy(role=Role.MARK))
    reading = house.key("finn", "read")  # type: ignore[arg-type]  # the scope's own word
    with refused(Kind.FORBIDDEN):
        house.objects.set_policy(reading, space.id, ObjectPolicy(progress=Progress.COMPLETE), now=NOW)


def test_an_editor_of_one_event_does_not_take_it_away(house: Household) -> None:
    space = Space(house)
    own = house.own("emil").id
    with refused(Kind.NOT_FOUND):
        house.objects.move(house.emil, space.id, Place(own), now=NOW)


ANNA, BERT, CLEO, DORA = (Holder(HolderKind.ACCOUNT, number) for number in (1, 2, 3, 4))
GROUP_HOLDER = Holder(HolderKind.GROUP, 9)


def after(policy: ObjectPolicy, *grants: tuple[Holder, Level]) -> ObjectPolicy:
    return policy_after(policy, [Grant(*each) for each in grants], owner_id=1, author_id=2)


def test_a_list_of_grants_says_who_takes_part() -> None:
    policy = ObjectPolicy(everyone=True, participants=(1, 2, 3, 4), editors=(3, 2))
    told = after(policy, (CLEO, Level.READ), (GROUP_HOLDER, Level.FULL))
    assert told == ObjectPolicy(participants=(1, 2, 3), editors=(2,), departed=(4,))
    again = after(told, (CLEO, Level.FULL), (DORA, Level.READ), (EVERYONE, Level.READ))
    assert again == ObjectPolicy(everyone=True, participants=(1, 2, 3, 4), editors=(2,))
    assert after(told, (EVERYONE, Level.BUSY), (CLEO, Level.BUSY)).participants == (1, 2)
    closed = msgspec.structs.replace(policy, closed=True)
    assert after(closed, (CLEO, Level.READ)).departed == (1, 4), "whose a calendar is, is one of its people there"


def test_what_is_the_authors_alone_is_closed_once_others_are_let_in() -> None:
    policy = ObjectPolicy(alone=True, participants=(3,))
    assert after(policy) == after(policy, (BERT, Level.FULL), (DORA, Level.BUSY)) == policy
    assert after(policy, (DORA, Level.READ)) == ObjectPolicy(closed=True, departed=(3,))


def test_a_list_of_nobody_lets_all_of_them_go_unless_it_was_the_authors_alone() -> None:
    closed = ObjectPolicy(closed=True, participants=(3,), editors=(4,))
    assert after(closed) == ObjectPolicy(closed=True, departed=(3,))
    for policy in (ObjectPolicy(alone=True, participants=(3,)), ObjectPolicy(closed=True, alone=True)):
        assert policy_after(policy, (), owner_id=1, author_id=None) == policy


def test_a_policy_gives_and_takes_its_own_grants_alone() -> None:
    old, held = ObjectPolicy(participants=(3,)), (Grant(CLEO, Level.FULL), Grant(DORA, Level.READ))
    assert grants_of(old) == held[:1]
    assert grants_of(ObjectPolicy(alone=True, everyone=True, participants=(3,))) == ()
    for new, wanted in (
        (ObjectPolicy(participants=(1,), role=Role.READ), {Grant(DORA, Level.READ), Grant(ANNA, Level.READ)}),
        (ObjectPolicy(editors=(4,)), {Grant(DORA, Level.FULL)}),
        (ObjectPolicy(everyone=True, role=Role.MARK), {Grant(DORA, Level.READ), Grant(EVERYONE, Level.READ)}),
        (ObjectPolicy(alone=True, participants=(3,)), set()),
    ):
        assert set(grants_after(old, new, held, 2)) == wanted
    own = Grant(BERT, Level.FULL)
    assert grants_after(old, ObjectPolicy(alone=True), (*held, own), 2) == (own,)
    assert set(grants_after(ObjectPolicy(participants=(2,)), ObjectPolicy(editors=(2,)), (own,), 2)) == {own}
    reader = ObjectPolicy(participants=(2, 3), role=Role.READ)
    assert grants_after(OPEN, reader, (own,), 2) == (own, Grant(CLEO, Level.READ)), "whatever the policy says of him"


def test_what_two_policies_have_in_common() -> None:
    one = ObjectPolicy(closed=True, editors=(1,))
    assert has_same_rights(one, msgspec.structs.replace(one, progress=Progress.COMPLETE))
    assert not has_same_rights(one, msgspec.structs.replace(one, editors=()))
    then = ObjectPolicy(everyone=True, progress=Progress.PENDING)
    assert restored(then, one) == msgspec.structs.replace(one, progress=Progress.PENDING)
