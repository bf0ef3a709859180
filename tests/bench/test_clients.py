import pytest

from bench.clients import CLIENTS, SCENARIOS, TUI_CHAT_CLIENT, Client
from bench.measuring import Scenario


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_our_client_yields_the_figures_of_every_scenario(scenario: Scenario[Client]) -> None:
    figures = scenario.measure(TUI_CHAT_CLIENT, 0.1).figures
    assert set(figures) == {figure.name for figure in scenario.figures}


@pytest.mark.parametrize("client", CLIENTS[1:], ids=lambda client: client.name)
def test_other_clients_are_timed_in_a_busy_channel_too(client: Client) -> None:
    if not client.is_here:
        pytest.skip(f"there is no {client.name}")
    busy = next(one for one in SCENARIOS if one.name == "client-keys-busy")
    figures = busy.measure(client, 0.1).figures
    assert set(figures) == {figure.name for figure in busy.figures}
