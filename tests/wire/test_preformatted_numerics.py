from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.preformatted_numerics import is_several, line, lines_of, replies


def test_a_line_is_filled_in_with_the_nickname() -> None:
    lines = "\n".join(
        (
            line(Numeric.RPL_YOURHOST, words=("irc.example", "1.0")),
            line(Numeric.RPL_MYINFO, "irc.example", "1.0", "io", "nt"),
            line(Numeric.RPL_LUSEROP, "3"),
        )
    )
    assert lines_of(replies(lines, "ana", "irc.example")) == [
        "002 ana :Your host is irc.example, running version 1.0",
        "004 ana irc.example 1.0 io nt",
        "252 ana 3 :operator(s) online",
    ]


def test_several_are_more_than_one() -> None:
    one = line(Numeric.ERR_NOMOTD)
    assert not is_several(replies(one, "ana", "irc.example"))
    assert is_several(replies(f"{one}\n{one}", "ana", "irc.example"))
    assert not is_several(Message("PRIVMSG", ("ana", "not\nsuch a one")))
