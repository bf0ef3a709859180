from tests.client.commands.desk import NotedDesk


def test_help_is_about_everything_or_one_command(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/help") == ["help"]
    assert channel_desk.types("/help /entrar") == [
        "tell /join CHANNEL [KEY]: go into a channel (also /j /entrar)",
    ]
    assert channel_desk.types("/help xyzzy") == ["complain There is no /xyzzy."]


def test_quit_may_say_goodbye(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/quit good night") == ["leave good night"]
    assert channel_desk.types("/exit") == ["leave"]


def test_raw_sends_a_line_or_says_that_it_is_none(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/raw WHOWAS bia") == ["WHOWAS bia"]
    assert channel_desk.types("/quote :") == ["complain That is not a line of the protocol."]


def test_reconnect(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/reconnect") == ["reconnect"]


def test_connect_takes_a_host_and_a_port(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/connect irc.example") == ["connect irc.example None"]
    assert channel_desk.types("/connect irc.example 6697") == ["connect irc.example 6697"]
    assert channel_desk.types("/connect irc.example:6697") == ["connect irc.example 6697"]
    assert channel_desk.types("/connect irc.example x") == [
        "complain x is not a port: it is a number up to 65535."
    ]
