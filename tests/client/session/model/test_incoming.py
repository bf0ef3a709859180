from tui_chat.client.session.model.incoming import Incoming
from tui_chat.wire.message import Message


def incoming(line: str) -> Incoming:
    return Incoming(Message.parse(line.encode()), 5.0)


def test_parameters_that_are_missing_are_empty() -> None:
    message = incoming("TOPIC #tea")
    assert (message.count, message.param(0), message.param(7), message.text(1)) == (
        1,
        "#tea",
        "",
        "",
    )
    assert incoming("PING").last == ""


def test_what_is_read_is_safe_to_show() -> None:
    message = incoming(":b\x1bia!b@h TOPIC #t\x9ba :\x02bold\x02 \x1b[2J\u202e")
    for text in (message.nick, message.param(0), message.text(1), message.last):
        assert text.isprintable()
    assert message.text(1).startswith("bold ")


def test_the_time_is_the_servers_if_it_gives_one() -> None:
    assert incoming("@time=1970-01-01T00:00:01.500Z PING").at == 1.5
    assert incoming("@time=soon PING").at == 5.0
    assert incoming("@time=9999-01-01T00:00:00Z PING").at == 5.0
    assert incoming("@time=1970-01-01T00:00:01.500Z PING").arrived == 5.0


def test_an_id_of_absurd_length_is_none() -> None:
    assert incoming("@msgid=abc PING").msgid == "abc"
    assert incoming(f"@msgid={'x' * 500} PING").msgid == ""
    assert incoming(f"@msgid={'é' * 150} PING").msgid == ""
