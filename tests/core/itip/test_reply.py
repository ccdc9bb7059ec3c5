"""The answers of guests."""

import pytest
from tests.core.itip.test_message import SECOND, UNDATED, UTC, WEEKLY, calendar, lines, result_of

from kalends.core.ics.read import read
from kalends.core.itip import Message, NoEffect, receive
from kalends.core.objects.object import CalendarObject
from kalends.errors import Fault, Flaw, Kind

GUEST = "ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Guest:mailto:guest@example.net"
OTHER = "ATTENDEE;PARTSTAT=TENTATIVE:mailto:other@example.net"
ACCEPTED = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:guest@example.net"
DELEGATED = 'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:b@example.net":mailto:guest@example.net'
DELEGATE = 'ATTENDEE;DELEGATED-FROM="mailto:guest@example.net":mailto:b@example.net'


def guests(*events: tuple[str, ...], sent: tuple[str, ...]) -> list[str]:
    """The lines of the guests of events after a reply with these lines."""
    found = lines(result_of(calendar(*events), calendar(sent), "REPLY").object)
    return [line for line in found if line.startswith("ATTENDEE")]


@pytest.mark.rfc("5546 §3.2.3")
def test_a_reply_changes_nothing_but_its_guests_answer() -> None:
    old = calendar(("SUMMARY:Kept", GUEST, OTHER))
    forged = "ATTENDEE;PARTSTAT=ACCEPTED;CN=Forged;ROLE=CHAIR:MAILTO:GUEST@example.net"
    result = result_of(old, calendar(("SUMMARY:Forged", forged)), "REPLY")
    found = lines(result.object)
    assert "SUMMARY:Kept" in found
    assert [line for line in found if line.startswith("ATTENDEE")] == [
        "ATTENDEE;CN=Guest;PARTSTAT=ACCEPTED:mailto:guest@example.net",
        OTHER,
    ]
    assert (result.method, result.note) == ("REPLY", "REPLY: MAILTO:GUEST@example.net is ACCEPTED.")


@pytest.mark.rfc("5546 §3.2.3")
def test_the_same_answer_leaves_the_object_itself() -> None:
    old = calendar((OTHER,))
    result = result_of(old, calendar((OTHER,)), "REPLY")
    assert result.object is old
    assert result.note == "REPLY: mailto:other@example.net is TENTATIVE."


@pytest.mark.rfc("5546 §3.2.3")
def test_an_answer_that_is_missing_is_none_yet() -> None:
    """RFC 5545 §3.2.12: without PARTSTAT it is NEEDS-ACTION."""
    old, sent = calendar((OTHER,)), calendar(("ATTENDEE:mailto:other@example.net",))
    result = result_of(old, sent, "REPLY")
    assert "ATTENDEE:mailto:other@example.net" in lines(result.object)
    assert result.note == "REPLY: mailto:other@example.net is NEEDS-ACTION."


@pytest.mark.rfc("5546 §3.2.3")
def test_an_answer_is_told_short() -> None:
    """An address is told with 80 characters, an answer with 20 of them."""
    address = f"mailto:{'a' * 90}@example.net"
    sent = f"ATTENDEE;PARTSTAT=x{'y' * 25}:{address}"
    result = result_of(calendar((f"ATTENDEE:{address}",)), calendar((sent,)), "REPLY")
    assert result.note == f"REPLY: mailto:{'a' * 73} is X{'Y' * 19}."
    stranger = result_of(calendar((GUEST,)), calendar((ACCEPTED, sent)), "REPLY")
    assert stranger.note == f"REPLY: mailto:guest@example.net is ACCEPTED; mailto:{'a' * 73} is not invited."


@pytest.mark.rfc("5546 §3.2.3")
def test_another_address_of_a_guest_counts_too() -> None:
    """RFC 7986 §6.2: EMAIL says which one an ATTENDEE has whose value is none."""
    principal = "ATTENDEE;EMAIL=guest@example.net:/principals/1"
    assert guests((principal, OTHER), sent=(ACCEPTED,)) == [
        "ATTENDEE;EMAIL=guest@example.net;PARTSTAT=ACCEPTED:/principals/1",
        OTHER,
    ]


@pytest.mark.rfc("5546 §3.2.3")
def test_a_reply_for_one_instance() -> None:
    old = calendar((WEEKLY, GUEST))
    result = result_of(old, calendar((SECOND, ACCEPTED)), "REPLY")
    assert result.object is not None
    master, override = result.object.parts
    assert [each.line for each in master.all("ATTENDEE")] == [GUEST]
    assert [each.line for each in override.properties if each.name in ("ATTENDEE", "RECURRENCE-ID")] == [
        "ATTENDEE;CN=Guest;PARTSTAT=ACCEPTED:mailto:guest@example.net",
        SECOND,
    ]


