"""Drawn requests, others in every run, read by three programs that we did not write: the long run."""

from hypothesis import given, settings
from tests.house import House
from tests.oracles import drafts
from tests.oracles import test_generated as short
from tests.oracles.readers import Reader

LONG = settings(short.DRAWN, max_examples=5000, derandomize=False, database=None)


@LONG
@given(drawn=drafts.apyhub())
def test_apyhub(house: House, readers: list[Reader], drawn: drafts.Drawn) -> None:
    short.check_apyhub(house, readers, drawn)


@LONG
@given(drawn=drafts.skycore())
def test_skycore(house: House, readers: list[Reader], drawn: drafts.DrawnSkycore) -> None:
    short.check_skycore(house, readers, drawn)
