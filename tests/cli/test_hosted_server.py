"""A server beside the client."""

import socket
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.client.shell import server_config
from tui_chat.cli import hosted_server
from tui_chat.cli.hosted_server import hosted, in_our_language
from tui_chat.client.connect.hosting_interface import WELCOME, SharingError
from tui_chat.client.connect.join_instructions import Door
from tui_chat.client.connection_security import Recognised
from tui_chat.client.language import language_choice
from tui_chat.server.config.config_schema import Listen, Server
from tui_chat.server.process.server import ServerError


def test_it_runs_as_long_as_it_is_wanted(tmp_path: Path) -> None:
    with hosted(server_config(), tmp_path, "ana") as options:
        socket.create_connection((options.host, options.port)).close()
        assert options.nick == "ana"
        assert options.hosting is not None
        invitation = options.hosting.invitation()
        assert invitation.commands == (f"tui-chat connect 127.0.0.1 {options.port}",)
        assert not invitation.is_open
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((options.host, options.port))


async def test_the_client_comes_as_the_owner_and_is_known_to_stay_here(tmp_path: Path) -> None:
    with hosted(server_config(), tmp_path, "ana") as options:
        opened = await options.connector().open()
        assert opened.security.recognised is Recognised.OURS
        opened.writer.write(b"NICK ana\r\nUSER ana 0 * :Ana\r\n")
        assert b" 221 ana +o\r\n" in await opened.reader.readuntil(b" 366 ")
        opened.writer.close()


async def test_the_invitation_names_addresses_of_the_network_the_port_and_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ("192.0.2.5", "198.51.100.7")
    monkeypatch.setattr("tui_chat.server.process.ways_to_join.network_addresses", lambda: found)
    config = server_config(server=Server(password="sesame"))
    with hosted(config, tmp_path) as options:
        assert options.hosting is not None
        await options.hosting.share(shared=True)
        invitation = options.hosting.invitation()
        assert invitation.is_open
        assert invitation.password == options.password == "sesame"
        assert invitation.commands == (
            f"tui-chat connect 192.0.2.5 {options.port}",
            f"tui-chat connect 198.51.100.7 {options.port}",
        )
        await options.hosting.share(shared=False)
        assert not options.hosting.invitation().is_open


async def test_a_place_that_somebody_has_taken_meanwhile_cannot_be_shared(
    tmp_path: Path,
) -> None:
    with hosted(server_config(), tmp_path) as options, socket.socket() as other:
        assert options.hosting is not None
        other.bind(("127.0.0.2", options.port))
        other.listen()
        with pytest.raises(SharingError, match="is in use"):
            await options.hosting.share(shared=True)
        assert not options.hosting.invitation().is_open
        socket.create_connection((options.host, options.port)).close()


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with hosted(server_config(), tmp_path / "one") as options:
        config = server_config(listen=Listen(port=options.port))
        with pytest.raises(ServerError), hosted(config, tmp_path / "two"):
            pass


async def test_doors_are_opened_beside_it_and_closed_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tui_chat.server.process.ways_to_join.network_addresses", lambda: ("192.0.2.5",)
    )
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))  # noqa: S104 - to be in the way
        taken.listen()
        port = taken.getsockname()[1]
        free = {door: replace(place, port=0) for door, place in hosted_server._PLACES.items()}
        free[Door.NETCAT] = replace(free[Door.NETCAT], port=port)
        monkeypatch.setattr(hosted_server, "_PLACES", free)
        with hosted(server_config(), tmp_path) as options:
            ours = options.hosting
            assert ours is not None
            assert ours.invitation().closed == tuple(Door)
            await ours.share(shared=True, doors=tuple(Door))
            ways = dict(ours.invitation().ways)
            assert ways[Door.WEB].startswith("https://192.0.2.5:")
            assert ways[Door.SSH].startswith("ssh -p ")
            assert ways[Door.NETCAT].startswith("nc 192.0.2.5 ")
            another = int(ways[Door.NETCAT].split()[-1])
            assert another != port
            socket.create_connection(("127.0.0.1", another)).close()
            opened = await options.connector().open()
            opened.writer.write(b"NICK ana\r\nUSER ana 0 * :Ana\r\n")
            welcome = await opened.reader.readuntil(b" 366 ")
            assert f"draft/FILEHOST={ways[Door.WEB]}files".encode() in welcome
            assert opened.security.fingerprint == ours.fingerprint != ""
            opened.writer.close()
            await ours.share(shared=True, doors=(Door.WEB,))
            assert dict(ours.invitation().ways) == ways
            await ours.share(shared=False)
            assert not ours.invitation().is_open
            assert all("127.0.0.1" in text for _door, text in ours.invitation().ways)


async def test_a_door_without_its_package_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with hosted(server_config(), tmp_path) as options:
        assert options.hosting is not None
        invitation = options.hosting.invitation()
        assert invitation.missing == (Door.SSH,)
        assert invitation.closed == (Door.WEB, Door.NETCAT)


async def test_a_door_that_cannot_be_opened_does_not_keep_the_others_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tui_chat.server.doors.ssh_door", None)
    places = hosted_server._PLACES
    monkeypatch.setattr(
        hosted_server, "_PLACES", {door: replace(places[door], port=0) for door in Door}
    )
    with hosted(server_config(), tmp_path) as options:
        assert options.hosting is not None
        with pytest.raises(SharingError, match="asyncssh"):
            await options.hosting.share(shared=True, doors=tuple(Door))
        assert [door for door, _text in options.hosting.invitation().ways] == [
            Door.WEB,
            Door.NETCAT,
        ]


@pytest.mark.parametrize(
    ("configured", "welcome"),
    [(Server(), "Boas-vindas! Diga oi."), (Server(welcome="Room 5"), "Room 5")],
)
def test_the_first_topic_is_in_the_language_of_whoever_hosts(
    configured: Server, welcome: str
) -> None:
    language_choice.use("pt_BR")
    try:
        assert in_our_language(server_config(server=configured)).server.welcome == welcome
    finally:
        language_choice.use("en")


def test_the_first_topic_is_that_of_the_server() -> None:
    assert Server().welcome == WELCOME
