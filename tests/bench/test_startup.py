import pytest

from bench.clients import IRSSI, TUI_CHAT_CLIENT, WEECHAT, Client
from bench.measuring import Scenario
from bench.servers import TUI_CHAT
from bench.startup import COMMAND_LINES, SERVER_START


@pytest.mark.parametrize("scenario", COMMAND_LINES, ids=lambda scenario: scenario.name)
def test_our_client_is_started_in_every_way(scenario: Scenario[Client]) -> None:
    assert set(scenario.measure(TUI_CHAT_CLIENT, 0).figures) == {"start"}


@pytest.mark.parametrize("client", [WEECHAT, IRSSI], ids=lambda client: client.name)
def test_other_clients_say_their_help_too(client: Client) -> None:
    if not client.is_here:
        pytest.skip(f"there is no {client.name}")
    helping = next(one for one in COMMAND_LINES if client.name not in one.skips)
    assert set(helping.measure(client, 0).figures) == {"start"}


def test_a_server_is_started_until_it_listens() -> None:
    figures = SERVER_START.measure(TUI_CHAT, 0).figures
    assert set(figures) == {figure.name for figure in SERVER_START.figures}
