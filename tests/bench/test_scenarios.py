from bench.generator import Outcome
from bench.scenarios import DELIVERIES, SCENARIOS


def test_names_are_unique() -> None:
    assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS)


def test_deliveries_are_counted_per_second_of_the_servers_processor() -> None:
    outcome = Outcome({"deliveries": 3_000_000, "faults": {}}, cpu_seconds=1.5)
    assert DELIVERIES.of(outcome) == 2.0


def test_a_run_too_short_to_take_processor_time_has_no_figure() -> None:
    assert DELIVERIES.of(Outcome({"deliveries": 3, "faults": {}})) is None
