"""What every store promises about errands and notes."""

from datetime import datetime, timedelta

from kalends.service.ports import Store
from kalends.service.records import OutboxItem

KINDS = ["mail"]
MINUTE = timedelta(minutes=1)


def test_errands_are_taken_when_they_are_due(store: Store, now: datetime) -> None:
    with store.writing() as transaction:
        outbox = transaction.outbox
        late = outbox.append("mail", '{"to": "ü"}', due=now)
        early = outbox.append("mail", "b", due=now - MINUTE)
        outbox.append("mail", "c", due=now + MINUTE)
        later = now + 10 * MINUTE
        taken = outbox.take(KINDS, now=now, until=later, at_most=1)
        assert taken == (OutboxItem(early, "mail", "b", now - MINUTE, 1),)
        assert outbox.take(KINDS, now=now, until=later, at_most=9) == (OutboxItem(late, "mail", '{"to": "ü"}', now, 1),)
        assert outbox.take(KINDS, now=now, until=later, at_most=9) == ()
        other = outbox.append("other", "", due=now)
        assert outbox.take(KINDS, now=now, until=later, at_most=9) == ()
        assert [each.id for each in outbox.take(["other"], now=now, until=later, at_most=9)] == [other]


def test_an_errand_comes_again_until_it_is_done(store: Store, now: datetime) -> None:
    with store.writing() as transaction:
        outbox = transaction.outbox
        first, second = (outbox.append("mail", text, due=now) for text in "ab")
        outbox.take(KINDS, now=now, until=now + MINUTE, at_most=9)
        outbox.remove(first)
        outbox.remove(first)
        [again] = outbox.take(KINDS, now=now + MINUTE, until=now + 2 * MINUTE, at_most=9)
        assert (again.id, again.tries) == (second, 2)


def test_errands_are_undone_with_what_caused_them(store: Store, now: datetime) -> None:
    try:
        with store.writing() as transaction:
            transaction.outbox.append("mail", "a", due=now)
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    with store.writing() as transaction:
        assert transaction.outbox.take(KINDS, now=now, until=now, at_most=9) == ()


def test_a_note_is_what_was_put_last(store: Store) -> None:
    with store.writing() as transaction:
        notes = transaction.notes
        assert notes.find("tzdata") == ""
        notes.put("tzdata", "2026a")
        notes.put("tzdata", "2026b")
        notes.put("other", "x")
        assert (notes.find("tzdata"), notes.find("other")) == ("2026b", "x")
