"""Who types where, as long as the place is there."""

from tests.client.session.talk import NOON, Talk
from tui_chat.client.session import Progress


def test_a_place_that_was_closed_and_opened_again_knows_nobody_who_types() -> None:
    talk = Talk.entered("message-tags echo-message")
    talk.joins("#tea", "bia")
    talk.hears("@+typing=active :bia!b@h TAGMSG #tea")
    closed = talk.buffer("#tea")
    assert talk.session.typists(closed, talk.at) == ["bia"]
    talk.session.close(closed)
    assert talk.session.typists(closed, talk.at) == []
    talk.joins("#tea", "bia")
    assert talk.session.typists(talk.buffer("#tea"), talk.at) == []


def test_where_nobody_passes_it_on_our_typing_is_not_told(tea: Talk) -> None:
    tea.session.typing(tea.buffer("#tea"), Progress.ACTIVE, NOON)
    assert tea.sent() == []
