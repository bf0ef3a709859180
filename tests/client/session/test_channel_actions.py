"""Where a person goes, and what is asked there."""

from collections.abc import Callable

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.session import Session


@pytest.mark.parametrize(
    ("act", "line"),
    [
        (lambda session: session.part("#tea"), "PART #tea"),
        (lambda session: session.part("#tea", "bye all"), "PART #tea :bye all"),
        (lambda session: session.set_topic("#tea", ""), "TOPIC #tea :"),
        (lambda session: session.kick("#tea", "bia", "enough"), "KICK #tea bia enough"),
        (lambda session: session.kick("#tea", "bia"), "KICK #tea bia"),
        (lambda session: session.set_modes("#tea", "+o", "bia"), "MODE #tea +o bia"),
        (lambda session: session.set_modes("#tea"), "MODE #tea"),
        (lambda session: session.ban("#tea", "bia"), "MODE #tea +b bia!*@*"),
        (lambda session: session.unban("#tea", "bia!*@*"), "MODE #tea -b bia!*@*"),
        (lambda session: session.ask_list("#t*"), "LIST #t*"),
    ],
)
def test_what_is_done_in_a_channel_is_one_line(
    tea: Talk, act: Callable[[Session], None], line: str
) -> None:
    act(tea.session)
    assert tea.sent() == [line]


def test_channels_of_the_last_run_are_gone_back_to_but_named_ones_keep_their_key() -> None:
    talk = Talk(channels=("#tea",))
    session: Session = talk.session
    session.join("#tea", "sesame")
    session.return_to([("#TEA", ""), ("#milk", "")])
    assert session.channels == [("#tea", "sesame"), ("#milk", "")]
    talk.connects()
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
    assert "JOIN #tea,#milk sesame" in talk.sent()


def test_a_place_that_is_parted_stays_and_is_not_gone_back_to(tea: Talk) -> None:
    tea.session.part("#tea")
    assert tea.session.channels == []
    assert tea.session.find("#tea") is not None


def test_whoever_is_talked_to_has_a_place_from_then_on(talk: Talk) -> None:
    assert talk.session.find("bia") is None
    buffer = talk.session.talk_to("bia")
    assert talk.session.find("BIA") is buffer


def test_what_fits_no_line_is_not_sent_and_the_person_hears_of_it(talk: Talk) -> None:
    talk.session.join("#" + "a" * 600)
    assert talk.sent() == []
    assert talk.refused() == ["That is too long for one message."]
