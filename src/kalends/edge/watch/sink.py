"""Where log lines go: standard error, in batches."""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import suppress

FLUSH_SECONDS = 0.2
_BATCH = 64  # more would leave the processor's cache before it is written
_WHOLE_WRITE = 4096  # what POSIX writes to a pipe in one piece, so that lines of workers do not mix


class Sink:
    """Takes lines. While somebody calls `flush` regularly they wait for it; errors do not."""

    def __init__(self, descriptor: int = 2) -> None:
        self._descriptor = descriptor
        self._lines: deque[bytes] = deque()
        self.batched = False

    def add(self, line: bytes) -> None:
        """Take a line without its line break."""
        self._lines.append(line)
        if not self.batched or len(self._lines) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        piece = bytearray()
        for line in self._taken():
            if piece and len(piece) + len(line) >= _WHOLE_WRITE:
                self._write(bytes(piece))
                piece.clear()
            piece += line + b"\n"
        if piece:
            self._write(bytes(piece))

    def _taken(self) -> Iterator[bytes]:
        with suppress(IndexError):  # another thread may take the last one
            while True:
                yield self._lines.popleft()

    def _write(self, piece: bytes) -> None:
        try:
            while piece:
                piece = piece[os.write(self._descriptor, piece) :]
        except OSError:
            return  # a reader that went away is no reason to stop serving

    def add_now(self, line: bytes) -> None:
        """Take a line, and write it at once."""
        self.add(line)
        self.flush()
