import pytest

from tests.client.session.talk import NOON, Talk
from tests.client.session.told import moment, page, said
from tui_chat.client.events import Changed

CAPABILITIES = "batch draft/chathistory draft/read-marker echo-message message-tags server-time"


@pytest.fixture
def tea() -> Talk:
    """In #tea, where bia said three things."""
    talk = Talk.entered(CAPABILITIES, "CHATHISTORY=100")
    talk.joins("#tea", "bia")
    talk.hears(*page("#tea", []), *(f"@{said(n, 'bia', f'text {n}')}" for n in (1, 2, 3)))
    talk.sent()
    talk.happened()
    return talk


def test_what_was_read_elsewhere_is_not_unread_here(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    assert buffer.unread == 3
    tea.hears(f":irc MARKREAD #tea timestamp={moment(2)}")
    assert buffer.unread == 1
    assert buffer.lines.by_id(buffer.read_up_to).text == "text 2"  # type: ignore[union-attr]
    assert tea.happened() == [Changed()]
    tea.hears(
        f":irc MARKREAD #tea timestamp={moment(1)}", ":irc MARKREAD #tea *", "MARKREAD #tea x"
    )
    assert buffer.unread == 1
    assert tea.happened() == []


def test_what_is_read_here_is_told_now_and_then(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.mark_read(buffer, tea.at)
    assert tea.sent() == []  # nothing was read yet
    buffer.show()
    tea.session.mark_read(buffer, tea.at)
    tea.session.mark_read(buffer, tea.at)
    assert tea.sent() == [f"MARKREAD #tea timestamp={moment(3)}"]
    tea.hears(f"@{said(4, 'bia', 'text 4')}")
    tea.session.mark_read(buffer, tea.at + 1)
    assert tea.sent() == []
    tea.session.mark_read(buffer, tea.at + 5)
    assert tea.sent() == [f"MARKREAD #tea timestamp={moment(4)}"]
    tea.hears(f"@{said(5, 'bia', 'text 5')}")
    buffer.hide()
    tea.session.mark_read(buffer, tea.at + 5, now=True)
    assert tea.sent() == [f"MARKREAD #tea timestamp={moment(5)}"]


def test_a_server_without_markers_is_told_nothing() -> None:
    talk = Talk.entered("server-time")
    talk.joins("#tea")
    talk.hears(f"@{said(1, 'bia', 'one')}")
    talk.buffer("#tea").show()
    talk.session.mark_read(talk.buffer("#tea"), talk.at, now=True)
    assert talk.sent() == []


def test_the_history_of_before_is_unread_from_the_marker_on() -> None:
    talk = Talk.entered(CAPABILITIES, "CHATHISTORY=100")
    talk.hears(":ana!ana@host JOIN #tea", f":irc MARKREAD #tea timestamp={moment(1)}")
    talk.hears(*page("#tea", [said(1, "bia", "one"), said(2, "bia", "ana?"), said(3, "bia", "x")]))
    buffer = talk.buffer("#tea")
    assert (buffer.unread, buffer.mentions, buffer.read_up_to) == (2, 1, 0)
    assert len(talk.session.mentions) == 1


def test_positions_go_with_the_person_from_run_to_run(tea: Talk) -> None:
    tea.buffer("#tea").show()
    kept = tea.session.positions
    assert kept == {"#tea": NOON + 3}
    again = Talk()
    again.session.restore(kept)
    again.enters("batch draft/chathistory message-tags server-time", "CHATHISTORY=100")
    again.hears(
        ":ana!ana@host JOIN #tea", *page("#tea", [said(3, "bia", "a"), said(4, "bia", "b")])
    )
    assert again.buffer("#tea").unread == 1
    assert again.session.positions == {"#tea": NOON + 3}


def test_a_place_that_was_closed_is_remembered(tea: Talk) -> None:
    tea.buffer("#tea").show()
    tea.session.close(tea.buffer("#tea"))
    assert tea.session.positions == {"#tea": NOON + 3}


def test_conversations_are_asked_about(tea: Talk) -> None:
    tea.session.talk_to("bia")
    assert tea.sent() == ["MARKREAD bia", "CHATHISTORY LATEST bia * 100"]
    tea.hears(f":irc MARKREAD bia timestamp={moment(1)}")
    tea.hears(*page("bia", [said(1, "bia", "one", "ana"), said(2, "bia", "two", "ana")]))
    assert tea.buffer("bia").unread == 1


def test_a_place_that_opens_was_read_as_far_as_it_was_in_the_last_run(talk: Talk) -> None:
    talk.session.restore({"#tea": NOON - 60})
    talk.joins("#tea")
    assert talk.buffer("#tea").read_at == NOON - 60


def test_a_place_that_was_closed_is_as_read_as_it_was(talk: Talk) -> None:
    talk.session.restore({"#tea": NOON - 60})
    talk.joins("#tea")
    talk.session.close(talk.buffer("#tea"))
    assert talk.session.positions == {"#tea": NOON - 60}
    talk.joins("#tea")
    assert talk.buffer("#tea").read_at == NOON - 60


def test_the_last_run_is_not_older_than_what_it_saw(talk: Talk) -> None:
    talk.session.restore({}, seen=NOON - 60)
    assert talk.session.seen == NOON - 60
