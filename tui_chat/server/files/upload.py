"""Receiving one file: its sender logs in, room is reserved, its bytes are written, it is kept."""

import errno
from collections.abc import Callable
from http import HTTPStatus
from typing import Final, NamedTuple

from tui_chat.server import exception_logging
from tui_chat.server.files.content_types import WrongType, settled_type
from tui_chat.server.files.disk_thread import Worker
from tui_chat.server.files.file_names import safe_name
from tui_chat.server.files.file_store import FileStore, Limits, NoRoom, StoredFile, UnfinishedFile
from tui_chat.server.http.handlers_by_path import Exchange
from tui_chat.server.http.response import Response, plain

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
LOGIN_ASKED: Final = {"WWW-Authenticate": 'Basic realm="files", charset="UTF-8"'}
"""The header for whoever is not known."""


class Announced(NamedTuple):
    """What a request says of its file."""

    name: str
    type: str
    """"" if it says none."""
    size: int


class Upload:
    """Takes the body of a request, and gives the answer to it in the end, whatever happens.

    Nothing is read before it is known who sends the file and that there is room for it, and no
    more than is written: a fast sender and a slow disk cost no memory.
    """

    def __init__(
        self,
        exchange: Exchange,
        announced: Announced,
        *,
        worker: Worker,
        store: Callable[[], FileStore],
        limits: Limits,
        types: tuple[str, ...],
        now: int,
        located: Callable[[StoredFile], Response],
        ended: Callable[[Response | None], None],
    ) -> None:
        """`store` is asked on the worker's thread alone; `located` is the answer to success.

        `ended` is called once, with the response, or None for a sender who is gone.
        """
        self._exchange = exchange
        self._announced = announced
        self._worker = worker
        self._store = store
        self._limits = limits
        self._types = types
        self._now = now
        self._located = located
        self._ended = ended
        self._file: UnfinishedFile | None = None
        self._waiting = b""
        """Bytes that were received and not written yet."""
        self._is_writing = True
        """Whether nothing can be written just now: it begins with the login."""
        self._is_complete = False
        self._is_over = False
        exchange.pause_reading()

    def logged_in(self, account: str, sentence: str) -> None:
        """It is known who sends it: an account, or else why not."""
        if self._is_over:
            return
        if not account:
            self._end(plain(HTTPStatus.UNAUTHORIZED, sentence, LOGIN_ASKED))
            return
        size = self._announced.size
        self._worker.do(lambda: self._store().reserve(account, size, self._limits), self._reserved)

    # The body.

    def feed(self, data: bytes) -> None:
        """The next bytes."""
        self._waiting += data
        self._exchange.pause_reading()
        self._go_on()

    def finish(self) -> None:
        """All bytes have come."""
        self._is_complete = True
        self._go_on()

    def abandon(self) -> None:
        """The sender is gone."""
        self._end(None)

    # What the worker has done.

    def _reserved(self, result: UnfinishedFile | Exception) -> None:
        if isinstance(result, UnfinishedFile):
            self._file = result
        self._written(result)

    def _written(self, result: object) -> None:
        self._is_writing = False
        if self._is_over:
            self._discard()
        elif isinstance(result, Exception):
            self._end(self._refusal(result))
        else:
            self._go_on()

    def _go_on(self) -> None:
        file = self._file
        if self._is_writing or self._is_over or file is None:
            return
        if self._waiting:
            data, self._waiting = self._waiting, b""
            self._is_writing = True
            self._worker.do(lambda: file.write(data), self._written)
        elif self._is_complete:
            self._is_writing = True
            self._file = None
            self._worker.do(lambda: self._settle(file), self._settled)
        else:
            self._exchange.resume_reading()

    def _settle(self, file: UnfinishedFile) -> StoredFile:
        """On the worker's thread: see what it is, and keep it."""
        try:
            kind = settled_type(self._announced.type, file.first, self._types)
        except WrongType:
            self._store().discard(file)
            raise
        name = safe_name(self._announced.name, kind)
        return self._store().finish(file, name, kind, self._now)

    def _settled(self, result: StoredFile | Exception) -> None:
        if isinstance(result, Exception):
            self._end(self._refusal(result))
        else:
            self._end(self._located(result))

    def _end(self, response: Response | None) -> None:
        if not self._is_over:
            self._is_over = True
            self._waiting = b""
            self._discard()
            self._ended(response)

    def _discard(self) -> None:
        file = self._file
        if file is not None and not self._is_writing:
            self._file = None
            self._worker.do(lambda: self._store().discard(file), _report_failure)

    def _refusal(self, error: Exception) -> Response:
        if isinstance(error, NoRoom):
            return plain(HTTPStatus.INSUFFICIENT_STORAGE, str(error))
        if isinstance(error, WrongType):
            return plain(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, str(error))
        return failure(error)


def failure(error: Exception) -> Response:
    """The answer where the disk failed, which the operator is told."""
    exception_logging.report("a file could not be stored or read", error)
    if isinstance(error, OSError) and error.errno in _FULL:
        return plain(HTTPStatus.INSUFFICIENT_STORAGE, "The server's disk is full.")
    words = "The server could not do that. Try again later."
    return plain(HTTPStatus.INTERNAL_SERVER_ERROR, words)


def _report_failure(result: object) -> None:
    if isinstance(result, Exception):
        exception_logging.report("the rest of an unfinished file could not be deleted", result)
