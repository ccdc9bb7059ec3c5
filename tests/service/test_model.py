"""The verbs against a model: after any sequence of them, contents, history and what clients were told agree."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.service.household import NOW, Household, grant_to, text_of, tried
from tests.units import calendars_of, history_of, objects_of, query_of, sync_of

from kalends.errors import Fault, Kind
from kalends.service.house import Service
from kalends.service.objects import Conditions, Place
from kalends.service.records import Level
from kalends.store.sqlite import open_store

UIDS = st.sampled_from(["a", "b", "c", "d"])
TITLES = st.sampled_from(["x", "y", "z"])
SIDES = st.sampled_from([0, 1])


class Kept(RuleBasedStateMachine):
    """Two calendars of Anna's, written by her and by Bert; a client follows each with small answers."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kalends-model-"))
        self.store = open_store(self.folder / "data")
        self.house = Household.of(Service.of(self.store))
        self.service, self.anna = self.house.service, self.house.anna
        self.calendars = [self.house.calendar.id, self.house.own("anna").id]
        self.model: list[dict[str, tuple[int, str]]] = [{}, {}]  # UID → (id, text)
        self.versions: dict[int, list[str]] = {}
        self.mirrors: list[dict[str, str]] = [{}, {}]
        self.tokens = ["", ""]
        self.changes = [0, 0]

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)

    def _noted(self, side: int, uid: str, object_id: int, text: str) -> None:
        if not self.versions.get(object_id) or self.versions[object_id][-1] != text:
            self.versions.setdefault(object_id, []).append(text)
        self.model[side][uid] = (object_id, text)

    @rule(side=SIDES, uid=UIDS, title=TITLES, only_new=st.booleans())
    def put(self, side: int, uid: str, title: str, only_new: bool) -> None:
        text = text_of(uid, f"SUMMARY:{title}")
        old = self.model[side].get(uid)
        conditions = Conditions(absent=only_new)
        saved = tried(
            lambda: objects_of(self.service).put(self.anna, self.calendars[side], text, conditions=conditions, now=NOW)
        )
        if isinstance(saved, Fault):
            assert saved.kind is Kind.STALE
            assert old is not None
            assert only_new
            return
        assert saved.created is (old is None)
        assert not only_new or old is None
        self.changes[side] += old is None or old[1] != text
        self._noted(side, uid, saved.id, text)

    @rule(side=SIDES, uid=UIDS)
    def delete(self, side: int, uid: str) -> None:
        if uid in self.model[side]:
            objects_of(self.service).delete(self.anna, self.model[side].pop(uid)[0], now=NOW)
            self.changes[side] += 1

    @rule(side=SIDES, uid=UIDS)
    def move(self, side: int, uid: str) -> None:
        if uid not in self.model[side]:
            return
        object_id, text = self.model[side][uid]
        place = Place(self.calendars[1 - side])
        moved = tried(lambda: objects_of(self.service).move(self.anna, object_id, place, now=NOW))
        if isinstance(moved, Fault):
            assert moved.precondition == "no-uid-conflict"
            assert uid in self.model[1 - side]
            return
        assert uid not in self.model[1 - side]
        self.model[1 - side][uid] = (object_id, text)
        del self.model[side][uid]
        self.changes = [count + 1 for count in self.changes]

    @precondition(lambda self: self.versions)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        object_id = data.draw(st.sampled_from(sorted(self.versions)))
        past = history_of(self.service).get_past(self.anna, object_id)
        if not past.former:
            return
        wanted = data.draw(st.sampled_from(past.former))
        present = past.present is not None
        saved = tried(lambda: history_of(self.service).restore(self.anna, object_id, wanted.version, now=NOW))
        if isinstance(saved, Fault):
            assert saved.precondition == "no-uid-conflict"
            assert not present
            return
        side = self.calendars.index(saved.calendar_id)
        assert saved.id == object_id
        assert saved.answer.stored.text in self.versions[object_id]
        old = self.model[side].get(wanted.uid or "")
        self.changes[side] += old is None or old[1] != wanted.text
        self._noted(side, wanted.uid or "", object_id, wanted.text)

    @rule(side=SIDES, level=st.sampled_from(Level))
    def grant(self, side: int, level: Level) -> None:
        """A changed right tells clients everything again, and loses nothing."""
        grant = grant_to(self.house.emil, level)
        calendars_of(self.service).grant(self.anna, self.calendars[side], grant, now=NOW)

    @rule(side=SIDES, limit=st.integers(1, 3))
    def follow(self, side: int, limit: int) -> None:
        part = sync_of(self.service).get_changes(self.anna, self.calendars[side], self.tokens[side], limit=limit)
        assert len(part.items) <= limit
        for item in part.items:
            if item.etag is None:
                self.mirrors[side].pop(item.href, None)
            else:
                self.mirrors[side][item.href] = item.etag
        self.tokens[side] = part.token
        if not part.more:
            seen = query_of(self.service).find_objects(self.anna, self.calendars[side])
            assert self.mirrors[side] == {each.stored.href: each.stored.etag for each in seen}

    @invariant()
    def contents_agree(self) -> None:
        if not hasattr(self, "store"):
            return
        for side, calendar_id in enumerate(self.calendars):
            seen = query_of(self.service).find_objects(self.anna, calendar_id)
            kept = {each.stored.facts.uid: (each.id, each.stored.text) for each in seen}
            assert kept == self.model[side]
            calendar = calendars_of(self.service).get(self.anna, calendar_id).calendar
            with self.store.reading() as transaction:
                events = transaction.events.since(self.anna.account_id, 0, limit=10_000)
            own = [each.cursor for each in events if each.calendar_id == calendar_id]
            assert (calendar.size, len(own)) == (len(kept), self.changes[side])
            assert calendar.counter == max(own, default=0)
            assert [each.cursor for each in events] == list(range(1, len(events) + 1))

    @invariant()
    def every_text_is_found_again(self) -> None:
        if not hasattr(self, "store"):
            return
        for object_id, texts in self.versions.items():
            past = history_of(self.service).get_past(self.anna, object_id)
            found = {each.text for each in past.former} | ({past.present.text} if past.present else set())
            assert found == set(texts)


Kept.TestCase.settings = settings(max_examples=20, stateful_step_count=25, derandomize=True, deadline=None)
TestKept = Kept.TestCase
