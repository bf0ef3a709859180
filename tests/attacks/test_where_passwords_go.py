"""A password goes only to a server that the person named or trusts.

Another user of the server's machine may listen on any of its ports, with their own
certificate. Neither their claims about the host nor unencrypted lines redirect the client there.
"""

import asyncio
import base64
import contextlib
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from tests.client.peers import certificate, delaying_tls, peer, welcoming
from tests.client.plain.stage import Person
from tests.client.session.talk import Talk
from tui_chat.cli.main import main
from tui_chat.client import run as run_module
from tui_chat.client.config.config_schema import Config, Server
from tui_chat.client.config.config_with_cli_overrides import CommandLineOptions, Settings
from tui_chat.client.config.connection_and_ui_options import ClientOptions, Encryption, options_for
from tui_chat.client.connect import reconnecting_link as link_module
from tui_chat.client.connect.known_servers import (
    KnownServer,
    KnownServers,
    Standing,
    UntrustedError,
)
from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.connect.server_address import Address
from tui_chat.client.connect.tls import tls_handshake_progress
from tui_chat.client.connect.tls import tofu_tls_connector as connector_module
from tui_chat.client.connect.tls.tofu_tls_connector import TrustingConnector
from tui_chat.client.headless.headless_client_base import HeadlessClient, HeadlessError
from tui_chat.client.headless.send import _only, _send
from tui_chat.client.headless.tail import Tail, _tail
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import (
    StsPolicy,
    may_say_passwords,
)

HOST = "127.0.0.1"
PATIENCE = 30.0
PASSWORD = "sesame"
SECRETS = (PASSWORD, base64.b64encode(b"ana\0ana\0tulip").decode(), "tulip")
"""In every form in which they go over the line."""


