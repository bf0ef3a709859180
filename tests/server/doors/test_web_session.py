"""What a page says and is told, without sockets and without a client."""

from __future__ import annotations

import fcntl
import json
import struct
import termios
from collections.abc import Callable, Coroutine, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from tests.server.stacks import Below, Timers
from tui_chat.server.doors import web_session
from tui_chat.server.doors.visitor_lifecycle_and_limits import Visit
from tui_chat.server.doors.visitor_pty import Terminal
from tui_chat.server.doors.web_session import Door, WebSession
from tui_chat.server.limits.address_limits import RefusedConnectionError
from tui_chat.server.transport.http_layer import HttpLayer
from tui_chat.server.transport.origins import Origins

BEGIN = {"type": "begin", "columns": 100, "rows": 30}


class Client:
    """Stands for the process of a visitor's client."""

    def __init__(self, visit: Visit, terminal: Terminal, ended: Callable[[int], None]) -> None:
        self.visit = visit
        self.terminal = terminal
        self.ended = ended
        self.typed = b""
        self.is_gone = False
        self.connection: Any = None

    def type(self, data: bytes) -> None:
        self.typed += data

    def hang_up(self) -> None:
        self.is_gone = True

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        said = fcntl.ioctl(self.terminal.child_ends[0], termios.TIOCGWINSZ, bytes(8))
        rows, columns, *_pixels = struct.unpack("HHHH", said)
        return columns, rows


class Clock(Timers):
    """A loop whose time is set by hand."""

    now = 0.0

    def time(self) -> float:
        return self.now

    def add_reader(self, *_words: object) -> None:
        """No client paints by itself here."""

    remove_reader = remove_writer = add_reader


class FakeDoor:
    """A door whose clients are `Client`."""

    def __init__(self) -> None:
        self.timers = Clock()
        self.loop = self.timers.loop
        self.visitors = self
        self.nick = ""
        user = SimpleNamespace(session=lambda _client: self._session())
        network = SimpleNamespace(name="chat.example", settings=SimpleNamespace(password=""))
        self.node = SimpleNamespace(network=network, session=user.session)
        self.port = 6667
        self.clients: list[Client] = []
        self.refusal = ""
        self.sessions: list[WebSession] = []
        self._begun: list[Coroutine[None, None, None]] = []

    def _session(self) -> Any:
        return SimpleNamespace(user=SimpleNamespace(nick=self.nick) if self.nick else None)

    async def prepare(self) -> None:
        """Loaded already."""

    def begin(self, visit: Visit, terminal: Terminal, ended: Callable[[int], None]) -> Client:
        if self.refusal:
            terminal.close()
            raise RefusedConnectionError(self.refusal)
        self.clients.append(Client(visit, terminal, ended))
        return self.clients[-1]

    def run(self, work: Coroutine[None, None, None]) -> None:
        self._begun.append(work)

    def start_clients(self) -> None:
        """What was ordered with `run`."""
        while self._begun:
            with pytest.raises(StopIteration):
                self._begun.pop(0).send(None)

    def replace(self, newer: WebSession) -> None:
        for session in self.sessions:
            if session is not newer and session.tab == newer.tab:
                session.end("replaced")

    def forget(self, session: WebSession) -> None:
        self.sessions.remove(session)


class Socket(Below):
    """What is written to the page, and whether its socket is open."""

    @property
    def is_closed(self) -> bool:
        return bool({"close", "abort"} & set(self.ordered))


class Page:
    """A page in a browser, with the server's side of it."""

    def __init__(self, door: FakeDoor, host: str = "192.0.2.7") -> None:
        self.door = door
        self.below = Socket()
        exchange = SimpleNamespace(
            host=host, is_encrypted=True, is_private=True, patience=10, origins=Origins()
        )
        self.session = WebSession(cast("Door", door), cast("HttpLayer", exchange))
        door.sessions.append(self.session)
        self.layer = self.session.layer
        self.layer.connection_made(self.below.transport)
        self._browser = ClientProtocol(parse_uri("ws://chat.example/terminal"))
        self._browser.send_request(self._browser.connect())
        self._written = 0
        self.pass_on()
        self._hear()

    def pass_on(self) -> None:
        """What the browser has written goes to the server."""
        self.layer.data_received(b"".join(self._browser.data_to_send()))

    def _hear(self) -> list[Frame]:
        written, self._written = self.below.written[self._written :], len(self.below.written)
        self._browser.receive_data(written)
        return [one for one in self._browser.events_received() if isinstance(one, Frame)]

    def hears(self) -> list[Any]:
        """The messages that came: those in JSON, and bytes."""
        frames = self._hear()
        kinds: dict[Opcode, Callable[[bytes], Any]] = {
            Opcode.TEXT: json.loads,
            Opcode.BINARY: bytes,
        }
        return [read(bytes(one.data)) for one in frames if (read := kinds.get(one.opcode))]

    def is_pinged(self) -> bool:
        return any(one.opcode is Opcode.PING for one in self._hear())

    def says(self, **word: object) -> None:
        self.says_raw(json.dumps(word).encode())

    def says_raw(self, text: bytes) -> None:
        self._browser.send_text(text)
        self.pass_on()

    def types(self, data: bytes) -> None:
        self._browser.send_binary(data)
        self.pass_on()

    def enters(self, **words: object) -> Client:
        """Say who comes; gives their client."""
        self.says(**{**BEGIN, **words})
        self.door.start_clients()
        for act in self.door.timers.due[1:]:  # what was held is taken up by the loop
            act()
        return self.door.clients[-1]


