"""The metrics in the text format of Prometheus, by its client library."""

from collections.abc import Iterable, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from kalends.edge.monitoring.metrics import BUCKETS, Cell, Label

_BOUNDS = (*(str(bound) for bound in BUCKETS), "+Inf")
_LABELS = ("door", "route", "method", "status")

Total = Mapping[Label, Cell]


def exposition(total: Total, *, version: str) -> bytes:
    """The text of all metrics."""
    registry = CollectorRegistry()
    registry.register(_Families(total, version))
    return generate_latest(registry)


class _Families(Collector):
    """The families of metrics, as the client library asks for them."""

    def __init__(self, total: Total, version: str) -> None:
        self._total = total
        self._version = version

    def collect(self) -> Iterable[Metric]:
        """All of them."""
        requests = CounterMetricFamily("kalends_requests", "Requests that were answered.", labels=_LABELS)
        for label, cell in sorted(self._total.items()):
            requests.add_metric([str(part) for part in label], sum(cell[:-1]))
        info = InfoMetricFamily("kalends", "The program.", value={"version": self._version})
        return [info, requests, _durations(self._total)]


def _durations(total: Total) -> Metric:
    family = HistogramMetricFamily("kalends_request_seconds", "How long answering took.", labels=["door", "route"])
    routes: dict[tuple[str, str], Cell] = {}
    for (door, route, _method, _status), cell in total.items():
        known = routes.setdefault((door, route), [0.0] * len(cell))
        routes[door, route] = [a + b for a, b in zip(known, cell, strict=True)]
    for labels, cell in sorted(routes.items()):
        counts = zip(_BOUNDS, accumulate(cell[:-1]), strict=True)
        family.add_metric(list(labels), list(counts), sum_value=cell[-1])
    return family
