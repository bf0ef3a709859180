import shutil

import pytest

from bench.generator import Options, drive
from bench.servers import LIMIT, TUI_CHAT, free_port, running

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")


def test_all_who_join_at_once_learn_of_each_other() -> None:
    with running(TUI_CHAT) as listening:
        outcome = drive(listening.port, {"mode": "join", "clients": 30})
    assert outcome.fault is None
    assert outcome.report["entered_seconds"] <= outcome.report["seconds"]


def test_paced_messages_have_a_latency() -> None:
    options: Options = {"mode": "paced", "clients": 5, "rate": 100, "seconds": 0.1}
    with running(LIMIT) as listening:
        outcome = drive(listening.port, options)
    assert 0 < outcome.report["latency_p50_ms"] <= outcome.report["latency_p99_ms"]


def test_memory_and_processor_time_of_the_server_are_noted() -> None:
    options: Options = {"clients": 10, "senders": 4, "window": 64, "seconds": 0.2}
    with running(LIMIT) as listening:
        outcome = drive(listening.port, options, pid=listening.pid)
    assert outcome.cpu_seconds > 0
    assert outcome.memory_ready_kb > 0


def test_what_the_load_costs_itself_is_noted() -> None:
    options: Options = {"clients": 10, "senders": 4, "window": 64, "seconds": 0.2}
    with running(LIMIT) as listening:
        outcome = drive(listening.port, options)
    assert 0 < outcome.report["cpu_seconds"] <= outcome.report["seconds"] + 0.1


def test_only_those_who_asked_are_sent_tags() -> None:
    options: Options = {
        "clients": 10,
        "senders": 4,
        "window": 16,
        "seconds": 0.2,
        "capabilities": "server-time message-tags",
        "every": 2,
    }
    with running(TUI_CHAT) as listening:
        outcome = drive(listening.port, options)
    assert outcome.fault is None
    assert "server-time" in outcome.report["capabilities"]


def test_who_stops_reading_is_closed_with_a_reason_and_the_others_are_told() -> None:
    options: Options = {"mode": "stopped", "clients": 10, "senders": 4, "window": 64, "seconds": 0}
    with running(TUI_CHAT) as listening:
        outcome = drive(listening.port, options, pid=listening.pid)
    assert outcome.fault is None
    assert outcome.report["told"] == 9
    assert outcome.report["reason"] == "Too slow: the send queue is full"
    assert outcome.report["longest_silence_ms"] > 0
    assert outcome.memory_grown_kb < 50_000


def test_a_port_where_nobody_listens_is_a_fault() -> None:
    outcome = drive(free_port(), {"clients": 1})
    assert outcome.fault is not None
    assert "refused" in outcome.fault


def test_an_option_out_of_range_is_refused() -> None:
    with pytest.raises(RuntimeError, match="died"):
        drive(6667, {"clients": 0})
