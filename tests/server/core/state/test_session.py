from tui_chat.server.core.events import ClientId
from tui_chat.server.core.state.session import Session


def test_a_session_is_called_by_the_nickname_it_asked_for_and_then_by_its_users() -> None:
    session = Session(ClientId(1), "host", secure=False)
    assert session.nick == "*"
    assert session.registration is not None
    session.registration.nick = "ana"
    assert session.nick == "ana"
