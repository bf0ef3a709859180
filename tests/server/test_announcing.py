from pathlib import Path

from tests.server.sockets import fast_config
from tui_chat.server.announcing import lines
from tui_chat.server.config import Listen
from tui_chat.server.serving import Server


async def test_it_says_where_it_listens_and_how_to_join() -> None:
    async with Server(fast_config()) as server:
        assert list(lines(server)) == [
            f"tui-chat listens on 127.0.0.1 port {server.port}.",
            f"To join: tui-chat connect 127.0.0.1 {server.port}",
            "Only from this machine; --host 0.0.0.0 lets others in.",
        ]


async def test_others_are_told_to_encrypt_and_how_to_know_the_server(tmp_path: Path) -> None:
    everywhere = Listen(host="0.0.0.0", port=0)  # noqa: S104 - for a moment
    async with Server(fast_config(listen=everywhere), tmp_path) as server:
        *_, heading, fingerprint, advice = lines(server)
        assert heading == "Encrypted with its own certificate. Its fingerprint (SHA-256):"
        assert server.doors.certificate is not None
        assert fingerprint.strip() == server.doors.certificate.spoken_fingerprint
        assert advice == "Whoever comes from elsewhere must use TLS."


async def test_other_places_are_named(tmp_path: Path) -> None:
    path = str(tmp_path / "chat.sock")
    more = (Listen(port=0, websocket=True), Listen(path=path))
    async with Server(fast_config(also_listen=more)) as server:
        *_, page, unix = lines(server)
        assert page == f"Also on 127.0.0.1 port {server.doors.listeners[1].port} (WebSocket)."
        assert unix == f"Also on {path}."


async def test_a_unix_socket_alone_is_named(tmp_path: Path) -> None:
    path = str(tmp_path / "chat.sock")
    async with Server(fast_config(listen=Listen(path=path))) as server:
        assert list(lines(server)) == [f"tui-chat listens on {path}."]
