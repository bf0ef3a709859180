"""A link with real sockets, and a server of a few lines at the other end."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from time import time
from typing import TypeVar
from unittest.mock import AsyncMock, Mock

import pytest

from tui_chat.client.buffers.line import LineState
from tui_chat.client.connect import keepalive_and_lag, retry_policy
from tui_chat.client.connect import reconnecting_link as link_module
from tui_chat.client.connect import send_rate as flow_module
from tui_chat.client.connect.connector_interface import DirectConnector, Opened
from tui_chat.client.connect.known_servers import TrustError, UntrustedError
from tui_chat.client.connect.loop_delay import LoopDelay
from tui_chat.client.connect.reconnecting_link import Link
from tui_chat.client.connection_security import Security
from tui_chat.client.events import (
    CertificateRefused,
    Connected,
    Disconnected,
    Event,
    LagMeasured,
    LinkState,
    MessageReceived,
    Registered,
)
from tui_chat.client.session import Profile, Session

PATIENCE = 10.0
WELCOME = b":irc 001 ana :Welcome\r\n:irc 422 ana :No message of the day\r\n"
E = TypeVar("E", bound=Event)


class FakeServer:
    """Accepts connections one after the other and hands them to the test."""

    def __init__(self) -> None:
        self.connections: asyncio.Queue[FakeConnection] = asyncio.Queue()
        self.port = 0

    async def accept(self) -> "FakeConnection":
        async with asyncio.timeout(PATIENCE):
            return await self.connections.get()


class FakeConnection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def hears(self, command: str) -> str:
        """The next line of that command; what comes before it is let pass."""
        async with asyncio.timeout(PATIENCE):
            while line := await self.reader.readline():
                if line.startswith(command.encode()):
                    return line.decode().rstrip("\r\n")
        raise AssertionError(f"no {command} before the end")

    def says(self, *lines: str) -> None:
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())

    async def welcomes(self) -> None:
        await self.hears("USER")
        self.says(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")

    def closes(self) -> None:
        self.writer.close()


class Watched:
    """A running link, and what it told."""

    def __init__(self, port: int, nick: str = "ana", **options: object) -> None:
        self.session = Session(Profile(nick), "irc.example")
        self.told: list[Event] = []
        self._news = asyncio.Event()
        self.link = Link(
            self.session,
            "127.0.0.1",
            port,
            on_events=self._take,
            **options,  # type: ignore[arg-type]
        )

    def _take(self, events: list[Event]) -> None:
        self.told += events
        self._news.set()

    async def until(self, kind: type[E]) -> E:
        """The next event of that kind; those before it are dropped."""
        async with asyncio.timeout(PATIENCE):
            while True:
                while self.told:
                    event = self.told.pop(0)
                    if isinstance(event, kind):
                        return event
                self._news.clear()
                await self._news.wait()


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    fake = FakeServer()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await fake.connections.put(FakeConnection(reader, writer))

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    fake.port = listener.sockets[0].getsockname()[1]
    yield fake
    listener.close()


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 0.0)


@pytest.fixture
async def online(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Watched, FakeConnection]]:
    """A link that a server has just taken in, and that sends nothing only because time passes."""
    monkeypatch.setattr(link_module, "_PATIENCE", 3600.0)
    watched = Watched(server.port)
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    await peer.welcomes()
    await watched.until(Registered)
    yield watched, peer
    running.cancel()
    await asyncio.wait([running])


Online = tuple[Watched, FakeConnection]


async def test_messages_go_both_ways(online: Online) -> None:
    watched, peer = online
    peer.says(":ana!a@h JOIN #tea", ":bia!b@h PRIVMSG #tea :hi ana")
    told = await watched.until(MessageReceived)
    assert told.line.text == "hi ana"
    watched.session.say(told.buffer, "hi bia", time())
    assert await peer.hears("PRIVMSG") == "PRIVMSG #tea :hi bia"
    assert (await watched.until(MessageReceived)).line.own


async def test_lines_come_in_pieces_and_nonsense_does_no_harm(online: Online) -> None:
    watched, peer = online
    peer.writer.write(b"\0\r\n:::\r\n" + b"x" * 100_000 + b"\r\n:bia!b@h PRIV")
    await peer.writer.drain()
    peer.writer.write(b"MSG ana :ch\xe1\r\n")
    assert (await watched.until(MessageReceived)).line.text == "chá"


async def test_the_state_of_the_line_is_known(online: Online) -> None:
    watched, _peer = online
    assert watched.link.state is LinkState.ONLINE
    assert not watched.link.secured


async def test_an_unreachable_server_is_told_once_and_not_tried_again(server: FakeServer) -> None:
    free = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = free.sockets[0].getsockname()[1]
    free.close()
    watched = Watched(port)
    await watched.link.run()
    told = await watched.until(Disconnected)
    assert told == Disconnected(
        f"Nobody answers at 127.0.0.1, port {port}: is the server running?", None, told=True
    )


async def test_a_server_that_goes_away_is_come_back_to(
    server: FakeServer, online: Online, no_waiting: None
) -> None:
    watched, peer = online
    peer.says("ERROR :Restarting")
    peer.closes()
    told = await watched.until(Disconnected)
    assert told.reason == "The server closed the connection: Restarting"
    assert told.retry_in == 0.0
    again = await server.accept()
    await again.welcomes()
    assert (await watched.until(Registered)).again


async def test_a_refused_password_is_not_tried_again(server: FakeServer) -> None:
    watched = Watched(server.port)
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    await peer.hears("USER")
    peer.says(":irc 464 * :Password incorrect")
    peer.closes()
    async with asyncio.timeout(PATIENCE):
        await running
    told = await watched.until(Disconnected)
    assert (told.reason, told.retry_in) == (
        "This server asks for a password (--password WORD).",
        None,
    )


async def test_leaving_says_goodbye_and_ends(server: FakeServer) -> None:
    watched = Watched(server.port)
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    await peer.welcomes()
    await watched.until(Registered)
    closing = asyncio.create_task(watched.link.close("good night"))
    assert await peer.hears("QUIT") == "QUIT :good night"
    peer.closes()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(closing, running)
    assert (await watched.until(Disconnected)).asked


async def test_a_server_that_does_not_let_go_is_left_all_the_same(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "_GOODBYE", 0.01)
    watched = Watched(server.port)
    running = asyncio.create_task(watched.link.run())
    await (await server.accept()).welcomes()
    await watched.until(Registered)
    async with asyncio.timeout(PATIENCE):
        await watched.link.close()
        await running
    assert watched.link.state is LinkState.OFFLINE


async def test_leaving_while_waiting_to_try_again_ends_at_once(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 3600.0)
    watched = Watched(server.port)
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    await peer.welcomes()
    await watched.until(Registered)
    peer.closes()
    assert (await watched.until(Disconnected)).retry_in == 3600.0
    await watched.link.close()
    async with asyncio.timeout(PATIENCE):
        await running
    assert (await watched.until(Disconnected)).asked


async def test_a_reconnect_that_is_asked_for_does_not_wait(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 3600.0)
    watched = Watched(server.port)
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    await peer.welcomes()
    await watched.until(Registered)
    peer.closes()
    assert not (await watched.until(Disconnected)).asked
    watched.link.retry_now()
    again = await server.accept()
    await again.welcomes()
    await watched.until(Registered)
    watched.link.retry_now()
    assert (await watched.until(Disconnected)).asked
    await (await server.accept()).welcomes()
    await watched.until(Registered)
    running.cancel()
    await asyncio.wait([running])


@pytest.fixture
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What each link calls after the computer slept."""
    called: list[Callable[[], None]] = []

    async def watch(woke: Callable[[], None]) -> None:
        called.append(woke)

    monkeypatch.setattr(link_module, "watch", watch)
    return called


