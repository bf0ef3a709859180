"""What is measured: each scenario with the generator's options and the figures that it yields."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bench.generator import Options, Outcome

CAPABILITIES: Final = (
    "account-notify account-tag away-notify batch cap-notify chghost echo-message extended-join "
    "invite-notify labeled-response message-tags multi-prefix server-time setname "
    "userhost-in-names"
)


@dataclass(frozen=True)
class Figure:
    """A number taken from an outcome; None where the run does not yield it."""

    name: str
    unit: str
    of: Callable[[Outcome], float | None]
    more_is_better: bool = False


@dataclass(frozen=True)
class Scenario:
    """`options` as in `generator.drive`; `seconds` of sending are set by whoever runs it."""

    name: str
    title: str
    options: Options
    figures: tuple[Figure, ...]
    is_quick: bool = False
    """Part of the short run."""
    skips: frozenset[str] = field(default_factory=frozenset)
    """Servers for which it means nothing."""


def _per_cpu_second(outcome: Outcome) -> float | None:
    if not outcome.cpu_seconds:
        return None
    deliveries: int = outcome.report["deliveries"]
    return deliveries / outcome.cpu_seconds / 1e6


def _report(name: str, factor: float = 1.0) -> Callable[[Outcome], float | None]:
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


DELIVERIES: Final = Figure("deliveries", "million per CPU second", _per_cpu_second, True)
CPU: Final = Figure("cpu", "CPU s", lambda outcome: outcome.cpu_seconds)
FANOUT: Final = (DELIVERIES,)
TUTORIAL: Final = frozenset({"naive"})
TOYS: Final = frozenset({"naive", "limit"})


def _channel(members: int, window: int, *, is_quick: bool = False) -> Scenario:
    return Scenario(
        f"channel-{members}-window-{window}",
        f"one channel of {members:,}, window {window}",
        {"mode": "chat", "clients": members, "senders": 4, "window": window},
        FANOUT,
        is_quick,
    )


SCENARIOS: Final = (
    _channel(20, 256),
    _channel(20, 4),
    _channel(100, 256, is_quick=True),
    _channel(100, 4, is_quick=True),
    _channel(1000, 256),
    _channel(1000, 4),
    Scenario(
        "channels-50",
        "50 channels of 20, four speakers each, window 64",
        {"mode": "chat", "clients": 1000, "channels": 50, "senders": 200, "window": 64},
        FANOUT,
        is_quick=True,
    ),
    Scenario(
        "mesh",
        "mesh: 200 clients, each in 5 of 50 channels, window 64",
        {
            "mode": "chat",
            "clients": 200,
            "channels": 50,
            "channels_each": 5,
            "senders": 200,
            "window": 64,
        },
        FANOUT,
        is_quick=True,
    ),
    Scenario(
        "capabilities",
        "one channel of 100, window 256, all capabilities on",
        {
            "mode": "chat",
            "clients": 100,
            "senders": 4,
            "window": 256,
            "capabilities": CAPABILITIES,
        },
        FANOUT,
        is_quick=True,
        skips=TOYS,
    ),
    Scenario(
        "join-storm",
        "1,000 clients join one channel",
        {"mode": "join", "clients": 1000},
        (Figure("seconds", "s", _report("seconds")), CPU),
        is_quick=True,
        skips=frozenset({"limit"}),
    ),
    Scenario(
        "register",
        "1,000 clients connect and register at once",
        {"mode": "register", "clients": 1000},
        (Figure("rate", "per second", _per_second, True), CPU),
        is_quick=True,
    ),
    Scenario(
        "idle",
        "5,000 idle connections",
        {"mode": "idle", "clients": 5000},
        (Figure("memory", "kB each", _kb_per_connection),),
        skips=TUTORIAL,
    ),
    Scenario(
        "paced",
        "paced: 20 messages a second to 200 members",
        {"mode": "paced", "clients": 200, "senders": 10, "rate": 20},
        (
            Figure("p50", "ms p50", _report("latency_p50_ms")),
            Figure("p99", "ms p99", _report("latency_p99_ms")),
        ),
        is_quick=True,
    ),
    Scenario(
        "stopped-reader",
        "one of 100 readers stops, window 64",
        {"mode": "stopped", "clients": 100, "senders": 4, "window": 64, "patience": 2},
        (
            DELIVERIES,
            Figure("closed", "s until it is closed", _report("closed_after")),
            Figure("behind", "MB sent to each other reader by then", _report("behind_bytes", 1e-6)),
        ),
        is_quick=True,
        skips=frozenset({"limit"}),
    ),
)
