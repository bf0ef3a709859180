import shutil
import sys
from dataclasses import replace

import pytest

from bench.generator import Options, Outcome, drive
from bench.scenarios import DELIVERIES, SCENARIOS, Load
from bench.servers import TUI_CHAT, Place, running

QUIET = {"faults": {}, "deliveries": 3_000_000, "seconds": 2.0, "cpu_seconds": 1.0}


def deliveries(cpu_seconds: float) -> float | None:
    load = SCENARIOS[0].measure
    assert isinstance(load, Load)
    return load.figures[DELIVERIES](Outcome(QUIET, cpu_seconds))


def test_deliveries_are_counted_per_second_of_the_servers_processor() -> None:
    assert deliveries(cpu_seconds=1.5) == 2.0


def test_a_run_too_short_to_take_processor_time_has_no_figure() -> None:
    assert deliveries(cpu_seconds=0.0) is None


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
def test_a_run_notes_how_busy_both_cores_were() -> None:
    measured = SCENARIOS[0].measure(TUI_CHAT, 0.2)
    assert measured.fault is None
    assert {"server_busy", "load_busy", "load_rate", "seconds"} <= measured.notes.keys()


def test_what_the_issue_of_speed_asks_for_is_there() -> None:
    assert {scenario.name for scenario in SCENARIOS} >= {
        *(f"channel-{members}-window-{w}" for members in (20, 100, 1000) for w in (4, 256)),
        *("channels-50", "mesh", "crowd", "capabilities", "tls-window-256", "join-storm"),
        *("idle", "register", "paced", "stopped-reader"),
    }


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
def test_nobody_healthy_is_closed_where_everybody_shouts() -> None:
    crowd = next(scenario for scenario in SCENARIOS if scenario.name == "crowd")
    assert crowd.measure(TUI_CHAT, 0.3).fault is None


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
def test_nobody_is_closed_for_saying_more_than_the_default_limits_let_through() -> None:
    def command(place: Place) -> list[str]:
        where = ["--port", str(place.port), "--state", str(place.folder)]
        return [sys.executable, "-m", "tui_chat", "server", *where]

    shouting: Options = {
        "clients": 10,
        "senders": 10,
        "window": 50,
        "seconds": 0.001,
        "patience": 20,
    }
    with running(replace(TUI_CHAT, command=command)) as listening:
        outcome = drive(listening.port, shouting)
    assert outcome.fault is None
    assert outcome.report["deliveries"] >= 10 * 9 * 50
