"""A server names a file host: that one learns no password, steers no requests, and keeps nobody."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.client.files.file_servers import PNG, file_server, options
from tui_chat.client.connection_security import Recognised, Security
from tui_chat.client.files import FileError, http_exchange
from tui_chat.client.files.file_host import FileHost, LocalFile
from tui_chat.client.files.http_exchange import HttpExchange
from tui_chat.client.headless.headless_client_base import HeadlessClient
from tui_chat.client.session.session import Session


class Listener:
    """A port that anybody may run; `talk` is what it does with each who connects."""

    def __init__(self, talk: Callable[[socket.socket], None]) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/files"
        self.visits = 0
        self._talk = talk
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            self.visits += 1
            with peer:
                self._talk(peer)


@contextmanager
def listening(talk: Callable[[socket.socket], None] = lambda _peer: None) -> Iterator[Listener]:
    listener = Listener(talk)
    yield listener
    listener.socket.shutdown(socket.SHUT_RDWR)
    listener.socket.close()


async def test_no_password_goes_to_a_host_that_the_server_merely_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A host with a certificate of its own, for which an authority vouches.
    cat = tmp_path / "cat.png"
    cat.write_bytes(PNG)
    monkeypatch.setattr(Session, "ask_token", lambda *_: False)
    async with file_server(tmp_path / "state") as server, file_server(tmp_path / "other") as other:
        url = other._config.files.url.replace("127.0.0.1", "localhost")
        monkeypatch.setattr(FileHost, "url", url)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "other" / "cert.pem"))
        async with HeadlessClient(options(server, tmp_path)) as client:
            await client.settle()
            with pytest.raises(FileError, match="localhost is not the server that you chat on"):
                await client.files.upload(LocalFile(cat, len(PNG)))


@pytest.mark.parametrize("named", ["192.0.2.1", "files.example"])
async def test_in_a_plain_chat_no_picture_is_fetched_from_another_host_unasked(named: str) -> None:
    host = _host(Security(trusted=True), named)
    with listening() as elsewhere:
        address = f"{elsewhere.url}/cat.png"
        with pytest.raises(FileError, match="is not the server that you chat on"):
            await _fetch(host, address, elsewhere.url)
        assert not elsewhere.visits


async def test_a_plain_chat_on_this_machine_steers_no_requests_to_other_programs_on_it() -> None:
    with listening() as other_program:
        address = f"{other_program.url}/delete?all.png"
        for url in (other_program.url, other_program.url.replace("http", "HTTP")):
            with pytest.raises(FileError, match="is not the server that you chat on"):
                await _fetch(_host(Security(trusted=True), "127.0.0.1"), address, url)
        assert not other_program.visits
        with pytest.raises(FileError):  # it closes the connection
            await _fetch(_host(Security(Recognised.OURS), "127.0.0.1"), address, other_program.url)
        assert other_program.visits


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "127.1", "a.localhost."]
)
async def test_on_this_machine_only_the_chats_certificate_is_fetched_from_unasked(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Browsers trust the certificates that people make for their own programs here."""
    made: list[bool] = []

    class Exchange(HttpExchange):
        def __init__(self, _url: str, *, must_be_chat: bool, **_rest: object) -> None:
            made.append(must_be_chat)
            raise FileError("Not now.")

    monkeypatch.setattr(http_exchange, "HttpExchange", Exchange)
    url = f"https://{host}:8443/files"
    for security in (Security(Recognised.CERTIFIED, "ab" * 32), Security(trusted=True)):
        with pytest.raises(FileError, match="Not now"):
            await _fetch(_host(security, host), f"{url}/x.png", url)
    assert made == [True, True]


async def test_a_file_goes_to_a_plain_host_only_once_the_person_knows_the_address(
    tmp_path: Path,
) -> None:
    cat = tmp_path / "cat.png"
    cat.write_bytes(PNG)
    host = _host(Security(trusted=True), "127.0.0.1")
    with listening() as elsewhere, pytest.MonkeyPatch.context() as patch:
        for url in (elsewhere.url, f"{elsewhere.url}/other"):
            patch.setattr(FileHost, "url", url)
            with pytest.raises(FileError, match=f"would go to {url}, unencrypted"):
                await host.upload(LocalFile(cat, len(PNG)))
        assert not elsewhere.visits
        patch.setattr(FileHost, "_authorization", _token)
        with pytest.raises(FileError, match="cannot be reached"):  # it closes the connection
            await host.upload(LocalFile(cat, len(PNG)))
        assert elsewhere.visits


async def _token(_host: FileHost) -> str:
    return "Bearer x"


@pytest.mark.parametrize(
    "target", ["https://localhost/x", "https://127.0.0.1:8443/x", "https://0/"]
)
async def test_nobody_elsewhere_sends_us_to_this_machine(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    class Exchange:
        def __init__(self, url: str, **_rest: object) -> None:
            asked.append(url)

        def run(self, *_request: object, most: int) -> http_exchange.Answer:
            return http_exchange.Answer(302, {"location": target}, b""[:most], is_whole=True)

    monkeypatch.setattr(http_exchange, "HttpExchange", Exchange)
    host = _host(Security(trusted=True), "chat.example")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FileHost, "url", "")
        with pytest.raises(FileError, match="which is on this computer"):
            await host.fetch("https://pictures.example/x.png", 100)
    assert asked == ["https://pictures.example/x.png"]


async def test_in_an_encrypted_chat_only_the_chats_certificate_is_fetched_from_unasked(
    tmp_path: Path,
) -> None:
    async with file_server(tmp_path / "state") as server:
        async with HeadlessClient(options(server, tmp_path)) as client:
            shown = client.link.security
        other = Security(Recognised.SAME, "ab" * 32)
        url = server._config.files.url
        for security, told in ((other, "is not the server"), (shown, "HTTP 404")):
            host = _host(security, "a.example")
            with pytest.raises(FileError, match=told):
                await _fetch(host, f"{url}/cat.png", url)


def _host(security: Security, named: str) -> FileHost:
    return FileHost(Session.__new__(Session), lambda: security, lambda: named)


async def _fetch(host: FileHost, address: str, url: str) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FileHost, "url", url)
        return await host.fetch(address, 100, asked=False)


CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
TRICKLES = {
    "a status that never comes": (b"", CONTINUE),
    "a head without an end": (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "a body without an end": (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b"x"),
    "a body that is shorter": (b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n", b"x"),
}


@pytest.mark.parametrize("name", TRICKLES)
@pytest.mark.parametrize("is_cancelled", [False, True])
def test_an_answer_that_trickles_in_ends(
    name: str, monkeypatch: pytest.MonkeyPatch, *, is_cancelled: bool
) -> None:
    head, drop = TRICKLES[name]
    ended = threading.Event()
    monkeypatch.setattr(http_exchange, "_LONGEST_ANSWER", 60.0 if is_cancelled else 0.1)

    def trickle(peer: socket.socket) -> None:
        peer.recv(65536)
        peer.sendall(head)
        try:
            for number in range(1_000):
                peer.sendall(drop)
                if is_cancelled and number == 3:
                    exchange.cancel()
                if ended.wait(0.01):
                    return
        except OSError:
            pass

    with listening(trickle) as host:
        exchange = HttpExchange(host.url, may_be_plain=True)
        try:
            with pytest.raises(FileError, match="." if is_cancelled else "does not answer"):
                exchange.run("GET", {}, most=1_000_000)
        finally:
            ended.set()
