from hypothesis import given
from hypothesis import strategies as st

from tui_chat.client.session.outgoing import clean
from tui_chat.wire.message import Message


@given(st.lists(st.text(), max_size=4))
def test_whatever_was_typed_the_line_parses_as_what_was_meant(params: list[str]) -> None:
    message = clean(Message("TOPIC", tuple(params)), 512)
    [line, rest] = message.encode().split(b"\r\n")
    assert rest == b""
    assert Message.parse(line) == message
    assert len(message.params) == len(params)


def test_what_is_too_long_is_cut_between_characters() -> None:
    message = clean(Message("TOPIC", ("#tea", "é" * 600)), 512)
    assert 500 < len(message.encode()) <= 512
    assert set(message.params[1]) == {"é"}
