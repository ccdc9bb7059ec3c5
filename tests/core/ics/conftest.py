"""Trees drawn at random, for the laws of reading and writing."""

import pytest
from hypothesis import strategies as st

from kalends.core.ics.tree import Component, Property, Stream

_LINE = st.characters(blacklist_categories=("Cs",), blacklist_characters=[*map(chr, (*range(9), *range(10, 32), 127))])
_PARAM = st.characters(blacklist_categories=("Cs",), blacklist_characters=[*map(chr, (*range(9), *range(11, 32), 127))])
_NAMES = st.from_regex(r"[A-Za-z0-9-]{1,20}", fullmatch=True).filter(lambda name: name.upper() not in ("BEGIN", "END"))
_PARAMS = st.lists(st.tuples(_NAMES, st.lists(st.text(_PARAM, max_size=20), min_size=1, max_size=3)), max_size=3)
_PROPERTIES = st.builds(Property.make, _NAMES, st.text(_LINE, max_size=200), _PARAMS)
_COMPONENT_NAMES = st.from_regex(r"[A-Z0-9-]{1,12}", fullmatch=True)
_COMPONENTS = st.recursive(
    st.builds(Component, _COMPONENT_NAMES, st.lists(_PROPERTIES, max_size=6)),
    lambda inner: st.builds(Component, _COMPONENT_NAMES, st.lists(_PROPERTIES | inner, max_size=5)),
    max_leaves=8,
)


@pytest.fixture(scope="session")
def streams() -> st.SearchStrategy[Stream]:
    """Streams of components with any names, parameters and values that a text can carry."""
    return st.builds(Stream, st.lists(_COMPONENTS, min_size=1, max_size=3))
