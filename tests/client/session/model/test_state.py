"""What a session knows: what ends with a connection, what outlives it, and its places."""

import os

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.buffers.buffer import BufferKind
from tui_chat.client.events import BufferClosed, BufferOpened, Changed, Joined, Refused
from tui_chat.client.session.model.login_profile import Profile
from tui_chat.client.session.model.phase import Phase
from tui_chat.client.session.model.server_features import Features
from tui_chat.client.session.model.state import BouncerKnowledge, State
from tui_chat.wire.names import Casemapping


@pytest.fixture
def state() -> State:
    return State(Profile("ana"), "irc.example", os.urandom)


def test_a_new_connection_knows_nothing_of_the_last_but_the_places(state: State) -> None:
    buffer = state.open("#tea", asked=True)
    state.wanted[state.fold("#tea")] = ("#tea", "")
    state.enter(Phase.CONNECTED)
    state.enter(Phase.REGISTERED)
    state.account, state.capabilities = "ana", {"batch"}
    state.start_over()
    assert (state.registered, state.account, state.capabilities) == (False, "", set())
    assert state.buffer("#tea") is buffer
    assert state.is_wanted(buffer)


def test_labels_never_come_again_not_even_on_another_connection(state: State) -> None:
    first = state.next_label()
    state.start_over()
    assert state.next_label() != first


@pytest.mark.parametrize("hostile", ["a\r\nQUIT", "a\0b"])
def test_whatever_is_sent_is_one_line(state: State, hostile: str) -> None:
    state.send("PRIVMSG", "#tea", hostile)
    [message] = state.outgoing
    assert message.encode().count(b"\n") == 1
    assert b"\0" not in message.encode()


def test_a_place_is_opened_once_whatever_case_its_name_has(state: State) -> None:
    buffer = state.open("#Tea", asked=True)
    assert state.open("#tEA", asked=False) is buffer
    assert state.events == [BufferOpened(buffer, asked=True)]


def test_people_and_channels_are_places_of_different_kinds(state: State) -> None:
    assert state.open("bia", asked=False).kind is BufferKind.PERSON
    assert state.open("#tea", asked=False).kind is BufferKind.CHANNEL


def test_a_channel_is_one_as_long_as_we_are_in_it(state: State) -> None:
    buffer = state.open("#tea", asked=True)
    assert state.channel("#tea") is None
    buffer.joined = True
    assert state.channel("#TEA") is buffer


def test_under_another_casemapping_places_that_were_two_become_one(state: State) -> None:
    state.casemapping = Casemapping.ASCII
    first, second = state.open("#a[", asked=False), state.open("#a{", asked=False)
    assert first is not second
    state.events.clear()
    state.features = Features()
    assert state.features.casemapping is Casemapping.RFC1459
    state.refold()
    assert state.buffer("#a{") is state.buffer("#a[")
    assert len([event for event in state.events if isinstance(event, BufferClosed)]) == 1


def test_words_go_where_the_person_looks_as_long_as_that_exists(state: State) -> None:
    tea = state.open("#tea", asked=True)
    state.foreground = tea
    state.events.clear()
    state.say_here("It is noon.", 0.0)
    assert [line.text for line in tea.lines] == ["It is noon."]
    state.buffers.close(tea)
    state.refuse("That cannot be.", 0.0)
    assert state.events == [
        Changed(),
        Refused(state.buffers.server, "That cannot be."),
    ]


def test_a_tag_that_the_server_does_not_pass_on_is_not_sent(state: State) -> None:
    assert not state.may_tag("typing")
    state.capabilities = {"message-tags"}
    assert state.may_tag("typing")


def test_a_channel_that_was_asked_for_is_still_under_another_casemapping() -> None:
    talk = Talk()
    talk.connects()
    talk.session.join("#[tea]")
    talk.hears(
        ":irc 001 ana :Welcome",
        ":irc 005 ana CASEMAPPING=ascii :are supported",
        ":ana!ana@host JOIN #[tea]",
    )
    [joined] = [event for event in talk.happened() if isinstance(event, Joined)]
    assert joined.asked


def test_at_first_nothing_is_known_of_a_bouncer() -> None:
    knowledge = BouncerKnowledge()
    assert (knowledge.listed, knowledge.followed, knowledge.was_told_of_none) == (None, None, False)