@pytest.fixture(autouse=True)
def no_goodbye(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers here do not hang up after QUIT."""
    monkeypatch.setattr(link_module, "_GOODBYE", 0.01)


@pytest.fixture
def known() -> KnownServers:
    return KnownServers(None)


def options(port: int, known: KnownServers, *, accept: bool = False) -> ClientOptions:
    encryption = Encryption(known=known, accept=accept)
    return ClientOptions(
        HOST,
        port,
        "ana",
        password=PASSWORD,
        account="ana",
        account_password="tulip",
        encryption=encryption,
    )


def offering(sts: str) -> Callable[[str], list[str]]:
    """A server that knows SASL PLAIN, and says this of how it wants to be spoken to."""

    def talk(line: str) -> list[str]:
        command, _space, rest = line.partition(" ")
        if command == "CAP" and rest.startswith("LS"):
            return [f":irc CAP * LS :sasl=PLAIN sts={sts}"]
        if command == "CAP" and rest.startswith("REQ"):
            return [f":irc CAP * ACK {rest[4:]}"]
        if command == "AUTHENTICATE":
            return ["AUTHENTICATE +"] if rest == "PLAIN" else [":irc 903 ana :You are in"]
        if command == "JOIN":
            return [f":ana!a@h JOIN {rest}"]
        return welcoming(line)

    return talk


async def sends(where: ClientOptions) -> None:
    await _send(HeadlessClient(where), "#tea", _only("hello"), notice=False)


async def tails(where: ClientOptions) -> None:
    await _tail(HeadlessClient(where), Tail("#tea", frozenset(), json=True), 1, follow=False)


async def connects(where: ClientOptions) -> None:
    person = Person(replace(where, channels=("#tea",)), interactive=False)
    person.types("hello")
    person.keyboard.ends()
    await person.client.run()
    if person.client.error:
        raise HeadlessError(person.client.error)


PROGRAMS = [sends, tails, connects]
Program = Callable[[ClientOptions], Coroutine[None, None, None]]


async def runs(program: Program, where: ClientOptions) -> None:
    async with asyncio.timeout(PATIENCE):
        await program(where)


def told(heard: list[str]) -> bool:
    return any(secret in line for line in heard for secret in SECRETS)


@pytest.mark.parametrize("program", PROGRAMS)
async def test_a_server_on_another_port_does_not_draw_passwords_to_itself(
    program: Program, known: KnownServers, tmp_path: Path
) -> None:
    honest: list[str] = []
    hostile: list[str] = []
    async with (
        peer(offering("duration=9999"), certificate(tmp_path / "honest"), honest) as good,
        peer(offering("duration=9999"), certificate(tmp_path / "hostile"), hostile) as bad,
    ):
        await runs(program, options(good, known))  # met and pinned
        await runs(program, ClientOptions(HOST, bad, "ana", encryption=Encryption(known=known)))
        hostile.clear()
        await runs(program, options(good, known))
    assert known.policy(HOST, time.time()) is None
    assert told(honest)
    assert hostile == []


@pytest.mark.parametrize("standing", [Standing.PINNED, Standing.CERTIFIED])
async def test_no_policy_leads_away_from_a_server_that_is_known_to_encrypt(
    known: KnownServers, tmp_path: Path, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with peer(tls=certificate(tmp_path / "server")) as port:
        if standing is Standing.CERTIFIED:
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server" / "cert.pem"))
        first = await TrustingConnector(HOST, port, known).open()
        first.writer.transport.abort()
        known.put_policy(HOST, StsPolicy(1, time.time() + 1000))
        connector = TrustingConnector(HOST, port, known)
        connector.demand(1)
        again = await connector.open()
        again.writer.transport.abort()
    assert again.port == port


@pytest.mark.parametrize("program", PROGRAMS)
async def test_a_server_in_the_clear_sends_nobody_to_one_that_nobody_vouches_for(
    program: Program, known: KnownServers, tmp_path: Path
) -> None:
    hostile: list[str] = []
    async with (
        peer(offering("duration=9999"), certificate(tmp_path), hostile) as bad,
        peer(offering(f"port={bad}")) as plain,
    ):
        with pytest.raises(HeadlessError, match=f"port {plain}, sends us to port {bad}, and no"):
            await runs(program, options(plain, known))
        assert hostile == []
        await runs(program, options(plain, known, accept=True))
    assert told(hostile)


async def test_a_policy_leads_to_a_certified_server_only(
    known: KnownServers, tmp_path: Path
) -> None:
    async with peer(tls=certificate(tmp_path)) as safe:
        known.put_policy(HOST, StsPolicy(safe, time.time() + 1000))
        connector = TrustingConnector(HOST, 6667, known)
        with pytest.raises(UntrustedError, match="no authority vouches"):
            await connector.open()
        connector.accept()
        (await connector.open()).writer.transport.abort()
        seen = known.get(HOST, safe)
        assert seen is not None
        assert seen.standing is Standing.PINNED


async def test_a_policy_does_not_lead_to_what_is_met_in_the_clear(known: KnownServers) -> None:
    async with peer() as port:
        known.put(HOST, port, KnownServer(Standing.PLAIN, 1.0, time.time()))
        known.put_policy(HOST, StsPolicy(port, time.time() + 1000))
        with pytest.raises(UntrustedError, match="offers no encryption, which is required"):
            await TrustingConnector(HOST, 6667, known).open()


@pytest.mark.parametrize("standing", [Standing.PINNED, Standing.CERTIFIED])
async def test_only_one_whom_an_authority_vouches_for_sets_or_lifts_a_policy(
    known: KnownServers, tmp_path: Path, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = StsPolicy(6697, time.time() + 1000)
    async with peer(tls=certificate(tmp_path)) as port:
        known.put(HOST, port, KnownServer(Standing.PINNED, 1.0, 2.0, "ab" * 32))
        if standing is Standing.CERTIFIED:
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        known.put_policy(HOST, before)
        connector = TrustingConnector(HOST, port, known, accept=standing is Standing.PINNED)
        (await connector.open()).writer.transport.abort()
        connector.keep(None)
    kept = known.policy(HOST, time.time())
    assert kept == (before if standing is Standing.PINNED else None)


# Somebody on the way delays our attempts to encrypt, and plays the server in the clear


@pytest.mark.parametrize("program", PROGRAMS)
async def test_whoever_delays_encryption_until_we_come_in_the_clear_hears_no_password(
    program: Program, known: KnownServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls_handshake_progress, "SOON", 0.01)
    monkeypatch.setattr(connector_module, "FIRST_HANDSHAKE", PATIENCE)
    honest: list[str] = []
    async with (
        peer(offering("duration=9999"), certificate(tmp_path), honest) as encrypted,
        peer(offering("duration=9999")) as plain,
        delaying_tls(plain, encrypted) as way,
    ):
        running = asyncio.create_task(runs(program, options(way.port, known)))
        async with asyncio.timeout(PATIENCE):
            await way.came_twice.wait()
        way.is_passing.set()
        await running
    assert told(honest)
    assert way.read == b""


@pytest.mark.parametrize("ignores_tls", [True, False], ids=["silent", "hangs up"])
@pytest.mark.parametrize("program", PROGRAMS)
async def test_whoever_keeps_us_from_encrypting_hears_no_password(
    program: Program, ignores_tls: bool, known: KnownServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls_handshake_progress, "SOON", 0.01)
    monkeypatch.setattr(connector_module, "FIRST_HANDSHAKE", 0.02)
    monkeypatch.setattr(connector_module, "_is_this_machine", lambda _writer: False)
    heard: list[str] = []
    async with peer(offering("duration=9999"), heard=heard, ignores_tls=ignores_tls) as port:
        for _new_and_then_known in range(2):
            with contextlib.suppress(HeadlessError):
                await runs(program, options(port, known))
    assert heard.count("NICK ana") == 2
    assert not told(heard)


async def test_whoever_delays_encryption_with_a_known_server_hears_nothing_in_the_clear(
    known: KnownServers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls_handshake_progress, "SOON", 0.0)
    async with (
        peer(tls=certificate(tmp_path)) as encrypted,
        peer() as plain,
        delaying_tls(plain, encrypted) as way,
    ):
        way.is_passing.set()
        (await TrustingConnector(HOST, way.port, known).open()).writer.transport.abort()
        way.is_passing.clear()
        way.connections = 0
        monkeypatch.setattr(connector_module, "HANDSHAKE", 0.02)
        with pytest.raises(OSError, match="handshake"):
            await TrustingConnector(HOST, way.port, known).open()
        assert way.connections == 1
    assert way.read == b""


async def test_a_person_whose_server_password_is_held_back_is_told_so(
    known: KnownServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector_module, "_is_this_machine", lambda _writer: False)

    def demanding(line: str) -> list[str]:
        if line.startswith("USER"):
            return [":irc 464 ana :Password incorrect", "ERROR :Closing Link: ana (Bad Password)"]
        return welcoming(line)

    async with peer(demanding) as port:
        where = ClientOptions(
            HOST, port, "ana", password=PASSWORD, encryption=Encryption(known=known)
        )
        with pytest.raises(HeadlessError, match=r"password was not sent.*--no-tls sends it"):
            await runs(sends, where)


@pytest.mark.parametrize("program", PROGRAMS)
async def test_a_closed_port_that_we_are_sent_to_is_the_one_that_is_blamed(
    program: Program, known: KnownServers
) -> None:
    async with peer(offering("port=1")) as plain:
        with pytest.raises(HeadlessError) as trouble:
            await runs(program, options(plain, known))
    assert str(trouble.value) == (
        f"{HOST}, port {plain}, sends us to port 1 for encryption. "
        f"Nobody answers at {HOST}, port 1: is the server running?"
    )


# Several servers: what is given on the command line is for the one that it names


SECRET = CommandLineOptions(
    nick="ana",
    password=PASSWORD,
    account="ana",
    account_password="tulip",
    certificate=Path("mine.pem"),
    accept=True,
)


def has_secrets(where: ClientOptions) -> bool:
    how = where.encryption
    assert how is not None
    return bool(where.password or where.account_password or how.certificate or how.accept)


def test_a_password_is_for_the_named_server_and_not_for_those_beside_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone: list[ClientOptions] = []

    def runs_client(first: ClientOptions, *, also: tuple[ClientOptions, ...], **_: object) -> int:
        gone.extend((first, *also))
        return 0

    monkeypatch.setattr(run_module, "run_client", runs_client)
    config = tmp_path / "client.toml"
    config.touch()
    words = ["connect", "a.example", "--also", "b.example:7000", "--config", str(config)]
    words += ["--nick", "ana", "--password", PASSWORD, "--account-password", "tulip"]
    words += ["--accept-new-certificate"]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert [has_secrets(each) for each in gone] == [True, False]
    assert [each.nick for each in gone] == ["ana", "ana"]


def test_a_password_without_a_server_is_not_said_to_several() -> None:
    servers = tuple(Server(name, f"{name}.example", autoconnect=True) for name in "ab")
    one = Settings(Config(servers=servers[:1]), ())
    assert [has_secrets(each) for each in one.automatic(SECRET)] == [True]
    several = Settings(Config(servers=servers), ())
    with pytest.raises(PasswordError, match="needs the server's address"):
        several.automatic(SECRET)
    assert [each.nick for each in several.automatic(CommandLineOptions(nick="ana"))] == [
        "ana",
        "ana",
    ]


def test_a_server_that_is_gone_to_from_inside_is_shown_nothing_meant_for_the_first() -> None:
    said = Settings(Config(), ())
    other = options_for(Address("b.example"), said.at("a.example", None, SECRET), "ana", None)
    assert not has_secrets(other)


# What may be said over a connection


@pytest.mark.parametrize("sent_on", [True, False])
def test_over_an_encrypted_connection_all_may_be_said(*, sent_on: bool) -> None:
    assert may_say_passwords(secured=True, trusted=False, may_send_us_on=sent_on)


def test_in_the_clear_no_password_is_said_to_another_machine() -> None:
    assert not may_say_passwords(secured=False, trusted=False, may_send_us_on=False)
    assert may_say_passwords(secured=False, trusted=True, may_send_us_on=False)


def test_in_the_clear_no_password_is_said_before_the_server_had_its_chance_to_encrypt() -> None:
    assert not may_say_passwords(secured=False, trusted=True, may_send_us_on=True)


def test_who_was_let_in_is_sent_nowhere_else_any_more() -> None:
    talk = Talk(account="ana")
    talk.session.connected(trusted=True)
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
    talk.sent()
    talk.session.log_in("ana", "tulip")
    assert talk.sent() == ["PRIVMSG NickServ :IDENTIFY ana tulip"]
