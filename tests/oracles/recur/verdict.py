"""Whether an answer of ours stands beside those of two programs that we did not write."""

from datetime import datetime

from tests.oracles.recur.draws import Case
from tests.oracles.recur.peers import Peer, ours

from kalends.core.recur.rule import Freq


def demand_right(case: Case, peers: tuple[Peer, ...]) -> None:
    """One program at least says what we say; where none does, the RFC has decided, in a class that is known."""
    answer = ours(case)
    said = [other for peer in peers if (other := peer(case)) is not None]
    if said and answer not in said and not is_settled(case, answer):
        raise AssertionError(f"{case.text} from {case.start}: {shown(answer)}, not {[shown(each) for each in said]}")


def is_settled(case: Case, answer: list[datetime]) -> bool:
    """The classes of `docs/recurrence-oracles.md` in which no program is right."""
    rule = case.rule
    never = bool(rule.by_set_pos) and rule.freq < Freq.WEEKLY and not answer
    return never or (rule.freq is Freq.WEEKLY and bool(rule.by_set_pos)) or bool(rule.by_week_no)


def shown(hits: list[datetime]) -> list[str]:
    """The first hits, for people."""
    return [f"{hit:%Y-%m-%dT%H:%M:%S}" for hit in hits[:4]]