async def test_after_a_sleep_a_lost_server_is_tried_at_once(
    server: FakeServer, sleeps: list[Callable[[], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 3600.0)
    watched = Watched(server.port)
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    await peer.welcomes()
    await watched.until(Registered)
    peer.closes()
    await watched.until(Disconnected)
    sleeps[0]()
    await (await server.accept()).welcomes()
    await watched.until(Registered)
    running.cancel()
    await asyncio.wait([running])


async def test_after_a_sleep_a_server_is_asked_at_once_whether_it_is_there(
    sleeps: list[Callable[[], None]], online: Online
) -> None:
    watched, peer = online
    peer.says(f":irc PONG irc {(await peer.hears('PING')).partition(' ')[2]}")
    await watched.until(LagMeasured)
    sleeps[0]()
    await peer.hears("PING")


async def test_the_pulse_measures_the_lag_and_notices_silence(server: FakeServer) -> None:
    watched = Watched(server.port, pulse=0.05)
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    await peer.welcomes()
    token = (await peer.hears("PING")).partition(" ")[2]
    peer.says(f":irc PONG irc {token}")
    await watched.until(LagMeasured)
    assert (await watched.until(Disconnected)).reason == "The server stopped responding."
    running.cancel()


async def test_a_lag_of_our_own_making_is_not_told_but_measured_again(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keepalive_and_lag, "_MEASURE_AGAIN", 0.0)
    watched = Watched(server.port)
    busy = [True, False]
    monkeypatch.setattr(LoopDelay, "distorts", lambda _self, _lag: busy.pop(0))
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    await peer.welcomes()
    for measured in (False, True):
        token = (await peer.hears("PING")).partition(" ")[2]
        peer.says(f":irc PONG irc {token}")
        assert ((await watched.until(LagMeasured)).seconds is not None) is measured
    running.cancel()


async def test_a_server_that_never_speaks_is_given_up(server: FakeServer) -> None:
    watched = Watched(server.port, pulse=0.01)
    async with asyncio.timeout(PATIENCE):
        await watched.link.run()
    assert (await watched.until(Disconnected)).reason == "The server stopped responding."


async def test_a_plain_server_asked_for_encryption_is_told_in_words(server: FakeServer) -> None:
    watched = Watched(server.port, tls=ssl.create_default_context())
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    peer.says("NOTICE * :hello")
    told = await watched.until(Disconnected)
    assert "offers no encryption that tui-chat supports" in told.reason
    await running


async def test_a_reconnect_can_be_asked_for(server: FakeServer, online: Online) -> None:
    watched, _peer = online
    watched.link.retry_now()
    again = await server.accept()
    await again.welcomes()
    assert (await watched.until(Registered)).again


async def test_a_connection_that_is_given_up_sends_nothing_more(online: Online) -> None:
    watched, peer = online
    watched.link.retry_now()
    with pytest.raises(ConnectionResetError):
        await peer.hears("what may have been on its way")


class FedConnector(DirectConnector):
    """Connections without a socket, each of which says one of `said`, and all of it at once.

    What is no bytes is raised instead. While `never_certain`, whether the server encrypts stays
    open for each new connection.
    """

    def __init__(self, *said: bytes | Exception, never_certain: bool = False) -> None:
        super().__init__("", 0, None)
        self.readers: list[asyncio.StreamReader] = []
        self.writers: list[Mock] = []
        self.never_certain = never_certain
        self._said = list(said)

    async def open(self) -> Opened:
        said = self._said.pop(0)
        if isinstance(said, Exception):
            raise said
        self.readers.append(asyncio.StreamReader())
        self.readers[-1].feed_data(said)
        self.readers[-1].feed_eof()
        self.writers.append(Mock())
        self.writers[-1].transport.get_write_buffer_size.return_value = 0
        upgrade = asyncio.create_task(self._waits()) if self.never_certain else None
        security = Security(trusted=True)
        return Opened(self.readers[-1], self.writers[-1], security, self.port, upgrade)

    def demand(self, port: int) -> None:
        super().demand(port)
        self.never_certain = False

    @staticmethod
    async def _waits() -> Opened | None:
        await asyncio.Event().wait()
        return None

    def written(self, place: int) -> list[bytes]:
        """The lines that were written to that connection."""
        calls = self.writers[place].write.call_args_list
        return b"".join(call.args[0] for call in calls).splitlines()


async def test_others_have_their_turn_between_the_pieces_of_a_flood() -> None:
    turns, told_at = 0, set()

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    flood = b":irc NOTICE * :hello\r\n" * 2_000
    link = Link(
        Session(Profile("ana"), "irc.example"),
        "",
        0,
        on_events=lambda _events: told_at.add(turns),
        connector=FedConnector(flood),
    )
    waiting = asyncio.create_task(others())
    await link.run()
    waiting.cancel()
    assert len(told_at) > len(flood) // 5_000


async def test_whoever_is_sent_on_leaves_the_connection_and_what_waited_for_it() -> None:
    said = b":irc CAP * LS :sts=port=6697\r\n" + WELCOME  # and nobody knows of whom
    connector = FedConnector(said, b"", never_certain=True)
    session = Session(Profile("ana"), "irc.example")

    def hurry(events: list[Event]) -> None:
        if isinstance(events[0], Connected) and not connector.written(0):
            for number in range(2 * flow_module.BURST):
                session.change_nick(f"ana{number}")

    async with asyncio.timeout(PATIENCE):
        await Link(session, "", 0, on_events=hurry, connector=connector).run()
    assert (connector.writers[0].transport.abort.called, connector.port) == (True, 6697)
    assert len(connector.written(0)) == flow_module.BURST
    assert [line.split()[0] for line in connector.written(1)] == [b"CAP", b"NICK", b"USER"]
    assert not session.was_registered
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == 1  # neither a pulse nor an attempt is left


@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize("refused", [TrustError("No."), UntrustedError("No.", "ab")])
async def test_a_server_that_is_not_itself_any_more_is_not_tried_again(refused: Exception) -> None:
    watched = Watched(0, connector=FedConnector(WELCOME, refused, WELCOME))
    async with asyncio.timeout(PATIENCE):
        await watched.link.run()
    lost = [event for event in watched.told if isinstance(event, Disconnected)]
    assert [(event.reason, event.retry_in) for event in lost] == [
        ("The server closed the connection.", 0.0),
        ("No.", None),
    ]
    shown = [event.fingerprint for event in watched.told if isinstance(event, CertificateRefused)]
    assert shown == (["ab"] if isinstance(refused, UntrustedError) else [])
    assert watched.link.security == Security()


async def test_a_reconnect_that_was_asked_for_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 3600.0)
    connector = FedConnector(WELCOME, WELCOME, WELCOME)
    watched = Watched(0, connector=connector)
    running = asyncio.create_task(watched.link.run())
    await watched.until(Disconnected)
    watched.link.retry_now()
    await watched.until(Disconnected)
    for _turn in range(20):
        await asyncio.sleep(0)
    assert len(connector.writers) == 2
    await watched.link.close()
    await running
    assert b"QUIT" not in b"".join(connector.written(1))  # nobody is there to read it


@pytest.mark.usefixtures("no_waiting")
async def test_no_timer_of_a_lost_connection_ends_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, timers = asyncio.get_running_loop(), list[asyncio.TimerHandle]()
    call_later = loop.call_later

    def noted(delay: float, act: Callable[[], object]) -> asyncio.TimerHandle:
        timer = call_later(delay, act)
        if delay in {link_module._PATIENCE, link_module._GOODBYE}:
            timers.append(timer)
        return timer

    monkeypatch.setattr(loop, "call_later", noted)
    connector = FedConnector(WELCOME + b"ERROR :Closing Link: no\r\n", TrustError("No."))
    await Watched(0, connector=connector).link.run()
    assert [timer.cancelled() for timer in timers] == [True, True]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"ERROR :Closing Link: no\r\n", "The server closed the connection: no"),
        (b":irc NOTICE * :hello\r\n", "The connection to tea was cut."),
    ],
)
@pytest.mark.usefixtures("no_waiting")
async def test_a_reset_is_told_with_what_the_server_said_before(said: bytes, reason: str) -> None:
    connector = FedConnector(said, TrustError("No."))
    told: list[Event] = []

    def take(events: list[Event]) -> None:
        told.extend(events)
        if connector.readers and not isinstance(events[0], Connected):
            connector.readers[0].set_exception(ConnectionResetError(104, "Connection reset"))

    await Link(Session(Profile("ana"), "tea"), "tea", 0, on_events=take, connector=connector).run()
    lost = next(event for event in told if isinstance(event, Disconnected))
    assert lost.reason == reason


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (None, "The server closed the connection."),
        (ConnectionResetError(), "The server closed the connection."),  # which reading tells
        (TimeoutError(), "The server has stopped reading."),
    ],
)
async def test_a_server_that_does_not_read_is_left(trouble: OSError | None, reason: str) -> None:
    connector = FedConnector(b":irc NOTICE * :hello\r\n")
    told: list[Event] = []

    def take(events: list[Event]) -> None:
        told.extend(events)
        for writer in connector.writers:
            writer.transport.get_write_buffer_size.return_value = 1
            writer.drain = AsyncMock(side_effect=trouble)

    await Link(Session(Profile("ana"), "tea"), "tea", 0, on_events=take, connector=connector).run()
    assert isinstance(told[-1], Disconnected)
    assert told[-1].reason == reason


