from tests.client.session.talk import Talk
from tui_chat.client.events import InvitationMade

NOTES = (
    ":irc NOTE INVITATION CREATED ab12 :Invitation ab12: 1 person",
    ":irc NOTE INVITATION LINK ab12 :tui-chat connect h:1/T/plain",
    ":irc NOTE INVITATION PASSWORD ab12 :In other IRC clients: T",
)


def made(talk: Talk, *lines: str) -> list[InvitationMade]:
    talk.hears(*lines)
    return [one for one in talk.happened() if isinstance(one, InvitationMade)]


def test_an_invitation_that_was_asked_for_is_told_whole(tea: Talk) -> None:
    tea.session.invite_by_link(1, 24)
    assert tea.sent() == ["INVITATION ADD 1 24"]
    assert made(tea, *NOTES) == [
        InvitationMade("Invitation ab12: 1 person", ("tui-chat connect h:1/T/plain",))
    ]
    assert made(tea, *NOTES) == [], "only once"


def test_one_that_nobody_asked_for_is_only_shown(tea: Talk) -> None:
    tea.session.foreground = tea.buffer("#tea")
    assert made(tea, *NOTES) == []
    assert tea.shows("#tea")[-3:] == [note.split(":", 2)[-1] for note in NOTES]


def test_a_server_cannot_make_it_long(tea: Talk) -> None:
    tea.session.invite_by_link(1, 24)
    lines = (f":irc NOTE INVITATION LINK ab12 :line {number}" for number in range(100))
    (event,) = made(tea, NOTES[0], *lines, NOTES[2])
    assert len(event.lines) < 20
    assert made(tea, ":irc NOTE INVITATION PASSWORD ab12 :x") == []
