"""A stored text is parsed once as long as there is room, and never taken for another."""

from gc import collect
from weakref import ref

from tests.service.household import BOTH, NOW, Household, text_of

from kalends.service.objects.cache import LONGEST, ObjectCache


def test_a_text_is_parsed_once() -> None:
    cache, text = ObjectCache(), text_of("one")
    first = cache.get("a", text)
    assert first.uid == "one"
    assert cache.get("a", text_of("one")) is first
    assert cache.get("b", text_of("two")).uid == "two"
    assert cache.get("a", text) is first


def test_what_was_parsed_already_is_not_parsed_again() -> None:
    one, other = ObjectCache(), ObjectCache()
    opened = one.get("a", text_of("one"))
    other.put("a", opened)
    assert other.get("a", text_of("one")) is opened


def test_an_etag_that_names_another_text_is_not_believed() -> None:
    cache = ObjectCache()
    cache.get("a", text_of("one"))
    assert cache.get("a", text_of("two")).uid == "two"


def test_what_was_not_asked_for_lately_is_forgotten() -> None:
    texts = [text_of(f"{number:10}") for number in range(100)]
    cache = ObjectCache(most_letters=3 * len(texts[0]))
    kept, first = cache.get("kept", texts[0]), cache.get("0", texts[0])
    for number, text in enumerate(texts):
        assert cache.get("kept", texts[0]) is kept
        cache.get(f"{number}", text)
    assert cache.get("0", texts[0]) is not first


def test_a_very_long_text_drives_out_nothing() -> None:
    cache, text = ObjectCache(), text_of("one", f"COMMENT:{'x' * LONGEST}")
    held = cache.get("a", text)
    assert cache.get("a", text) is held
    forgotten = ref(held)
    del held
    collect()
    assert forgotten() is None


@BOTH
def test_what_was_written_is_not_parsed_again_to_be_shown(house: Household) -> None:
    saved = house.put("anna", "one", "SUMMARY:Mine")
    assert saved.seen is not None
    assert house.get("anna", saved.id).object is saved.seen.object
    busy = house.get("dora", saved.id)
    assert "SUMMARY:Mine" not in busy.object.text
    assert house.get("dora", saved.id).object is busy.object
    house.objects.put(house.anna, house.calendar.id, text_of("one", "SUMMARY:Changed"), now=NOW)
    assert "SUMMARY:Changed" in house.get("anna", saved.id).object.text
