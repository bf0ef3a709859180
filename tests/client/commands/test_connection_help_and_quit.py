from tests.client.commands.noted_context import NotedContext


def test_help_is_about_everything_or_one_command(channel_context: NotedContext) -> None:
    assert channel_context.types("/help") == ["help"]
    assert channel_context.types("/help /entrar") == [
        "tell /join [CHANNEL [KEY]]: join a channel (also /j /entrar)",
    ]
    assert channel_context.types("/help /xyzzy") == ["complain Unknown command /xyzzy."]
    assert channel_context.types("/help private channel") == ["help private channel"]


def test_quit_may_say_goodbye(channel_context: NotedContext) -> None:
    assert channel_context.types("/quit good night") == ["leave good night"]
    assert channel_context.types("/exit") == ["leave"]


def test_raw_sends_a_line_or_says_that_it_is_none(channel_context: NotedContext) -> None:
    assert channel_context.types("/raw WHOWAS bia") == ["WHOWAS bia"]
    assert channel_context.types("/quote :") == ["complain That is not a line of the protocol."]


def test_reconnect(channel_context: NotedContext) -> None:
    assert channel_context.types("/reconnect") == ["reconnect"]


def test_connect_takes_a_host_and_a_port(channel_context: NotedContext) -> None:
    assert channel_context.types("/connect irc.example") == ["connect irc.example None"]
    assert channel_context.types("/connect irc.example 6697") == ["connect irc.example 6697"]
    assert channel_context.types("/connect irc.example:6697") == ["connect irc.example 6697"]
    assert channel_context.types("/connect irc.example x") == [
        "complain x is not a valid port (1 to 65535)."
    ]
