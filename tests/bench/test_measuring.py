from bench.measuring import Measured, Scenario
from bench.servers import Server


def test_a_scenario_lacks_nothing_and_skips_nobody_unless_it_says_so() -> None:
    scenario: Scenario[Server] = Scenario("chat", "a chat", (), lambda *_: Measured())
    assert scenario.lacks() is None
    assert not scenario.skips