async def test_connected_comes_before_anybody_is_introduced(server: FakeServer) -> None:
    watched = Watched(server.port, nick="")
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    assert not (await watched.until(Connected)).secured
    assert await peer.hears("CAP") == "CAP LS 302"
    watched.session.change_nick("ana")
    assert await peer.hears("NICK") == "NICK ana"
    running.cancel()


async def test_a_long_paste_is_not_thrown_at_a_server_all_at_once(
    server: FakeServer, online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow_module, "SECONDS_PER_LINE", 0.02)
    watched, peer = online
    session = watched.session
    text = "\n".join(f"line {number}" for number in range(flow_module.BURST + 5))
    session.say(session.talk_to("bia"), text, time())
    for number in range(flow_module.BURST + 5):
        assert await peer.hears("PRIVMSG") == f"PRIVMSG bia :line {number}"


async def test_what_a_lost_connection_never_carried_is_carried_by_the_next(
    server: FakeServer, online: Online, no_waiting: None
) -> None:
    watched, peer = online
    session = watched.session
    text = "\n".join(f"line {number}" for number in range(flow_module.BURST + 3))
    bia = session.talk_to("bia")
    session.say(bia, text, time())
    await peer.hears("PRIVMSG")
    waiting = len(watched.link._send_rate._waiting)
    assert waiting > 0
    peer.closes()
    again = await server.accept()
    await again.welcomes()
    first_waiting = flow_module.BURST + 3 - waiting
    assert await again.hears("PRIVMSG") == f"PRIVMSG bia :line {first_waiting}"
    states = [line.state for line in bia.lines if line.own]
    assert states[:first_waiting] == [LineState.DOUBTFUL] * first_waiting