@pytest.fixture
def door() -> Iterator[FakeDoor]:
    door = FakeDoor()
    yield door
    for client in door.clients:
        client.terminal.close()


@pytest.fixture
def page(door: FakeDoor) -> Page:
    return Page(door)


def test_the_client_is_started_as_the_page_says(page: Page) -> None:
    client = page.enters(nick="nina", language="pt-BR", zone="Europe/Lisbon")
    start = client.visit.start
    assert (start.nick, start.has_chosen) == ("nina", True)
    assert (start.secured, start.trusted) == (True, True)
    assert (start.host, start.port, client.visit.peer) == ("chat.example", 6667, "192.0.2.7")
    assert start.environment == {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LC_CTYPE": "C.UTF-8",
        "LANG": "pt_BR.UTF-8",
        "TZ": "Europe/Lisbon",
    }
    assert client.size == (100, 30)


def test_who_has_no_nickname_is_asked(page: Page) -> None:
    assert not page.enters().visit.start.has_chosen


def test_where_a_password_is_needed_the_client_asks_for_it(door: FakeDoor, page: Page) -> None:
    door.node.network.settings.password = "sesame"
    start = page.enters(nick="nina").visit.start
    assert (start.nick, start.has_chosen, start.password) == ("nina", False, "")


def test_an_invitation_is_said_in_place_of_the_password(door: FakeDoor, page: Page) -> None:
    door.node.network.settings.password = "sesame"
    start = page.enters(nick="nina", invitation="token").visit.start
    assert (start.has_chosen, start.password) == (True, "token")


def test_somebody_on_a_unix_socket_comes_from_this_machine(door: FakeDoor) -> None:
    assert Page(door, "localhost").enters().visit.peer == ""


def test_what_is_typed_and_painted_is_carried(page: Page) -> None:
    client = page.enters()
    page.types(b"h\xc3")
    page.types(b"\xa9\x1b[<0;1;1M")
    assert client.typed == b"h\xc3\xa9\x1b[<0;1;1M"
    client.terminal._painted(b"\x1b[2J\xff")
    assert page.hears() == [b"\x1b[2J\xff"]


def test_what_is_typed_early_waits_for_the_client(page: Page) -> None:
    page.says(**BEGIN)
    page.types(b"hello")
    page.types(b"\r")
    assert page.enters().typed == b"hello\r"


@pytest.mark.parametrize(
    ("said", "size"),
    [((1, 1), (1, 1)), ((1000, 1000), None), ((0, 0), (80, 24)), ((2**60, 5), None)],
)
def test_a_window_of_any_size_is_borne(
    page: Page, said: tuple[int, int], size: tuple[int, int] | None
) -> None:
    client = page.enters()
    page.says(type="size", columns=said[0], rows=said[1])
    columns, rows = client.size
    assert (columns, rows) == size or (size is None and columns <= 1000 and rows <= 1000)
    assert not page.below.is_closed


@pytest.mark.parametrize(
    "said",
    [
        *(b"", b"{}", b"[]", b"null", b"{", b"\xff\xfe", b'{"type":"begin"}', b"[" * 60_000),
        b'{"type":"other"}',
        b'{"type":"size","columns":1,"rows":1,"x":' + b"[" * 60_000,
        b'{"type":"size","columns":-1,"rows":1}',
        b'{"type":"size","columns":1e9,"rows":1.5}',
        b'{"type":"begin","columns":1,"rows":1,"nick":7}',
        json.dumps(BEGIN | {"nick": "x" * 257}).encode(),
        json.dumps(BEGIN | {"tab": "x" * 60_000}).encode(),
    ],
)
@pytest.mark.parametrize("is_late", [True, False])
def test_other_words_end_it(page: Page, said: bytes, is_late: bool) -> None:
    client = page.enters() if is_late else None
    page.says_raw(said)
    assert page.below.is_closed
    assert client is None or client.is_gone
    page.types(b"more")
    assert client is None or not client.typed


