from tui_chat.client.session.model.incoming import Heard
from tui_chat.wire.message import Message


def heard(line: str) -> Heard:
    return Heard(Message.parse(line.encode()), 5.0)


def test_parameters_that_are_missing_are_empty() -> None:
    message = heard("TOPIC #tea")
    assert (message.count, message.param(0), message.param(7), message.text(1)) == (
        1,
        "#tea",
        "",
        "",
    )
    assert heard("PING").last == ""


def test_what_is_read_is_safe_to_show() -> None:
    message = heard(":b\x1bia!b@h TOPIC #t\x9ba :\x02bold\x02 \x1b[2J\u202e")
    for text in (message.nick, message.param(0), message.text(1), message.last):
        assert text.isprintable()
    assert message.text(1).startswith("bold ")


def test_the_time_is_the_servers_if_it_gives_one() -> None:
    assert heard("@time=1970-01-01T00:00:01.500Z PING").at == 1.5
    assert heard("@time=soon PING").at == 5.0
    assert heard("@time=9999-01-01T00:00:00Z PING").at == 5.0
    assert heard("@time=1970-01-01T00:00:01.500Z PING").arrived == 5.0


def test_an_id_of_absurd_length_is_none() -> None:
    assert heard("@msgid=abc PING").msgid == "abc"
    assert heard(f"@msgid={'x' * 500} PING").msgid == ""
    assert heard(f"@msgid={'é' * 150} PING").msgid == ""
