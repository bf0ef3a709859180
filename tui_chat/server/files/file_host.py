"""The place where people put files and fetch them: which request does what (soju.im/FILEHOST).

Fetching needs no account, but an address that nobody can guess. Whatever somebody uploads, a
browser runs nothing of it: pictures are shown, all else is saved, and all of it is cut off from
this server's own pages.
"""

import asyncio
import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from tui_chat.server import exception_logging
from tui_chat.server.config.config_schema import Files
from tui_chat.server.core.settings import FILE_HOST, Service
from tui_chat.server.files.address_allowance import AddressAllowance
from tui_chat.server.files.content_types import PICTURES, announced_type, is_taken
from tui_chat.server.files.disk_thread import Worker
from tui_chat.server.files.file_names import disposition, in_address, name_in
from tui_chat.server.files.file_store import LEAST, FileStore, Limits, StoredFile
from tui_chat.server.files.http_login import Logins
from tui_chat.server.files.upload import LOGIN_ASKED, Announced, Upload, failure
from tui_chat.server.http.handlers_by_path import Body, Exchange
from tui_chat.server.http.response import Response, plain

MOST_AT_ONCE: Final = 64
"""Files that all people together may be sending."""
_DAY: Final = 86_400_000
_HARMLESS: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Headers with every file: X-Content-Type-Options is with every response."""
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
_NOT_FOUND: Final = plain(HTTPStatus.NOT_FOUND, "There is no such file, or no longer.")
_ALLOWED: Final = "OPTIONS, GET, HEAD, POST, DELETE"


class FileHost:
    """Answers the requests for files.

    `state` is the state folder; `now` gives milliseconds since 1970. Raises StoreError.
    """

    def __init__(
        self,
        config: Files,
        state: Path,
        logins: Logins,
        loop: asyncio.AbstractEventLoop,
        now: Callable[[], int],
        *,
        durable: bool = False,
    ) -> None:
        self._config = config
        self._logins = logins
        self._now = now
        self._worker = Worker(loop)
        self._state = state
        self._durable = durable
        self._opened: FileStore | None = None
        self._allowance = AddressAllowance()
        self._under_way = 0
        self._is_tidying = False
        self._hindrance = ""
        """Why old files could not be deleted the last time."""
        if config.url:
            self._store()

    @property
    def path(self) -> str:
        """Where it is on our ports, without a slash at the end; "" if it is nowhere."""
        return urlsplit(self._config.url).path.rstrip("/")

    def use(self, config: Files) -> None:
        """Follow the configuration from now on."""
        self._config = config

    def tidy(self) -> None:
        """Delete some of the files that are too old; to be called now and then."""
        days = self._config.keep_days
        if not days or not self._config.url or self._is_tidying:
            return
        self._is_tidying = True
        than = self._now() - int(days * _DAY)
        self._worker.do(lambda: self._store().delete_older(than), self._tidied)

    def close(self) -> None:
        """Let go of the files."""
        self._worker.close()
        if self._opened is not None:
            self._opened.close()

    def answer(self, exchange: Exchange) -> Body | None:
        """Answer a request, or give who takes its body."""
        request = exchange.request
        path = self.path
        if not self._config.url or not request.path.startswith(path):
            exchange.answer(_NOT_FOUND)
        elif not exchange.is_private:
            words = f"Files are not sent in clear: use {self._config.url}"
            exchange.answer(plain(HTTPStatus.FORBIDDEN, words))
        elif request.method == "OPTIONS":
            exchange.answer(self._answer_options(exchange))
        elif request.method in {"GET", "HEAD"}:
            self._fetch(exchange, request.path[len(path) :])
        elif not exchange.is_allowed_origin:
            exchange.answer(plain(HTTPStatus.FORBIDDEN, "This page may not use this server."))
        elif request.method == "POST" and request.path.rstrip("/") == path:
            return self._take(exchange)
        elif request.method == "DELETE":
            self._delete(exchange, request.path[len(path) :])
        else:
            allowed = {"Allow": _ALLOWED}
            exchange.answer(plain(HTTPStatus.METHOD_NOT_ALLOWED, f"There are {_ALLOWED}.", allowed))
        return None

    # Sending a file.

    def _take(self, exchange: Exchange) -> Body | None:
        headers = exchange.request.headers
        kind = announced_type(headers.get("content-type", ""))
        size, most = exchange.request.length, self._config.size
        if "authorization" not in headers:
            words = "Say the name and the password of your account, or a token."
            refusal = plain(HTTPStatus.UNAUTHORIZED, words, LOGIN_ASKED)
        elif "content-length" not in headers:
            refusal = plain(HTTPStatus.LENGTH_REQUIRED, "Say how long the file is.")
        elif not size:
            refusal = plain(HTTPStatus.BAD_REQUEST, "The file is empty.")
        elif size > most:
            words = f"A file has at most {most} bytes."
            refusal = plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words)
        elif kind and not is_taken(kind, self._config.types):
            words = f"Files of the type {kind} are not taken here."
            refusal = plain(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, words)
        elif not self._allowance.has_room(*self._sent(exchange, size)):
            words = "Too much was sent from your address: try again tomorrow."
            refusal = plain(HTTPStatus.TOO_MANY_REQUESTS, words)
        elif self._under_way >= MOST_AT_ONCE:
            words = "Too many files are being sent just now: try again later."
            refusal = plain(HTTPStatus.SERVICE_UNAVAILABLE, words)
        else:
            name = name_in(headers.get("content-disposition", ""))
            return self._begin(exchange, Announced(name, kind, size))
        exchange.answer(self._readable(exchange, refusal))
        return None

    def _begin(self, exchange: Exchange, announced: Announced) -> Upload:
        config = self._config
        self._under_way += 1

        def ended(response: Response | None) -> None:
            self._under_way -= 1
            if response is not None:
                if response.status == HTTPStatus.CREATED:
                    self._allowance.spend(*self._sent(exchange, max(announced.size, LEAST)))
                exchange.answer(self._readable(exchange, response))

        upload = Upload(
            exchange,
            announced,
            worker=self._worker,
            store=self._store,
            limits=Limits(config.quota, config.total),
            types=config.types,
            now=self._now(),
            located=self._located,
            ended=ended,
        )
        self._log_in(exchange, upload.logged_in)
        return upload

    def _sent(self, exchange: Exchange, size: int) -> tuple[str, int, int, float]:
        return exchange.host, size, self._config.quota, self._now() / 1000

    def _located(self, stored: StoredFile) -> Response:
        url = f"{self._config.url.rstrip('/')}/{stored.id}/{in_address(stored.name)}"
        return plain(HTTPStatus.CREATED, url, {"Location": url})

    # Fetching and deleting one.

    def _fetch(self, exchange: Exchange, rest: str) -> None:
        def find() -> tuple[StoredFile, BinaryIO] | None:
            stored = self._find(rest)
            return None if stored is None else (stored, self._store().open(stored))

        def found(result: tuple[StoredFile, BinaryIO] | Exception | None) -> None:
            if result is None or isinstance(result, FileNotFoundError):
                exchange.answer(_NOT_FOUND)
            elif isinstance(result, Exception):
                exchange.answer(failure(result))
            else:
                stored, file = result
                exchange.answer(Response(200, file, stored.size, _headers(stored)))

        self._worker.do(find, found)

    def _delete(self, exchange: Exchange, rest: str) -> None:
        def delete(account: str) -> bool:
            stored = self._find(rest)
            if stored is None or stored.account != account:
                return False
            self._store().delete(stored)
            return True

        def deleted(result: bool | Exception) -> None:
            if isinstance(result, Exception):
                exchange.answer(failure(result))
            else:
                answer = plain(HTTPStatus.OK, "The file is deleted.") if result else _NOT_FOUND
                exchange.answer(self._readable(exchange, answer))

        def logged_in(account: str, sentence: str) -> None:
            if account:
                self._worker.do(lambda: delete(account), deleted)
            else:
                refusal = plain(HTTPStatus.UNAUTHORIZED, sentence, LOGIN_ASKED)
                exchange.answer(self._readable(exchange, refusal))

        self._log_in(exchange, logged_in)

    def _find(self, rest: str) -> StoredFile | None:
        name = rest.lstrip("/").partition("/")[0]
        return self._store().find(name) if _ID.fullmatch(name) else None

    # Besides.

    def _log_in(self, exchange: Exchange, tell: Callable[[str, str], None]) -> None:
        authorization = exchange.request.headers.get("authorization", "")
        service = Service(FILE_HOST, self._config.url)
        self._logins.find_account(exchange.host, authorization, service, tell)

    def _answer_options(self, exchange: Exchange) -> Response:
        taken = ", ".join(self._config.types) or "*/*"
        response = Response(204, headers={"Allow": _ALLOWED, "Accept-Post": taken})
        return self._readable(exchange, response)

    def _readable(self, exchange: Exchange, response: Response) -> Response:
        """The response for a page of another host, which may read it if it may use us."""
        origin = exchange.request.headers.get("origin")
        if origin is None or not exchange.is_allowed_origin:
            return response
        headers = {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": _ALLOWED,
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Disposition",
            "Access-Control-Expose-Headers": "Location, Content-Disposition",
            "Vary": "Origin",
        }
        return Response(
            response.status, response.body, response.size, {**response.headers, **headers}
        )

    def _store(self) -> FileStore:
        """On the worker's thread: the files, opened at the start or once they are configured."""
        if self._opened is None:
            self._opened = FileStore(self._state, durable=self._durable)
        return self._opened

    def _tidied(self, result: bool | Exception) -> None:
        self._is_tidying = False
        hindrance = str(result) if isinstance(result, Exception) else ""
        if isinstance(result, Exception) and hindrance != self._hindrance:
            exception_logging.report("old files could not be deleted", result)
        self._hindrance = hindrance
        if result is True:
            self.tidy()


def _headers(stored: StoredFile) -> dict[str, str]:
    kind = f"{stored.type}; charset=utf-8" if stored.type == "text/plain" else stored.type
    return {
        "Content-Type": kind,
        "Content-Disposition": disposition(stored.name, shown=stored.type in PICTURES),
        "Cache-Control": "private, max-age=86400, immutable",
        **_HARMLESS,
    }
