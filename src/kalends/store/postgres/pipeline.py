"""Sends several statements to PostgreSQL in one round trip, by libpq's pipeline mode.

The driver's cursors need a round trip per statement, and its own pipeline costs more than it saves where a result is
needed after every few statements. Values and rows are converted by the driver.
"""

from collections.abc import Sequence
from select import POLLIN, POLLOUT, poll
from typing import Any

import psycopg
from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult
from psycopg.types.numeric import Int8Dumper

from kalends.store.sql import Row, Value

DriverConnection = psycopg.Connection[tuple[Any, ...]]
Statement = tuple[bytes, Sequence[Value]]
"""A statement with its values."""
_StatementKey = tuple[bytes, tuple[int, ...]]
"""A statement, and the types of its values."""

MOST_PREPARED = 300
"""Prepared statements of a connection; there are about as many as functions of the tables."""

_LOST = "The connection to the database broke."


class Pipeline:
    """Sends statements over one connection. For one thread at a time."""

    def __init__(self, bare: DriverConnection) -> None:
        self._bare = bare
        self._libpq = bare.pgconn
        # integers of one width, so that a statement is not prepared once per width
        bare.adapters.register_dumper(int, Int8Dumper)
        self._values = Transformer(bare)
        self._poll = poll()
        self._poll.register(bare.fileno(), POLLIN)
        self._prepared: dict[_StatementKey, bytes] = {}
        self._new: list[_StatementKey] = []  # statements that are being prepared
        self._names = 0

    def send(self, said: Sequence[Statement]) -> list[Row]:
        """Run statements one after the other; the rows of the last. Those after a failed one are not run.

        Raises the driver's errors. Where the state of the connection is unknown afterwards, it is closed.
        """
        try:
            results = self._exchanged(said)
        except BaseException:
            if not self._bare.broken:
                self._bare.close()
            raise
        for result in results:
            if result.status == ExecStatus.FATAL_ERROR:
                self._forget_the_new()
                raise errors.error_from_result(result)
        return self._rows(results[-1])

    def _exchanged(self, said: Sequence[Statement]) -> list[PGresult]:
        self._libpq.enter_pipeline_mode()
        self._new.clear()
        for sql, values in said:
            self._say(sql, values)
        dropped = self._drop_the_oldest()
        self._libpq.pipeline_sync()
        self._flush()
        results = self._results()
        self._libpq.exit_pipeline_mode()
        return results[: len(results) - dropped]

    def _say(self, sql: bytes, values: Sequence[Value]) -> None:
        written = self._values.dump_sequence(values, [PyFormat.TEXT] * len(values))
        key = sql, tuple(self._values.types or ())
        name = self._prepared.pop(key, None)
        if name is None:
            self._names += 1
            name = b"kalends_%d" % self._names
            self._new.append(key)
            self._libpq.send_prepare(name, sql, key[1])
        self._prepared[key] = name  # at the end: the first one is the least recently used
        self._libpq.send_query_prepared(name, written)

    def _drop_the_oldest(self) -> int:
        """Deallocate the least recently used statements and return their number.

        Sent last, since nothing may be sent before a BEGIN.
        """
        too_many = list(self._prepared)[: max(0, len(self._prepared) - MOST_PREPARED)] if self._new else []
        for key in too_many:
            self._libpq.send_query_params(b"DEALLOCATE " + self._prepared.pop(key), None)
        return len(too_many)

    def _forget_the_new(self) -> None:
        """Forget the statements of a failed exchange: those after the failure were not prepared."""
        for key in self._new:
            self._prepared.pop(key, None)

    def _flush(self) -> None:
        """Send everything. Results are read meanwhile, so that neither side blocks the other."""
        while self._libpq.flush():
            self._await(POLLIN | POLLOUT)
            self._libpq.consume_input()

    def _results(self) -> list[PGresult]:
        """All results up to the end of the pipeline."""
        results: list[PGresult] = []
        between = False
        while True:
            while self._libpq.is_busy():
                self._await(POLLIN)
                self._libpq.consume_input()
            result = self._libpq.get_result()
            if result is None:
                # there is one None after the results of each statement
                if between or self._libpq.status == ConnStatus.BAD:
                    raise _lost_connection(results)
            elif result.status == ExecStatus.PIPELINE_SYNC:
                return results
            else:
                results.append(result)
            between = result is None

    def _await(self, events: int) -> None:
        self._poll.modify(self._bare.fileno(), events)
        self._poll.poll()

    def _rows(self, result: PGresult) -> list[Row]:
        if not result.nfields:
            return []
        self._values.set_pgresult(result)
        rows = self._values.load_rows(0, result.ntuples, tuple)
        self._values.set_pgresult(None)
        return rows


def _lost_connection(results: Sequence[PGresult]) -> psycopg.Error:
    """The error of a broken connection, with the server's reason if it sent one."""
    for result in results:
        if result.status == ExecStatus.FATAL_ERROR and result.error_field(DiagnosticField.SQLSTATE):
            return errors.error_from_result(result)
    return psycopg.OperationalError(_LOST)
