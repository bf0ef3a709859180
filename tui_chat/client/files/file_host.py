"""The place where a server's people put files, and fetch them (soju.im/FILEHOST)."""

import asyncio
import base64
import ipaddress
import re
import shlex
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, TypeVar
from urllib.parse import quote, unquote, urljoin, urlsplit

from tui_chat.client.connection_security import Recognised, Security
from tui_chat.client.events import Disconnected, Event, TokenMade
from tui_chat.client.files import FileError
from tui_chat.client.language.i18n import _
from tui_chat.client.session import Session
from tui_chat.wire.text.sanitize import sanitize

if TYPE_CHECKING:  # it takes 20 ms to load, and few send files
    from tui_chat.client.files.http_exchange import HttpExchange

SERVICE: Final = "FILEHOST"
_BASIC: Final = "Basic "
_PATIENCE: Final = 15.0
"""Seconds for a token."""
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/=-]{1,500}")
_ADDRESS: Final = re.compile(r"https?://[!-~]{1,400}")
_NUMBERS: Final = re.compile(r"(?:0x[\da-f]*|\d+)(?:\.(?:0x[\da-f]*|\d+)){0,3}", re.IGNORECASE)
"""IPv4 addresses, and other ways to write them that systems take: 127.1, 0x7f000001."""
_LONGEST_REASON: Final = 200
_MOST_HOPS: Final = 4
"""Addresses that another host may send us to, one after the other."""
_OK: Final = 200
_MOVED: Final = 300
_REFUSED: Final = 400
_CREATED: Final = 201
_UNAUTHORIZED: Final = 401
_THOUSAND: Final = 1000
_LARGEST_PICTURE: Final = 200_000_000
"""Bytes; it is held in memory while it is sent."""

Progress = Callable[[int, int], None]
"""Takes the bytes that are sent, and all there are; called on another thread."""
T = TypeVar("T")


class LocalFile(NamedTuple):
    """A file of the person's."""

    path: Path
    size: int

    @property
    def name(self) -> str:
        """Its name, for people."""
        return sanitize(self.path.name)


class Uploaded(NamedTuple):
    """A file that the server has, and its address.

    `is_stripped` if it is a picture of which was left out what it told of place, time and people.
    """

    address: str
    is_stripped: bool


