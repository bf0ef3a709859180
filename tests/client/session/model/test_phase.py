"""A connection goes through its phases in order, and never back but to its end."""

from itertools import product

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.session.model.phase import Phase, PhaseError, following

POSSIBLE = {
    (Phase.OFFLINE, Phase.HOLDING_BACK),
    (Phase.OFFLINE, Phase.CONNECTED),
    (Phase.HOLDING_BACK, Phase.CONNECTED),
    (Phase.HOLDING_BACK, Phase.REGISTERED),
    (Phase.CONNECTED, Phase.INTRODUCED),
    (Phase.CONNECTED, Phase.REGISTERED),
    (Phase.INTRODUCED, Phase.REGISTERED),
    (Phase.REGISTERED, Phase.WELCOMED),
    (Phase.WELCOMED, Phase.SETTLED),
    *((phase, Phase.OFFLINE) for phase in Phase),
}


def phase_of(talk: Talk) -> Phase:
    return talk.session._state.phase


@pytest.mark.parametrize(("phase", "new"), list(product(Phase, Phase)))
def test_a_phase_that_cannot_follow_is_not_entered(phase: Phase, new: Phase) -> None:
    if (phase, new) in POSSIBLE:
        assert following(phase, new) is new
    else:
        with pytest.raises(PhaseError):
            following(phase, new)


def test_a_connection_goes_through_its_phases() -> None:
    talk = Talk()
    state = talk.session._state
    phases = [state.phase]

    def step(*lines: str) -> None:
        talk.hears(*lines)
        phases.append(state.phase)

    talk.session.connected(trusted=True)
    step(":irc CAP * LS :")
    step(":irc 001 ana :Welcome")
    step(":irc 422 ana :No message of the day")
    [ping] = [line.split()[1] for line in talk.sent() if line.startswith("PING")]
    step(f":irc PONG irc {ping}")
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    step()
    assert phases == [
        Phase.OFFLINE,
        Phase.INTRODUCED,
        Phase.REGISTERED,
        Phase.WELCOMED,
        Phase.SETTLED,
        Phase.OFFLINE,
    ]


def test_without_a_nickname_nobody_is_introduced() -> None:
    talk = Talk(nick="")
    talk.session.connected(trusted=True)
    assert phase_of(talk) is Phase.CONNECTED
    talk.session.change_nick("ana")
    assert phase_of(talk) is Phase.INTRODUCED
    assert talk.sent()[-2:] == ["NICK ana", "USER ana 0 * ana"]


def test_a_server_that_welcomes_twice_lets_us_in_once() -> None:
    talk = Talk()
    talk.connects()
    talk.hears(*[":irc 001 ana :Welcome", ":irc 422 ana :None"] * 2)
    assert [type(event).__name__ for event in talk.happened()].count("Registered") == 1


def test_a_server_that_lets_us_in_unasked_does_not_get_the_password_afterwards() -> None:
    talk = Talk(password="sesame")
    talk.session.connected(secured=False)
    assert phase_of(talk) is Phase.HOLDING_BACK
    talk.hears(":irc 001 ana :Welcome", ":irc 421 ana CAP :Unknown command")
    assert not any(line.startswith(("PASS", "USER")) for line in talk.sent())


def test_a_welcome_without_a_connection_is_none() -> None:
    talk = Talk()
    talk.hears(":irc 001 ana :Welcome")
    assert phase_of(talk) is Phase.OFFLINE
