"""HTTP requests to servers that are who they should be."""

import socket
import threading
from pathlib import Path

import pytest

from tests.client.files.file_servers import file_server, options
from tui_chat.client.files import FileError
from tui_chat.client.files.file_host import in_thread
from tui_chat.client.files.http_exchange import HttpExchange
from tui_chat.client.headless.headless_client_base import HeadlessClient


async def asked(url: str, fingerprint: str = "", **rest: object) -> int:
    exchange = HttpExchange(url, fingerprint=fingerprint, **rest)  # type: ignore[arg-type]
    answer = await in_thread(exchange, lambda: exchange.run("GET", {}))
    return answer.status


async def test_only_the_certificate_of_the_chat_or_one_of_an_authority_will_do(
    tmp_path: Path,
) -> None:
    async with file_server(tmp_path / "state") as server:
        url = server._config.files.url
        async with HeadlessClient(options(server, tmp_path)) as client:
            shown = client.link.security.fingerprint
        assert await asked(url, shown) == 404
        with pytest.raises(FileError, match="a different certificate from the chat"):
            await asked(url, "ab" * 32)
        with pytest.raises(FileError, match="is not trusted"):
            await asked(url)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/x", "ftp://127.0.0.1/x", "https://", "https://[x/", "https://a:b/", ""],
)
def test_other_addresses_are_not_gone_to(url: str) -> None:
    with pytest.raises(FileError):
        HttpExchange(url)


async def test_nobody_there_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(FileError, match=r"^127\.0\.0\.1 cannot be reached: Connection refused\.$"):
        await asked(f"http://127.0.0.1:{port}/", may_be_plain=True)


def test_an_answer_is_cut_where_it_is_long_enough() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            peer, _ = listening.accept()
            with peer:
                peer.recv(65536)
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: Text/X\r\n\r\n" + b"x" * 200_000)

        threading.Thread(target=serve, daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        answer = HttpExchange(url, may_be_plain=True).run("GET", {}, most=10)
    assert answer.body == b"x" * 10
    assert not answer.is_whole
    assert answer.headers["content-type"] == "Text/X"


def test_one_that_is_cancelled_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        exchange = HttpExchange(url, may_be_plain=True)

        def cancel() -> None:
            peer, _ = listening.accept()
            with peer:
                peer.recv(65536)
                exchange.cancel()

        threading.Thread(target=cancel, daemon=True).start()
        with pytest.raises(FileError):
            exchange.run("GET", {})