class FileHost:
    """Sends files to the file host of one server, which `host` names.

    `security` is that of the chat's connection. With `keep_metadata` pictures are sent with all
    that cameras write in them.
    """

    def __init__(
        self,
        session: Session,
        security: Callable[[], Security],
        host: Callable[[], str],
        *,
        keep_metadata: bool = False,
    ) -> None:
        self._keep_metadata = keep_metadata
        self._session = session
        self._security = security
        self._host = host
        self._token: asyncio.Future[TokenMade] | None = None
        self._told = ""
        """The address without encryption that the person was told of before anything went there."""

    @property
    def url(self) -> str:
        """Its address, "" if the server has none."""
        return self._session.features.file_host

    def hear(self, events: Iterable[Event]) -> None:
        """Take what happens on the connection."""
        waiting = self._token
        if waiting is None or waiting.done():
            return
        for event in events:
            if isinstance(event, TokenMade):
                waiting.set_result(event)
                return
            if isinstance(event, Disconnected):
                waiting.set_result(TokenMade("", event.reason))
                return

    async def upload(
        self, file: LocalFile, progress: Progress = lambda _sent, _all: None
    ) -> Uploaded:
        """Send a file; gives its address. Raises FileError."""
        import mimetypes  # noqa: PLC0415 - rarely needed

        from tui_chat.client.files.http_exchange import HttpExchange  # noqa: PLC0415 - see above

        url, security = self.url, self._security()
        if not url:
            raise FileError(_("This server doesn't accept files."))
        # An address that cannot be gone to is told before anything is asked for.
        HttpExchange(url, may_be_plain=not security.encrypted)
        if not _is_encrypted(url) and security.recognised is not Recognised.OURS:
            self._ask_about(url)
        stripped = None if self._keep_metadata else await asyncio.to_thread(_stripped, file)
        size = file.size if stripped is None else len(stripped)
        authorization = await self._authorization()
        exchange = HttpExchange(
            url,
            fingerprint=security.fingerprint,
            may_be_plain=not security.encrypted,
            must_be_chat=authorization.startswith(_BASIC) and self._is_elsewhere(url, security),
        )
        headers = {
            "Authorization": authorization,
            "Content-Type": mimetypes.guess_type(file.path.name)[0] or "application/octet-stream",
            "Content-Disposition": _disposition(file.path.name),
            "Content-Length": str(size),
            "User-Agent": "tui-chat",
        }

        def send() -> str:
            try:
                with file.path.open("rb") if stripped is None else BytesIO(stripped) as opened:
                    body = _Counted(opened, size, progress)
                    answer = exchange.run("POST", headers, body)  # type: ignore[arg-type]
            except OSError as error:
                raise FileError(f"{file.name}: {error.strerror}.") from error
            if answer.status != _CREATED:
                raise FileError(_refusal(answer.status, answer.body))
            address = urljoin(url, answer.headers.get("location", ""))
            if not _ADDRESS.fullmatch(address):
                raise FileError(_("The file was sent, but the server did not say where it is."))
            return address

        return Uploaded(await in_thread(exchange, send), stripped is not None)

    def holds(self, address: str) -> bool:
        """Whether an address is that of a file of this server's."""
        return bool(self.url) and address.startswith(self.url.rstrip("/") + "/")

    def _ask_about(self, url: str) -> None:
        """Raise FileError, once for each address.

        Nothing proves that whoever listens there is the chat's server, even if the host is the
        same: on this machine it may be any program, which would take it for the person's own act.
        """
        if url != self._told:
            self._told = url
            text = _("Files would go to {address}, unencrypted. To send it there, try again.")
            raise FileError(text.format(address=url))

    def _may_be_another(self, url: str, security: Security) -> bool:
        """Whether somebody else than the chat's server may answer there, without proof.

        Without encryption, anybody may; and on this machine each port may be another program's.
        """
        if security.recognised is Recognised.OURS:
            return False
        if not _is_encrypted(url) or self._is_elsewhere(url, security):
            return True
        return _may_be_this_machine(urlsplit(url).hostname or "")

    def _is_elsewhere(self, url: str, security: Security) -> bool:
        """Whether the server names a file host that may not be the server itself."""
        if security.recognised is Recognised.OURS:
            return False
        try:
            named = urlsplit(url).hostname or ""
        except ValueError:
            return True
        return named.lower() != self._host().strip("[]").lower()

    async def fetch(self, address: str, most: int, *, asked: bool = True) -> bytes:
        """The content at an address on any server, up to a number of bytes. Raises FileError.

        Only where the person `asked` for it, anybody but the chat server is asked.
        """
        from tui_chat.client.files.http_exchange import HttpExchange  # noqa: PLC0415 - see above

        here, security = self.holds(address), self._security()
        for _hop in range(1 if here else _MOST_HOPS):
            exchange = HttpExchange(
                address,
                fingerprint=security.fingerprint if here else "",
                may_be_plain=here and not security.encrypted,
                must_be_chat=not asked and self._may_be_another(address, security),
            )
            headers = {"User-Agent": "tui-chat", "Accept": "image/*"}
            answer = await in_thread(exchange, partial(exchange.run, "GET", headers, most=most))
            if not (_MOVED <= answer.status < _REFUSED and "location" in answer.headers):
                break
            before, address = address, urljoin(address, answer.headers["location"])
            _check_redirect(before, address)
        if answer.status != _OK:
            text = _("The download failed (HTTP {status}).")
            raise FileError(text.format(status=answer.status))
        if not answer.is_whole:
            raise FileError(_("That file is too large to show."))
        return answer.body

    async def _authorization(self) -> str:
        """The header by which the file host knows us. Raises FileError."""
        known = self._session.credentials()
        reason = ""
        if self._token is not None:
            raise FileError(_("One file at a time: the previous one has not started yet."))
        self._token = asyncio.get_running_loop().create_future()
        try:
            if self._session.ask_token(SERVICE):
                async with asyncio.timeout(_PATIENCE):
                    made = await self._token
                if _TOKEN.fullmatch(made.token):
                    return f"Bearer {made.token}"
                reason = made.reason
        except TimeoutError:
            pass
        finally:
            self._token = None
        if known is not None:
            said = base64.b64encode(":".join(known).encode()).decode()
            return _BASIC + said
        raise FileError(
            reason or _("You need an account to send files. /register creates one, /login uses it.")
        )


def _is_encrypted(url: str) -> bool:
    return url.lower().startswith("https:")