async def test_a_server_that_shows_nothing_back_is_asked_for_a_sign(
    server: FakeServer, online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keepalive_and_lag, "_DOUBT", 0.01)
    watched, peer = online
    token = (await peer.hears("PING")).partition(" ")[2]
    peer.says(f":irc PONG irc {token}")
    await watched.until(LagMeasured)
    session = watched.session
    session.say(session.talk_to("bia"), "hello", time())
    await peer.hears("PRIVMSG")
    token = (await peer.hears("PING")).partition(" ")[2]
    peer.says(f":irc PONG irc {token}")
    await watched.until(LagMeasured)
    assert not session.in_doubt


async def test_an_old_server_that_says_nothing_to_the_first_question_gets_the_password(
    monkeypatch: pytest.MonkeyPatch, server: FakeServer
) -> None:
    monkeypatch.setattr(link_module, "_PATIENCE", 0.01)
    watched = Watched(server.port)
    watched.session.use_password("secret")
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    assert await peer.hears("PASS") == "PASS secret"
    await peer.welcomes()
    await watched.until(Registered)
    running.cancel()
    await asyncio.wait([running])


async def test_a_login_that_nobody_answers_is_not_waited_for(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    planned: dict[float, Callable[..., object]] = {}

    def call_later(delay: float, callback: Callable[..., object], *args: object) -> object:
        planned[delay] = callback
        return call(delay, callback, *args)

    call = loop.call_later
    monkeypatch.setattr(loop, "call_later", call_later)
    monkeypatch.setattr(link_module, "_LOGIN_PATIENCE", 1234.5)
    watched = Watched(server.port)
    watched.link.session = Session(Profile("ana", account="a", account_password="oolong"), "irc")
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    peer.says(":irc CAP * LS :sasl=PLAIN", ":irc CAP * ACK :sasl")
    await peer.hears("AUTHENTICATE PLAIN")
    planned[1234.5]()
    await peer.hears("CAP END")
    running.cancel()


async def test_a_server_that_lets_us_in_and_throws_us_out_is_come_back_to_ever_slower(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[int] = []

    def no_wait(attempt: int) -> float:
        waited.append(attempt)
        return 0.0

    monkeypatch.setattr(retry_policy, "backoff", no_wait)
    watched = Watched(server.port)
    running = asyncio.create_task(watched.link.run())
    for _each in range(3):
        peer = await server.accept()
        await peer.welcomes()
        peer.says("ERROR :Closing Link: no")
        peer.closes()
        await watched.until(Disconnected)
    assert waited == [1, 2, 3]
    monkeypatch.setattr(retry_policy, "_STAYED", 0.0)
    peer = await server.accept()
    await peer.welcomes()
    peer.closes()
    await watched.until(Disconnected)
    assert waited == [1, 2, 3, 0]  # that one held
    running.cancel()
    await asyncio.wait([running])


async def test_a_server_that_says_error_and_does_not_close_is_left(
    online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "_GOODBYE", 0.0)
    watched, peer = online
    peer.says("ERROR :Closing Link: ana (Excess flood)")
    lost = await watched.until(Disconnected)
    assert lost.reason == "The server closed the connection: Excess flood"
    with contextlib.suppress(ConnectionResetError):
        async with asyncio.timeout(PATIENCE):
            while await peer.reader.read(1024):
                pass  # the line is cut at our end


async def test_a_link_that_is_ended_at_once_closes_its_connection(server: FakeServer) -> None:
    watched = Watched(server.port)
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    await peer.hears("USER")
    running.cancel()
    await asyncio.wait([running])
    assert watched.link.state is LinkState.OFFLINE
    async with asyncio.timeout(PATIENCE):
        assert await peer.reader.read() == b""


@pytest.mark.usefixtures("no_waiting")
async def test_a_server_that_says_error_at_once_is_tried_once_more(server: FakeServer) -> None:
    watched = Watched(server.port)
    running = asyncio.create_task(watched.link.run())
    for _ in range(2):
        peer = await server.accept()
        await peer.hears("USER")  # what is not read when it closes would break the line
        peer.says("ERROR :Closing Link: ana (Restarting)")
        peer.closes()
    async with asyncio.timeout(PATIENCE):
        await running
    lost = [event for event in watched.told if isinstance(event, Disconnected)]
    assert [event.reason for event in lost] == ["The server closed the connection: Restarting"] * 2


@pytest.mark.parametrize(
    "lines", [[], [":irc 465 ana :Banned", "ERROR :Closing Link: ana (Banned)"]]
)
async def test_a_server_that_says_no_is_not_tried_again(
    server: FakeServer, lines: list[str]
) -> None:
    watched = Watched(server.port)
    running = asyncio.create_task(watched.link.run())
    peer = await server.accept()
    peer.says(*lines)
    peer.closes()
    async with asyncio.timeout(PATIENCE):
        await running
    assert len([event for event in watched.told if isinstance(event, Disconnected)]) == 1
