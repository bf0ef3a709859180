"""What is measured of servers under load: the generator's options, and the figures they yield."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bench.build import lacks_compiler, lacks_tls
from bench.generator import Options, Outcome, drive
from bench.measuring import Figure, Measured, Scenario
from bench.servers import Server, running

CAPABILITIES: Final = (
    "account-notify account-tag away-notify batch cap-notify chghost echo-message extended-join "
    "invite-notify labeled-response message-tags multi-prefix server-time setname "
    "userhost-in-names"
)
DELIVERIES: Final = Figure("deliveries", "million per CPU second", more_is_better=True)
CPU: Final = Figure("cpu", "CPU s")

Extract = Callable[[Outcome], float | None]
"""Takes a figure from an outcome."""


@dataclass(frozen=True)
class Load:
    """The measuring of one server under load: the server on one core, the generator on another."""

    options: Options
    """As in `generator.drive`."""
    figures: Mapping[Figure, Extract]
    is_secure: bool = False
    """Whether clients come over TLS."""

    def __call__(self, server: Server, seconds: float) -> Measured:
        """One run of a server of its own."""
        cores = sorted(os.sched_getaffinity(0))
        options = {"seconds": seconds, "burst": server.burst, **self.options}
        with running(server, cores[0], is_secure=self.is_secure) as listening:
            outcome = drive(
                listening.port,
                options,
                pid=listening.pid,
                core=cores[-1],
                is_secure=self.is_secure,
            )
        figures: dict[str, float | None] = {}
        if outcome.fault is None:
            figures = {figure.name: take(outcome) for figure, take in self.figures.items()}
        return Measured(figures, outcome.fault, _notes(outcome))


def _notes(outcome: Outcome) -> dict[str, float | str]:
    """How busy both cores were, what the load could have taken, on what both sides agreed."""
    report = outcome.report
    seconds: float = report["seconds"] or 1.0
    notes: dict[str, float | str] = {
        "seconds": report["seconds"],
        "server_busy": outcome.cpu_seconds / seconds,
        "load_busy": report["cpu_seconds"] / seconds,
    }
    if report.get("deliveries") and report["cpu_seconds"]:
        notes["load_rate"] = report["deliveries"] / report["cpu_seconds"] / 1e6
    words = {name: report.get(name) for name in ("capabilities", "tls", "reason")}
    return {**notes, **{name: said for name, said in words.items() if said}}


def _per_cpu_second(outcome: Outcome) -> float | None:
    if not outcome.cpu_seconds:
        return None
    deliveries: int = outcome.report["deliveries"]
    return deliveries / outcome.cpu_seconds / 1e6


def _report(name: str, factor: float = 1.0) -> Extract:
    def figure(outcome: Outcome) -> float | None:
        value: float | None = outcome.report.get(name)
        return None if value is None else value * factor

    return figure


def _per_second(outcome: Outcome) -> float:
    clients: int = outcome.report["clients"]
    seconds: float = outcome.report["seconds"]
    return clients / seconds


def _kb_per_connection(outcome: Outcome) -> float:
    clients: int = outcome.report["clients"]
    return (outcome.memory_ready_kb - outcome.memory_before_kb) / clients


def _cpu(outcome: Outcome) -> float:
    return outcome.cpu_seconds


def _grown(outcome: Outcome) -> float:
    return outcome.memory_grown_kb / 1e3


_FANOUT: Final[Mapping[Figure, Extract]] = {DELIVERIES: _per_cpu_second}
_WITHOUT_TLS: Final = frozenset({"naive", "limit", "ergo"})
_WITHOUT_CAPABILITIES: Final = frozenset({"naive", "limit"})


def _scenario(
    name: str,
    title: str,
    options: Options,
    figures: Mapping[Figure, Extract] = _FANOUT,
    *,
    is_quick: bool = False,
    skips: frozenset[str] = frozenset(),
) -> Scenario[Server]:
    load = Load(options, figures)
    return Scenario(name, title, tuple(figures), load, is_quick, skips, lacks_compiler)


def _over_tls(
    name: str,
    title: str,
    options: Options,
    figures: Mapping[Figure, Extract] = _FANOUT,
    *,
    is_quick: bool = False,
) -> Scenario[Server]:
    load = Load(options, figures, is_secure=True)
    return Scenario(name, title, tuple(figures), load, is_quick, _WITHOUT_TLS, lacks_tls)


def _channel(members: int, window: int) -> Options:
    return {"mode": "chat", "clients": members, "senders": 4, "window": window}


_CHANNELS_50: Final[Options] = {
    "mode": "chat",
    "clients": 1000,
    "channels": 50,
    "senders": 200,
    "window": 64,
}
_MESH: Final[Options] = {
    "mode": "chat",
    "clients": 200,
    "channels": 50,
    "channels_each": 5,
    "senders": 200,
    "window": 64,
}
_REGISTER: Final[Mapping[Figure, Extract]] = {
    Figure("rate", "per second", more_is_better=True): _per_second,
    CPU: _cpu,
}
_MEMORY: Final[Mapping[Figure, Extract]] = {Figure("memory", "kB each"): _kb_per_connection}


SCENARIOS: Final = (
    _scenario("channel-20-window-256", "one channel of 20, window 256", _channel(20, 256)),
    _scenario("channel-20-window-4", "one channel of 20, window 4", _channel(20, 4)),
    _scenario(
        "channel-100-window-256",
        "one channel of 100, window 256",
        _channel(100, 256),
        is_quick=True,
    ),
    _scenario(
        "channel-100-window-4", "one channel of 100, window 4", _channel(100, 4), is_quick=True
    ),
    _scenario("channel-1000-window-256", "one channel of 1,000, window 256", _channel(1000, 256)),
    _scenario("channel-1000-window-4", "one channel of 1,000, window 4", _channel(1000, 4)),
    _scenario(
        "channels-50",
        "50 channels of 20, four speakers each, window 64",
        _CHANNELS_50,
        is_quick=True,
    ),
    _scenario(
        "mesh",
        "mesh: 200 clients, each in 5 of 50 channels, window 64",
        _MESH,
        is_quick=True,
    ),
    _scenario(
        "crowd",
        "one channel of 200 where all speak, window 64",
        {"mode": "chat", "clients": 200, "senders": 200, "window": 64},
    ),
    _scenario(
        "capabilities",
        "one channel of 100, window 256, all capabilities on",
        {**_channel(100, 256), "capabilities": CAPABILITIES},
        is_quick=True,
        skips=_WITHOUT_CAPABILITIES,
    ),
    _scenario(
        "capabilities-mixed",
        "one channel of 100, window 256, message-tags and server-time for every other",
        {**_channel(100, 256), "capabilities": "message-tags server-time", "every": 2},
        skips=_WITHOUT_CAPABILITIES,
    ),
    _over_tls(
        "tls-window-256",
        "one channel of 100, window 256, over TLS",
        _channel(100, 256),
        is_quick=True,
    ),
    _over_tls("tls-window-4", "one channel of 100, window 4, over TLS", _channel(100, 4)),
    _over_tls(
        "tls-channels-50",
        "50 channels of 20, four speakers each, window 64, over TLS",
        _CHANNELS_50,
    ),
    _over_tls("tls-mesh", "mesh: 200 clients, each in 5 of 50 channels, over TLS", _MESH),
    _scenario(
        "join-storm",
        "1,000 clients join one channel",
        {"mode": "join", "clients": 1000},
        {Figure("seconds", "s"): _report("seconds"), CPU: _cpu},
        is_quick=True,
        skips=frozenset({"limit"}),
    ),
    _scenario(
        "register",
        "1,000 clients connect and register at once",
        {"mode": "register", "clients": 1000},
        _REGISTER,
        is_quick=True,
    ),
    _over_tls(
        "tls-register",
        "1,000 clients connect over TLS and register at once, full handshakes",
        {"mode": "register", "clients": 1000, "patience": 15},
        _REGISTER,
    ),
    _scenario(
        "idle",
        "5,000 idle connections",
        {"mode": "idle", "clients": 5000},
        _MEMORY,
        skips=frozenset({"naive"}),
    ),
    _over_tls(
        "tls-idle",
        "1,000 idle connections over TLS",
        {"mode": "idle", "clients": 1000, "patience": 15},
        _MEMORY,
    ),
    _scenario(
        "paced",
        "paced: 20 messages a second to 200 members",
        {"mode": "paced", "clients": 200, "senders": 10, "rate": 20},
        {
            Figure("p50", "ms p50"): _report("latency_p50_ms"),
            Figure("p99", "ms p99"): _report("latency_p99_ms"),
        },
        is_quick=True,
    ),
    _scenario(
        "stopped-reader",
        "one of 100 readers stops, window 64",
        {**_channel(100, 64), "mode": "stopped", "patience": 2},
        {
            DELIVERIES: _per_cpu_second,
            Figure("silence", "ms that the others wait at the most"): _report("longest_silence_ms"),
            Figure("closed", "s until it is closed"): _report("closed_after"),
            Figure("behind", "MB sent to each other reader by then"): _report("behind_bytes", 1e-6),
            Figure("grown", "MB that the server grows"): _grown,
        },
        is_quick=True,
        skips=frozenset({"limit"}),
    ),
)
