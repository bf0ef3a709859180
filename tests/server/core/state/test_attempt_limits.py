from tui_chat.server.core.events import Millis
from tui_chat.server.core.state.attempt_limits import AttemptLimit


def at(seconds: float) -> Millis:
    return Millis(int(seconds * 1000))


def test_a_burst_is_free_and_what_follows_costs_a_pause_each() -> None:
    failures = AttemptLimit(burst=3, pause=6000)
    for _ in range(3):
        assert failures.wait("a", at(100)) == 0
        failures.add("a", at(100))
    assert failures.wait("a", at(100)) == 6
    assert failures.wait("a", at(105.5)) == 1
    assert failures.wait("a", at(106)) == 0
    failures.add("a", at(106))
    assert failures.wait("a", at(106)) == 6


def test_keys_are_counted_each_for_itself() -> None:
    failures = AttemptLimit(burst=1, pause=1000)
    failures.add("a", at(0))
    assert (failures.wait("a", at(0)), failures.wait("b", at(0))) == (1, 0)


def test_time_pays_the_debt() -> None:
    failures = AttemptLimit(burst=2, pause=1000)
    failures.add("a", at(0))
    failures.add("a", at(0))
    failures.add("a", at(60))
    assert failures.wait("a", at(60)) == 0


def test_what_went_right_is_forgotten() -> None:
    failures = AttemptLimit(burst=1, pause=1000)
    failures.add("a", at(0))
    failures.forget("a")
    failures.forget("b")
    assert failures.wait("a", at(0)) == 0


def test_no_more_than_so_many_keys_are_remembered() -> None:
    failures = AttemptLimit(burst=1, pause=10**9)
    for number in range(10_001):
        failures.add(str(number), at(0))
    assert len(failures._due) == 10_000
    assert failures.wait("0", at(0)) == 0
