"""The content of a request, taken out of what a client sent, and not one octet of the next request with it.

RFC 9112 §6.2 (Content-Length) and §7.1 (chunks). Chunks are read by llhttp, as the content of a message that has
nothing but chunks: it never sees the head of the request, so that it cannot mistake an Upgrade for the end, and no
trailer (RFC 9110 §6.5) can come to the headers. It cannot say where in a piece a message ended, so it is fed pieces
that end where a message may: after an empty line.
"""

from kalends.edge.server.head import Buffer, MessageReader, RequestHead, large_head

_PLAIN_HEAD = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
_EMPTY_LINE = b"\r\n\r\n"
_MOST_FRAME = 65_536  # what chunks and trailers may take besides their content …
_FRAME_RATIO = 16  # … and for each octet of content: a chunk of one octet takes six octets at least


class SizedBody:
    """Content of a length that the head said."""

    __slots__ = ("_rest",)

    def __init__(self, length: int) -> None:
        self._rest = length

    @property
    def complete(self) -> bool:
        """Whether all of it was taken."""
        return self._rest == 0

    def take(self, buffer: Buffer) -> tuple[bytes, Buffer]:
        """The content at the start of a buffer, and what is left."""
        content, left = bytes(buffer[: self._rest]), buffer[self._rest :]
        self._rest -= len(content)
        return content, left


class ChunkedBody:
    """Content in chunks; the trailers after it are read and dropped."""

    __slots__ = ("_content", "_raw", "_reader", "_tail")

    def __init__(self) -> None:
        self._reader = MessageReader()
        self._reader.feed(_PLAIN_HEAD)
        self._tail = b""
        self._raw = 0
        self._content = 0

    @property
    def complete(self) -> bool:
        """Whether all of it was taken, the trailers too."""
        return self._reader.message.complete

    def take(self, buffer: Buffer) -> tuple[bytes, Buffer]:
        """The content at the start of a buffer, and what is left. Raises BadRequest."""
        message, octets, start = self._reader.message, self._tail + bytes(buffer), len(self._tail)
        while start < len(octets) and not message.complete:
            end = octets.find(_EMPTY_LINE, max(0, start - len(_EMPTY_LINE) + 1)) + len(_EMPTY_LINE)
            if end < len(_EMPTY_LINE):
                end = len(octets)
            self._reader.feed(octets[start:end])
            self._raw += end - start
            start = end
        content = b"".join(message.content)
        message.content.clear()
        self._content += len(content)
        if self._raw - self._content > _MOST_FRAME + _FRAME_RATIO * self._content:
            raise large_head()
        self._tail = octets[max(0, start - len(_EMPTY_LINE) + 1) : start]
        return content, octets[start:]


BodyReader = SizedBody | ChunkedBody


def body_reader_of(head: RequestHead) -> BodyReader | None:
    """The reader of the content that follows a head; None where there is none."""
    if head.length is None:
        return ChunkedBody()
    return SizedBody(head.length) if head.length else None
