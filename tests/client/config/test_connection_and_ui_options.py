"""Options become a connector and a profile; other servers get theirs from the address."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.client.hosts import FakeHost
from tests.client.stage import staged
from tui_chat.client.config.connection_and_ui_options import (
    ClientOptions,
    Encryption,
    UiOptions,
    corrected,
    login_name,
    options_for,
    with_address,
    with_pass,
)
from tui_chat.client.connect.connector_interface import DirectConnector
from tui_chat.client.connect.known_servers import KnownServers
from tui_chat.client.connect.node_connector import NodeConnector
from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.connect.server_address import Address
from tui_chat.client.connect.tls.tofu_tls_connector import EncryptionChoice

TEA = ClientOptions("tea.example", 6697, channels=("#a",), account="ana")
FIRST = ClientOptions("chat.example", realname="Ana Maria", encryption=Encryption(accept=True))


def test_without_encryption_a_connector_is_direct() -> None:
    assert isinstance(ClientOptions("tea").connector(), DirectConnector)


def test_with_encryption_a_connector_trusts_known_servers() -> None:
    options = ClientOptions("tea", encryption=Encryption(known=KnownServers(None)))
    assert isinstance(options.connector(), NodeConnector)


def test_the_profile_says_who_we_are() -> None:
    how = Encryption(known=KnownServers(None), certificate=Path("mine.pem"))
    profile = ClientOptions("tea", nick="ana", account="an", encryption=how).profile()
    assert (profile.nick, profile.account, profile.certificate) == ("ana", "an", True)


def test_the_profile_says_whether_the_server_is_ours() -> None:
    assert ClientOptions("127.0.0.1", hosting=FakeHost()).profile().hosts
    assert not ClientOptions("127.0.0.1").profile().hosts


def configured(host: str, _port: int | None) -> ClientOptions | None:
    if host == "safe":
        raise PasswordError("The safe is locked.")
    return TEA if host == "tea" else None


def test_a_configured_server_is_gone_to_as_configured() -> None:
    options = options_for(Address("tea"), FIRST, "zed", configured)
    assert (options.host, options.port, options.account) == ("tea.example", 6697, "ana")
    assert options.nick == "zed"


def test_any_other_is_gone_to_as_securely_as_the_first() -> None:
    options = options_for(Address("irc.example"), FIRST, "zed", configured)
    assert (options.host, options.port, options.realname) == ("irc.example", 6667, "Ana Maria")
    assert FIRST.encryption is not None
    assert options.encryption == replace(FIRST.encryption, accept=False)


async def connects_to(name: str) -> tuple[list[str], str]:
    """The servers that there are then, and the status line."""
    async with staged(ui=UiOptions(configured=configured)) as stage:
        await stage.enters()
        await stage.submits(f"/connect {name}")
        await stage.app.workers.wait_for_complete()
        await stage.settles()
        hosts = [each.options.host for each in stage.app.connections]
        return hosts, stage.rows()[-1]


async def test_a_name_of_the_configuration_can_be_connected_to() -> None:
    assert (await connects_to("tea"))[0] == ["chat.example", "tea.example"]


async def test_where_we_are_already_is_no_second_connection() -> None:
    assert (await connects_to("chat.example"))[0] == ["chat.example"]


async def test_a_password_that_is_not_to_be_had_is_told() -> None:
    hosts, status = await connects_to("safe")
    assert hosts == ["chat.example"]
    assert "The safe is locked." in status


@pytest.mark.parametrize(("name", "nick"), [("João Ávila", "JoaoAvila"), ("你好", "guest")])
def test_it_is_one_that_servers_take(monkeypatch: pytest.MonkeyPatch, name: str, nick: str) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: name)
    assert login_name() == nick


def test_a_machine_without_names_has_guests(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    assert login_name() == "guest"


def test_a_corrected_address_changes_nothing_else() -> None:
    before = ClientOptions("chat.exmaple", 7000, password="open sesame", channels=("#tea",))
    found = corrected(before, Address("chat.example", 6667), "ana", None)
    assert found == replace(before, host="chat.example", port=6667, nick="ana")


def test_a_corrected_address_may_be_a_server_of_the_configuration() -> None:
    known = ClientOptions("chat.example", 6697, account="ana")
    found = corrected(
        ClientOptions("chat.exmaple"), Address("chat.example"), "bia", lambda _host, _port: known
    )
    assert found == replace(known, nick="bia")


INVITED = Address("tea.example", 6667, token="T" * 22, fingerprint="ab" * 32)


def test_an_invitation_is_the_password_of_the_server_that_it_means(tmp_path: Path) -> None:
    known = KnownServers(tmp_path / "known_servers.json")
    plain = ClientOptions("tea.example", 6667, encryption=Encryption(known=known))
    options = with_address(plain, INVITED)
    assert options.password.startswith(f"{'T' * 22}.")
    assert options.encryption is not None
    assert options.encryption.choice is EncryptionChoice.REQUIRED
    found = known.get("tea.example", 6667)
    assert found is not None
    assert found.fingerprint == "ab" * 32
    assert with_pass(plain).password == options.password
    assert with_pass(replace(plain, password="mine")).password == "mine"
    assert with_pass(replace(plain, port=6668)).password == ""
    like = ClientOptions("other.example", encryption=Encryption(known=known))
    assert options_for(INVITED, like, "ana", None).password == options.password
    assert options_for(Address("tea.example", 6667), like, "ana", None).password == options.password


def test_an_invitation_to_a_server_without_encryption_is_one_too(tmp_path: Path) -> None:
    known = KnownServers(tmp_path / "known_servers.json")
    plain = ClientOptions("tea.example", 6667, encryption=Encryption(known=known))
    options = with_address(plain, INVITED._replace(fingerprint=""))
    assert options.password
    assert options.encryption == plain.encryption
    assert known.get("tea.example", 6667) is None
