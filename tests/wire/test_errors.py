from tui_chat.wire.errors import NotUtf8Error, ProtocolError


def test_a_protocol_error_is_a_value_error() -> None:
    assert issubclass(ProtocolError, ValueError)


def test_what_is_not_utf_8_is_a_protocol_error_that_tells_the_command() -> None:
    error = NotUtf8Error("PRIVMSG")
    assert isinstance(error, ProtocolError)
    assert error.command == "PRIVMSG"
    assert "UTF-8" in str(error)
