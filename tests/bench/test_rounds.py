from bench.rounds import Run, Runs, measure
from bench.scenarios import SCENARIOS
from bench.servers import Server


def test_the_median_is_over_the_rounds_of_one_server_and_scenario() -> None:
    runs = Runs([Run("ours", "chat", {"speed": value}) for value in (3.0, 1.0, 2.0)])
    runs.every.append(Run("theirs", "chat", {"speed": 9.0}))
    assert runs.median("ours", "chat", "speed") == 2.0


def test_one_round_without_a_figure_leaves_no_median() -> None:
    runs = Runs([Run("ours", "chat", {"speed": 3.0}), Run("ours", "chat", {}, "dropped one")])
    assert runs.median("ours", "chat", "speed") is None


def test_a_fault_in_any_round_is_kept() -> None:
    runs = Runs([Run("ours", "chat", {"speed": 3.0}), Run("ours", "chat", {}, "dropped one")])
    assert runs.fault("ours", "chat") == "dropped one"


def test_what_was_not_run_was_not_measured() -> None:
    assert not Runs().was_measured("ours", "chat")


def test_a_server_that_does_not_start_is_a_fault_and_not_the_end() -> None:
    broken = Server("broken", "", lambda _folder, _port: ("sh", "-c", "echo why; exit 1"), str)
    assert "why" in str(measure(broken, SCENARIOS[0], 0.1).fault)
