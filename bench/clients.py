"""Terminal clients: how long they take to start and to paint a key, and what they cost.

Each runs under a real pseudo-terminal on one core; a server of ours, the people in it and whoever
holds the watch share another.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import msgspec

from bench.measuring import Figure, Measured, Scenario
from bench.screen import Screen, showing
from bench.servers import NGIRCD, TUI_CHAT, Server, first_line, running
from bench.talkers import CHANNEL, FAREWELL, GREETING, Talkers, talkers
from tui_chat.client.connect.known_servers import KnownServer, Standing

RATE: Final = 1000.0
"""Messages a second in the open channel, where it is busy."""
PAUSE: Final = 0.04
"""Seconds between two keys: a fast typist's."""
MARKS: Final = "QXZJKVWY"
"""Letters that nobody in the channel writes."""
ERASE: Final = "\x7f"
KEYS: Final = 40
"""For each second that a run is to last: they take longer than that, a few say nothing."""
SETTLING: Final = 0.5
PATIENCE: Final = 5.0
"""Seconds for the last words to be shown."""

# It would wait five seconds before it joins, lest a server take it for a flood.
_IRSSI_CONFIG: Final = """
servers = ({{ address = "127.0.0.1"; port = "{port}"; chatnet = "bench"; autoconnect = "yes"; }});
chatnets = {{ bench = {{ type = "IRC"; nick = "newcomer"; }}; }};
channels = ({{ name = "{channel}"; chatnet = "bench"; autojoin = "yes"; }});
settings = {{
  "fe-common/core" = {{ window_auto_change = "yes"; }};
  "irc/core" = {{ cmd_queue_speed = "0"; }};
}};
"""


@dataclass(frozen=True)
class Client:
    """A terminal client, and how it is brought straight into CHANNEL as `newcomer`."""

    name: str
    title: str
    program: tuple[str, ...]
    version: Callable[[], str]
    arguments: Callable[[int], Sequence[str]]
    """At a port of this machine."""
    files: Callable[[int], Mapping[str, str]] = field(default=lambda _: {})
    """What its home folder must hold."""

    @property
    def is_here(self) -> bool:
        """Whether it can be started on this machine."""
        return shutil.which(self.program[0]) is not None


def _tui_chat(port: int) -> Sequence[str]:
    return ("connect", "127.0.0.1", str(port), "--nick", "newcomer", "--channel", CHANNEL)


def _weechat(port: int) -> Sequence[str]:
    return ("-t", f"irc://newcomer@127.0.0.1:{port}/{CHANNEL}")


def _irssi_files(port: int) -> Mapping[str, str]:
    return {".irssi/config": _IRSSI_CONFIG.format(port=port, channel=CHANNEL)}


TUI_CHAT_CLIENT: Final = Client(
    "tui-chat", "**tui-chat**", (sys.executable, "-m", "tui_chat"), TUI_CHAT.version, _tui_chat
)
WEECHAT: Final = Client(
    "weechat", "WeeChat (C)", ("weechat",), partial(first_line, "weechat", "--version"), _weechat
)
IRSSI: Final = Client(
    "irssi",
    "irssi (C)",
    ("irssi",),
    partial(first_line, "irssi", "--version"),
    lambda _: (),
    _irssi_files,
)


OTHERS: Final = frozenset({WEECHAT.name, IRSSI.name})
CLIENTS: Final = (TUI_CHAT_CLIENT, WEECHAT, IRSSI)
"""All, whether they are on this machine or not, ours first."""


@dataclass(frozen=True)
class Session:
    """A client that has entered CHANNEL."""

    screen: Screen
    talkers: Talkers
    started_after: float
    """Seconds until the first words of the channel were painted."""


@contextmanager
def session(
    client: Client,
    server: Server = TUI_CHAT,
    files: Callable[[int], Mapping[str, str]] | None = None,
) -> Iterator[Session]:
    """The client in CHANNEL of a server, among talkers who say nothing but a greeting.

    `files` are what its home folder holds, if not what the client needs to be there.
    """
    cores = sorted(os.sched_getaffinity(0))
    with (
        _here(cores[-1]),
        running(server, cores[-1]) as listening,
        talkers(listening.port) as people,
        showing(
            (*client.program, *client.arguments(listening.port)),
            cores[0],
            (files or client.files)(listening.port),
        ) as screen,
    ):
        yield Session(screen, people, screen.seconds_until(GREETING))