def test_a_client_is_started_once(door: FakeDoor, page: Page) -> None:
    page.enters()
    page.enters()
    assert len(door.clients) == 1


def test_a_page_that_goes_away_early_starts_none(door: FakeDoor, page: Page) -> None:
    page.says(**BEGIN)
    page.layer.connection_lost(None)
    door.start_clients()
    assert not door.clients
    assert not door.sessions


def test_a_refusal_is_told_in_words(door: FakeDoor, page: Page) -> None:
    door.refusal = "You are banned from this server: spam"
    page.says(**BEGIN)
    door.start_clients()
    assert page.hears() == [{"type": "refused", "why": door.refusal}]
    assert page.below.is_closed


@pytest.mark.parametrize(("status", "kind"), [(0, "ended"), (1, "ended"), (-9, "failed")])
def test_the_end_of_the_client_is_told(page: Page, status: int, kind: str) -> None:
    client = page.enters()
    client.ended(status)
    assert page.hears() == [{"type": kind}]
    assert page.below.is_closed


def test_the_nickname_is_told_when_it_changes(door: FakeDoor, page: Page) -> None:
    client = page.enters(nick="nina")
    client.connection = SimpleNamespace(client=1)
    heard = []
    for nick in ("", "nina_", "nina_", "nina"):
        door.nick = nick
        client.terminal._painted(b"x")
        heard += [word for word in page.hears() if word != b"x"]
    assert heard == [{"type": "nick", "nick": "nina_"}, {"type": "nick", "nick": "nina"}]


def test_a_browser_that_does_not_read_is_not_read_either(page: Page) -> None:
    """Each of its pings would leave an answer that waits."""
    client = page.enters()
    page.layer.pause_writing()
    written = len(page.below.written)
    page._browser.send_ping(b"x" * 125)
    page.pass_on()
    page.types(b"later")
    assert len(page.below.written) == written
    page.session._hold(False)  # the client is ready, but the browser is not
    assert page.below.ordered[-1] == "pause_reading"
    page.layer.resume_writing()
    page.door.timers.due[-1]()
    assert len(page.below.written) > written
    assert client.typed == b"later"


def test_a_browser_that_does_not_read_stops_the_client(page: Page) -> None:
    client = page.enters()
    page.layer.pause_writing()
    assert client.terminal._is_paused
    page.layer.resume_writing()
    assert not client.terminal._is_paused


def test_a_client_that_does_not_read_stops_the_browser(page: Page) -> None:
    client = page.enters()
    client.terminal._hold(True)
    page.types(b"x")
    assert client.typed == b""
    assert page.below.ordered[-1] == "pause_reading"
    client.terminal._hold(False)
    page.door.timers.due[-1]()
    assert client.typed == b"x"


def test_a_flood_of_keys_is_read_slowly(page: Page) -> None:
    client = page.enters()
    for _ in range(5000):
        page.types(b"x")
    assert 0 < len(client.typed) < 2000
    assert page.layer.is_resting


def test_hanging_up_ends_the_client(door: FakeDoor, page: Page) -> None:
    client = page.enters()
    page.layer.connection_lost(None)
    assert client.is_gone
    assert not door.sessions
    client.ended(0)
    assert page.hears() == []


def test_the_same_tab_is_there_once(door: FakeDoor) -> None:
    old, other, nameless = (Page(door) for _ in range(3))
    gone = old.enters(tab="1")
    others = [other.enters(tab="2"), nameless.enters()]
    Page(door).enters(tab="1")
    Page(door).enters()
    assert gone.is_gone
    assert old.hears() == [{"type": "replaced"}]
    assert not any(one.is_gone for one in others)


def test_a_silent_page_is_asked_and_then_given_up(door: FakeDoor, page: Page) -> None:
    client = page.enters()
    door.timers.now = 20
    page.session.check_alive(20)
    assert not page.is_pinged()
    door.timers.now = 30
    page.session.check_alive(30)
    assert page.is_pinged()
    page.pass_on()  # the answer of its browser
    page.session.check_alive(100)
    assert not page.below.is_closed
    page.session.check_alive(106)
    assert page.below.ordered[-1] == "abort"
    page.layer.connection_lost(None)
    assert client.is_gone


def test_a_page_that_never_says_who_comes_is_ended(door: FakeDoor, page: Page) -> None:
    for act in door.timers.due:
        act()
    assert page.below.is_closed


def test_all_are_told_when_the_server_ends(page: Page) -> None:
    client = page.enters()
    page.session.go_away()
    assert client.is_gone
    assert page.below.is_closed
    (frame,) = page._hear()
    assert (frame.opcode, frame.data[:2]) == (Opcode.CLOSE, (1001).to_bytes(2))


def test_the_limits_are_as_security_md_says() -> None:
    assert (web_session._QUEUED, web_session._LARGEST) == (32 * 1024, 64 * 1024)
