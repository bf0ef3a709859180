from collections.abc import Sequence

import pytest

from bench import neighbours
from bench.measuring import Figure, Measured, Scenario
from bench.rounds import Middle, Run, Runs, run_rounds
from bench.scenarios import SCENARIOS
from bench.servers import Server

SPEED = Figure("speed", "per second", more_is_better=True)
DELAY = Figure("delay", "ms")
OURS, THEIRS = (
    Server(name, name.title(), lambda _: (), lambda: "1.0") for name in ("ours", "theirs")
)


def runs(subject: str, *speeds: float | None) -> list[Run]:
    return [Run(subject, {"speed": speed, "delay": speed}) for speed in speeds]


def ran(rounds: int, calm: float = 0.0) -> Sequence[Run]:
    scenario: Scenario[Server] = Scenario(
        "chat", "a chat", (SPEED,), lambda _server, _: Measured({"speed": 1.0})
    )
    return run_rounds(
        scenario, (OURS, THEIRS), rounds=rounds, seconds=0, calm=calm, tell=lambda *_: None
    )


def test_the_median_is_over_the_rounds_of_one_subject_and_has_a_spread() -> None:
    some = Runs([*runs("ours", 3.0, 1.0, 2.5), *runs("theirs", 9.0)])
    assert some.middle("ours", "speed") == Middle(2.5, 1.0, 3.0)


def test_one_round_without_a_figure_leaves_no_median() -> None:
    some = Runs([*runs("ours", 3.0), Run("ours", {}, "dropped one")])
    assert some.middle("ours", "speed") is None


def test_a_fault_in_any_round_is_kept() -> None:
    some = Runs([*runs("ours", 3.0), Run("ours", {}, "dropped one")])
    assert some.fault("ours") == "dropped one"


def test_ratios_are_taken_round_by_round_and_above_one_is_good() -> None:
    some = Runs([*runs("ours", 4.0, 1.0, 9.0), *runs("theirs", 2.0, 1.0, 3.0)])
    assert some.ratio("ours", "theirs", SPEED) == Middle(2.0, 1.0, 3.0)
    assert some.ratio("ours", "theirs", DELAY) == Middle(0.5, 1 / 3, 1.0)


def test_without_one_of_both_there_is_no_ratio() -> None:
    assert Runs(runs("ours", 4.0)).ratio("ours", "theirs", SPEED) is None


def test_nothing_is_not_compared() -> None:
    some = Runs([*runs("ours", 0.0), *runs("theirs", 2.0)])
    assert some.ratio("ours", "theirs", DELAY) is None


def test_every_other_round_goes_backwards() -> None:
    order = [run.subject for run in ran(rounds=3)]
    assert order == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]


def test_what_others_took_meanwhile_is_noted() -> None:
    assert all(run.others >= 0 and "others" in run.notes for run in ran(rounds=1))


def test_calm_is_awaited_before_each_run(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(neighbours, "await_calm", waited.append)
    ran(rounds=2, calm=7.0)
    assert waited == [7.0] * 4


def test_a_server_that_does_not_start_is_a_fault_and_not_the_end() -> None:
    broken = Server("broken", "", lambda _: ("sh", "-c", "echo why; exit 1"), str)
    [run] = run_rounds(SCENARIOS[0], (broken,), rounds=1, seconds=0.1, tell=lambda *_: None)
    assert "why" in str(run.fault)