def _check_redirect(before: str, after: str) -> None:
    """Raise FileError if somebody elsewhere sends us to this machine, where only we can go."""
    try:
        hosts = [urlsplit(one).hostname or "" for one in (before, after)]
    except ValueError as error:
        raise FileError(_("{address} is not a valid address.").format(address=after)) from error
    if hosts[0] != hosts[1] and _may_be_this_machine(hosts[1]):
        text = _("{host} sent us to {address}, which is on this computer.")
        raise FileError(text.format(host=hosts[0], address=sanitize(after)))


def _may_be_this_machine(host: str) -> bool:
    """Whether a host is certainly this machine, or one that only looks like an address."""
    name = host.rstrip(".").lower().partition("%")[0]
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost" or name.endswith(".localhost") or bool(_NUMBERS.fullmatch(name))
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return address.is_loopback or address.is_unspecified or bool(mapped and mapped.is_loopback)


def _stripped(file: LocalFile) -> bytes | None:
    """A picture without what it tells besides itself; None if the file is sent as it is.

    Raises FileError.
    """
    from tui_chat.client.files import picture_metadata  # noqa: PLC0415 - few send files

    try:
        with file.path.open("rb") as opened:
            head = opened.read(picture_metadata.HEAD)
            if not picture_metadata.is_picture(head):
                return None
            if file.size > _LARGEST_PICTURE:
                raise FileError(_("That picture is too large to send."))
            content = head + opened.read(_LARGEST_PICTURE)
    except OSError as error:
        raise FileError(f"{file.name}: {error.strerror}.") from error
    without = picture_metadata.without_metadata(content)
    return None if without == content else without


async def in_thread(exchange: "HttpExchange", work: Callable[[], T]) -> T:
    """Do it on a thread; cancelled, it ends there too."""
    doing = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        exchange.cancel()
        with suppress(Exception):
            await doing
        raise


class _Counted:
    """A file that tells how much of it was read, and gives no more than was announced."""

    def __init__(self, file: BinaryIO, size: int, progress: Progress) -> None:
        self._file = file
        self._size = size
        self._read = 0
        self._progress = progress

    def read(self, size: int = -1) -> bytes:
        left = self._size - self._read
        data = self._file.read(left if size < 0 else min(size, left))
        self._read += len(data)
        self._progress(self._read, self._size)
        return data


def local_file(written: str) -> LocalFile | None:
    """The file that a typed or pasted path names; None if there is no such file.

    Terminals quote the path of a file that is dropped on them, or escape its spaces.
    """
    written = written.strip()
    for path in _readings(written):
        with suppress(OSError, ValueError):
            status = path.stat()
            if stat.S_ISREG(status.st_mode):
                return LocalFile(path, status.st_size)
    return None


def _readings(written: str) -> Iterable[Path]:
    if not written or "\n" in written:
        return
    if written.startswith("file://"):
        yield Path(unquote(written.removeprefix("file://").removeprefix("localhost")))
        return
    with suppress(RuntimeError):  # there is no such user
        yield Path(written).expanduser()
        bare = written.strip("'\"") if written[0] in "'\"" else re.sub(r"\\(.)", r"\1", written)
        yield Path(bare).expanduser()
        with suppress(ValueError):  # no end of a quotation
            words = shlex.split(written)
            if len(words) == 1:
                yield Path(words[0]).expanduser()


def no_such_file(written: str) -> str:
    """A sentence for a path that names no file."""
    return _("There is no file {path}.").format(path=sanitize(written.strip()))


def stripped_sentence() -> str:
    """The sentence that says that a picture was sent without its metadata."""
    return _("Sent without the picture's place, time and camera.")


def size_in_words(size: int) -> str:
    """Bytes for people: "812 B", "1.4 MB"."""
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < _THOUSAND or unit == "GB":
            break
        amount /= _THOUSAND
    digits = 0 if unit == "B" or amount >= _THOUSAND / 10 else 1
    return f"{amount:.{digits}f} {unit}"


def _disposition(name: str) -> str:
    plain = re.sub(r"[^\w .()+-]", "_", name, flags=re.ASCII)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _refusal(status: int, body: bytes) -> str:
    """Why the file was not taken, in the server's words if it has any."""
    said = sanitize(body.decode("utf-8", "replace").strip().partition("\n")[0])
    if said and not said.startswith("<"):
        return said[:_LONGEST_REASON]
    if status == _UNAUTHORIZED:
        return _("The server did not accept your login for sending files.")
    return _("The server refused the file (HTTP {status}).").format(status=status)
