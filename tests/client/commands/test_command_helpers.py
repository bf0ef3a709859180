"""Some commands need a channel, some a connection."""

from tests.client.commands.noted_context import NotedContext
from tui_chat.client.commands.command_helpers import channel_here


def test_the_open_channel_is_where_a_command_works(channel_context: NotedContext) -> None:
    assert channel_here(channel_context) == "#tea"
    assert channel_context.notes == []


def test_elsewhere_the_person_is_told_so(person_context: NotedContext) -> None:
    assert channel_here(person_context) is None
    assert person_context.notes == ["complain That works only in a channel."]


def test_what_only_a_server_can_do_is_not_done_in_silence_without_one(
    channel_context: NotedContext,
) -> None:
    channel_context.session.disconnected("Lost.", channel_context.now(), retry_in=1.0)
    for line in ("/topic Tea", "/kick bia", "/whois bia", "/list", "/raw VERSION"):
        assert channel_context.types(line) == [
            "complain You are not connected. /reconnect to try again"
        ]
