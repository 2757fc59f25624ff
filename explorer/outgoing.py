"""An answer of a WSGI application sent over a connection, with the framing that HTTP/1.x asks for.

May import: incoming.
"""
from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from functools import lru_cache
from typing import Any

from .incoming import Request

SLOW = 60.0  # seconds that one piece of an answer may take to be sent
_PIECE = 1 << 16
_BARE_STATUS = ("1", "204", "304")
_log = logging.getLogger(__name__)


class Answer:
    """An answer on its way: the status and headers wait for the first piece of the body, to be sent with it."""

    def __init__(self, stream: socket.socket, request: Request) -> None:
        self._stream = stream
        self._is_head = request.method == "HEAD"
        self._is_old = request.version != "1.1"
        self._stays = request.stays
        self._status, self._headers = "", list[tuple[str, str]]()
        self._length: int | None = None
        self._chunked = self._begun = False

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        """WSGI's start_response."""
        if exc_info is not None and self._begun:
            raise exc_info[1].with_traceback(exc_info[2])
        self._status, self._headers = status, headers
        return self._write

    def failed(self) -> bool:
        """Say so where nothing has been sent yet; the connection ends."""
        _log.exception("a request failed")
        if not self._begun:
            body = b"something went wrong on the server; its log says more\n"
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
            self._stream.sendall(head("500 Internal Server Error", headers, False) + (b"" if self._is_head else body))
        return False

    def send(self, pieces: Iterable[bytes]) -> bool:
        """Send the body; whether it was whole and the connection may go on."""
        self._stream.settimeout(SLOW)
        try:
            if isinstance(pieces, list | tuple) and not self._begun:
                self._begin(sum(map(len, pieces)), b"".join(pieces))
            else:
                for piece in pieces:
                    if piece:
                        self._write(piece)
                if not self._begun:
                    self._begin(0, b"")
            if self._chunked:
                self._stream.sendall(b"0\r\n\r\n")
        except OSError:
            raise
        except Exception:  # An application's mistake while its answer is made: told in the log, and to the client if nothing is sent yet.
            return self.failed()
        return self._stays and not self._length

    def _write(self, piece: bytes) -> None:
        if not self._begun:
            self._begin(None, piece)
        else:
            self._push(b"", piece)

    def _begin(self, size: int | None, first: bytes) -> None:
        """Send the head and the first piece; *size* is that of the whole body, where it is known."""
        self._begun = True
        named = {name.lower(): value for name, value in self._headers}
        is_bare = self._is_head or self._status.startswith(_BARE_STATUS)
        stated = named.get("content-length")
        more: list[tuple[str, str]] = []
        if stated is not None:
            self._length = 0 if is_bare else int(stated)
        elif is_bare:
            self._length = 0
        elif size is not None:
            more.append(("Content-Length", str(size)))
            self._length = size
        elif self._is_old:
            self._stays = False
        else:
            self._chunked = True
            more.append(("Transfer-Encoding", "chunked"))
        self._push(head(self._status, [*self._headers, *more], self._stays, self._is_old), first)

    def _push(self, head: bytes, piece: bytes) -> None:
        if self._length is not None:
            piece = piece[:self._length]
            self._length -= len(piece)
        if self._chunked and piece:
            piece = b"%x\r\n%b\r\n" % (len(piece), piece)
        if len(piece) <= _PIECE:
            self._stream.sendall(head + piece)
            return
        self._stream.sendall(head)
        view = memoryview(piece)
        for start in range(0, len(view), _PIECE << 2):
            self._stream.sendall(view[start:start + (_PIECE << 2)])


def head(status: str, headers: Iterable[tuple[str, str]], stays: bool, is_old: bool = False) -> bytes:
    """The status line and the headers of an answer; *stays*: the connection goes on, which an old client must be told."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    if "\r\nDate: " not in f"\r\n{lines}":
        lines += f"Date: {_now(int(time.time()))}\r\n"
    said = "" if stays and not is_old else f"Connection: {'keep-alive' if stays else 'close'}\r\n"
    return f"HTTP/1.1 {status}\r\n{lines}Server: whatfixes\r\n{said}\r\n".encode("latin-1")


@lru_cache(1)
def _now(second: int) -> str:
    return formatdate(second, usegmt=True)