@contextmanager
def _here(core: int) -> Iterator[None]:
    """This process, which holds the watch, keeps off the client's core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def starting(client: Client, _seconds: float) -> Measured:
    """Until it shows what is said in a channel, and what it holds then."""
    with session(client) as entered:
        entered.screen.bytes_within(SETTLING)
        memory = entered.screen.memory_kb() / 1000
        return Measured({"start": 1e3 * entered.started_after, "memory": memory})


def starting_without_tls(client: Client, _seconds: float) -> Measured:
    """The same on a server that ignores a TLS handshake: new, and known to be so."""
    # One after the other: together they would share a core.
    with session(client, NGIRCD) as new:
        pass
    with session(client, NGIRCD, _known_as_plain) as known:
        pass
    return Measured({"new": 1e3 * new.started_after, "known": 1e3 * known.started_after})


def _known_as_plain(port: int) -> Mapping[str, str]:
    """What our client remembers of a server that does not encrypt."""
    now = time.time()
    server = KnownServer(Standing.PLAIN, first_seen=now, last_seen=now)
    remembered = {"servers": {f"127.0.0.1 {port}": server}, "policies": {}}
    return {".local/share/tui-chat/known_servers.json": msgspec.json.encode(remembered).decode()}


def _lacks_ngircd() -> str | None:
    return None if NGIRCD.is_here else "ngircd is not on this machine"


def resting(client: Client, seconds: float) -> Measured:
    """What it does while nothing happens."""
    with session(client) as entered:
        screen = entered.screen
        screen.bytes_within(2 * SETTLING)  # what the start leaves behind
        before = screen.cpu_seconds()
        written = screen.bytes_within(seconds)
        spent = screen.cpu_seconds() - before
        return Measured({"bytes": written / seconds, "cpu": 100 * spent / seconds})


def typing(client: Client, seconds: float) -> Measured:
    """From a key to its paint, in a channel where nobody speaks."""
    with session(client) as entered:
        return Measured(_quantiles(_pressed(entered.screen, seconds)))


def typing_while_busy(client: Client, seconds: float) -> Measured:
    """The same while RATE messages a second come, what that costs, and how far behind it is."""
    with session(client) as entered:
        screen = entered.screen
        with entered.talkers.talking(RATE):
            screen.bytes_within(SETTLING)
            began, before = time.perf_counter(), screen.cpu_seconds()
            delays = _pressed(screen, seconds)
            spent = screen.cpu_seconds() - before
            share = spent / (time.perf_counter() - began)
        behind = _behind(screen)
        return Measured({**_quantiles(delays), "cpu": 100 * share, "behind": behind})


def _behind(screen: Screen) -> float | None:
    """Milliseconds until the last words are shown; None when they never are."""
    began = time.perf_counter()
    try:
        screen.seconds_until(FAREWELL, PATIENCE)
    except RuntimeError:
        return None
    return 1e3 * (time.perf_counter() - began)


def _pressed(screen: Screen, seconds: float) -> list[float]:
    """How long each of many keys took. They stand behind a word, one at a time."""
    screen.type("well ")
    screen.bytes_within(SETTLING)
    marks = [mark for mark in MARKS if mark.encode() not in screen.painted]
    delays = []
    for number in range(max(1, int(seconds * KEYS))):
        # Never the same twice: the last one may still be being erased.
        delays.append(screen.seconds_from_key(marks[number % len(marks)]))
        screen.bytes_within(PAUSE)
        screen.type(ERASE)
        screen.bytes_within(PAUSE)
    return delays


def _quantiles(delays: Sequence[float]) -> dict[str, float]:
    ordered = sorted(delays)
    return {
        name: 1e3 * ordered[int(part * len(ordered))]
        for name, part in (("p50", 0.5), ("p99", 0.99))
    }


_P50: Final = Figure("p50", "ms p50")
_P99: Final = Figure("p99", "ms p99")
SCENARIOS: Final = (
    Scenario(
        "client-start",
        "start in a channel",
        (Figure("start", "ms until its first words"), Figure("memory", "MB of memory (Pss) then")),
        starting,
        is_quick=True,
    ),
    Scenario(
        "client-start-plain",
        "start in a channel of ngircd, which ignores TLS",
        (Figure("new", "ms if it is new"), Figure("known", "ms if it is known")),
        starting_without_tls,
        skips=OTHERS,
        lacks=_lacks_ngircd,
    ),
    Scenario(
        "client-idle",
        "at rest",
        (Figure("bytes", "bytes written a second"), Figure("cpu", "% of a core")),
        resting,
    ),
    Scenario("client-keys", "key to paint", (_P50, _P99), typing, is_quick=True),
    Scenario(
        "client-keys-busy",
        "key to paint at 1,000 messages a second",
        (
            _P50,
            _P99,
            Figure("cpu", "% of a core"),
            Figure("behind", "ms until the last message is shown"),
        ),
        typing_while_busy,
        is_quick=True,
    ),
)
