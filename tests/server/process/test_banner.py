from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.server.sockets import fast_config
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.config.config_schema import Server as Who
from tui_chat.server.process.banner import lines
from tui_chat.server.process.server import Server


async def test_it_says_where_it_listens_and_how_to_join() -> None:
    async with Server(fast_config()) as server:
        assert list(lines(server)) == [
            f"tui-chat listens on 127.0.0.1 port {server.port}.",
            f"To join: tui-chat connect 127.0.0.1 {server.port}",
            "Only this computer can join. --host 0.0.0.0 lets others in.",
        ]


async def test_it_names_addresses_that_others_can_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ("192.0.2.5", "198.51.100.7", "2001:db8::5")
    monkeypatch.setattr("tui_chat.server.process.ways_to_join.network_addresses", lambda: found)
    everywhere = Listen(host="0.0.0.0", port=0)  # noqa: S104 - for a moment
    async with Server(fast_config(listen=everywhere)) as server:
        assert list(lines(server))[1:3] == [
            f"To join: tui-chat connect 192.0.2.5 {server.port}",
            f"     or: tui-chat connect 198.51.100.7 {server.port}",
        ]


async def test_a_computer_in_no_network_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_chat.server.process.ways_to_join.network_addresses", lambda: ())
    everywhere = Listen(host="0.0.0.0", port=0)  # noqa: S104 - for a moment
    async with Server(fast_config(listen=everywhere)) as server:
        told = list(lines(server))[1]
        assert told == "This computer has no network address: others cannot join yet."


async def test_others_are_told_to_encrypt_and_how_to_know_the_server(tmp_path: Path) -> None:
    everywhere = Listen(host="0.0.0.0", port=0)  # noqa: S104 - for a moment
    async with Server(fast_config(listen=everywhere), tmp_path) as server:
        *_, heading, fingerprint, advice = lines(server)
        assert heading == "Encrypted with its own certificate. Its fingerprint (SHA-256):"
        assert server.endpoints.certificate is not None
        assert fingerprint == f"  {server.endpoints.certificate.fingerprint}"
        assert len(fingerprint) < 80
        assert advice == "Other machines must connect with TLS."


async def test_other_places_are_named(tmp_path: Path) -> None:
    path = str(tmp_path / "chat.sock")
    more = (Listen(port=0, websocket=True), Listen(path=path))
    async with Server(fast_config(also_listen=more)) as server:
        *_, page, unix = lines(server)
        assert page == f"Also on 127.0.0.1 port {server.endpoints.listeners[1].port} (WebSocket)."
        assert unix == f"Also on {path}."


async def test_a_unix_socket_alone_is_named(tmp_path: Path) -> None:
    path = str(tmp_path / "chat.sock")
    async with Server(fast_config(listen=Listen(path=path))) as server:
        assert list(lines(server)) == [f"tui-chat listens on {path}."]


@pytest.mark.parametrize(
    ("policy", "password", "told"),
    [
        ({"required": True}, "", True),
        ({"required": True}, "sesame", False),
        ({"required": True, "registration": False}, "", False),
        ({"required": True, "allow": ("ana",)}, "", False),
        ({}, "", False),
    ],
)
async def test_it_says_that_an_account_keeps_nobody_out_who_can_make_one(
    policy: dict[str, object], password: str, *, told: bool
) -> None:
    accounts = replace(fast_config().accounts, **policy)
    async with Server(fast_config(accounts=accounts, server=Who(password=password))) as server:
        warned = any(
            "anybody who reaches this server can make one" in line for line in lines(server)
        )
        assert warned is told


@pytest.mark.parametrize("announce", [True, False])
async def test_what_it_takes_to_be_found_is_told_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch, *, announce: bool
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    everywhere = Listen(host="0.0.0.0", port=0)  # noqa: S104 - for a moment
    config = fast_config(listen=everywhere, server=Who(announce=announce))
    async with Server(config) as server:
        told = "To be found by name on the local network: pip install 'tui-chat[lan]'"
        assert (told in lines(server)) is announce