@pytest.mark.rfc("5546 §3.2.3")
def test_a_reply_for_the_series_leaves_its_overrides() -> None:
    assert guests((WEEKLY, GUEST), (SECOND, GUEST), sent=(ACCEPTED,)) == [
        "ATTENDEE;CN=Guest;PARTSTAT=ACCEPTED:mailto:guest@example.net",
        GUEST,
    ]


@pytest.mark.rfc("5546 §3.2.3")
def test_a_reply_for_an_instance_that_is_not_there() -> None:
    absent = "RECURRENCE-ID:20261202T100000Z"
    told = "there is no instance at 20261202T100000Z"
    old = calendar((WEEKLY, GUEST))
    assert receive(Message(calendar((absent, ACCEPTED)), "REPLY", UTC), old) == NoEffect(f"REPLY: {told}.")
    both = result_of(old, calendar((absent, ACCEPTED), (SECOND, ACCEPTED)), "REPLY")
    assert both.note == f"REPLY: mailto:guest@example.net is ACCEPTED; {told}."


@pytest.mark.rfc("5546 §3.2.3")
def test_a_reply_for_an_instance_of_what_has_no_dates() -> None:
    undated = CalendarObject(read(UNDATED).components[0])
    with pytest.raises(Fault) as caught:
        receive(Message(calendar((SECOND, ACCEPTED)), "REPLY", UTC), undated)
    assert caught.value.kind is Kind.INVALID


@pytest.mark.rfc("5546 §3.2.3")
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ((), "a reply names the guest who replies"),
        (("ATTENDEE:mailto:crasher@example.net",), "mailto:crasher@example.net is not invited"),
        (("ATTENDEE:mailto:a@example.net", "ATTENDEE:mailto:b@example.net"), "mailto:a@example.net is not invited"),
        ((DELEGATE.replace("guest@", "crasher@"),), "mailto:b@example.net is not invited"),
    ],
)
def test_a_reply_of_nobody_who_is_invited(sent: tuple[str, ...], told: str) -> None:
    for old in (calendar((GUEST, OTHER)), calendar(())):
        with pytest.raises(Fault) as caught:
            receive(Message(calendar(sent), "REPLY", UTC), old)
        assert caught.value.kind is Kind.INVALID
        assert caught.value.detail == f"ATTENDEE: {told}."
        assert caught.value.flaws == (Flaw("bad-reply", told, "ATTENDEE", rfc="RFC 5546 §3.2.3"),)


@pytest.mark.rfc("5546 §3.2.2.3")
@pytest.mark.parametrize("sent", [(DELEGATED, DELEGATE), (DELEGATE, DELEGATED)])
def test_a_guest_delegates(sent: tuple[str, ...]) -> None:
    assert guests(("SUMMARY:Kept", GUEST, OTHER, "COMMENT:Last"), sent=sent) == [
        'ATTENDEE;CN=Guest;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:b@example.net":mailto:guest@example.net',
        OTHER,
        DELEGATE,
    ]


@pytest.mark.rfc("5546 §3.2.2.3")
def test_a_delegate_stands_behind_the_guests() -> None:
    result = result_of(calendar((GUEST, "COMMENT:Last")), calendar((DELEGATE,)), "REPLY")
    assert lines(result.object)[-3:] == [GUEST, DELEGATE, "COMMENT:Last"]


@pytest.mark.rfc("5546 §4.2.5")
def test_what_a_guest_has_delegated_is_known_until_the_guest_answers_otherwise() -> None:
    """The delegate's own answer keeps DELEGATED-FROM unless it says another; an answer of the guest ends it."""
    assert guests((DELEGATED, DELEGATE), sent=("ATTENDEE;PARTSTAT=DELEGATED:mailto:guest@example.net",)) == [
        DELEGATED,
        DELEGATE,
    ]
    assert guests((DELEGATED, DELEGATE), sent=(ACCEPTED,)) == [ACCEPTED, DELEGATE]
    assert guests((DELEGATED, DELEGATE), sent=("ATTENDEE;PARTSTAT=DECLINED:mailto:b@example.net",)) == [
        DELEGATED,
        'ATTENDEE;DELEGATED-FROM="mailto:guest@example.net";PARTSTAT=DECLINED:mailto:b@example.net',
    ]
    changed = 'ATTENDEE;DELEGATED-FROM="mailto:other@example.net":mailto:b@example.net'
    assert guests((DELEGATED, DELEGATE), sent=(changed,)) == [DELEGATED, changed]


def test_neither_a_component_nor_another_property_is_a_guest() -> None:
    """Whatever its name, and whatever address it has."""
    old = calendar((GUEST, "CONTACT:mailto:guest@example.net", "BEGIN:ATTENDEE", "END:ATTENDEE"))
    found = result_of(old, calendar((DELEGATED, DELEGATE, "DTSTART:20261124T100000Z")), "REPLY").object
    assert found is not None
    assert "CONTACT:mailto:guest@example.net" in lines(found)
    assert found.master.items[-1] is found.master.components[0]
