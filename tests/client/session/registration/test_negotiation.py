import pytest

from tests.client.session.talk import Talk
from tui_chat.client.session.registration.negotiation import WANTED


def test_what_is_offered_and_wanted_is_asked_for_once_all_lines_are_in() -> None:
    talk = Talk()
    talk.session.connected()
    talk.sent()
    talk.hears(":irc CAP * LS * :echo-message metadata=PLAIN", ":irc CAP * LS :batch unknown")
    assert talk.sent() == ["CAP REQ :batch echo-message"]
    assert talk.answers(":irc CAP * ACK :batch echo-message") == ["CAP END"]
    assert talk.session.capabilities == {"batch", "echo-message"}


@pytest.mark.parametrize("offer", ["", "metadata unknown"])
def test_negotiation_ends_when_nothing_wanted_is_offered(offer: str) -> None:
    talk = Talk()
    talk.session.connected()
    talk.sent()
    assert talk.answers(f":irc CAP * LS :{offer}") == ["CAP END"]


def test_a_refused_request_ends_the_negotiation_too() -> None:
    talk = Talk()
    talk.session.connected()
    talk.hears(":irc CAP * LS :batch")
    talk.sent()
    assert talk.answers(":irc CAP * NAK :batch") == ["CAP END"]
    assert talk.session.capabilities == frozenset()


def test_capabilities_come_and_go_while_we_are_in(talk: Talk) -> None:
    assert talk.answers(":irc CAP ana NEW :away-notify") == ["CAP REQ away-notify"]
    talk.hears(":irc CAP ana ACK :away-notify")
    assert talk.session.capabilities == {"away-notify"}
    talk.hears(":irc CAP ana DEL :away-notify")
    assert talk.session.capabilities == frozenset()
    assert talk.sent() == []


@pytest.mark.parametrize("gone", ["batch", "draft/multiline"])
def test_several_lines_are_several_messages_once_multiline_is_gone(gone: str) -> None:
    talk = Talk()
    talk.enters("batch draft/multiline=max-bytes=4096,max-lines=24 message-tags")
    talk.joins("#tea")
    talk.hears(f":irc CAP ana DEL :{gone}")
    talk.session.say(talk.buffer("#tea"), "one\ntwo", talk.at)
    assert talk.sent()[:2] == ["PRIVMSG #tea one", "PRIVMSG #tea two"]


@pytest.mark.parametrize(("before", "asked"), [(499, ["CAP REQ batch"]), (500, ["CAP END"])])
def test_a_server_that_offers_without_end_is_heard_up_to_a_limit(
    before: int, asked: list[str]
) -> None:
    talk = Talk()
    talk.session.connected()
    talk.sent()
    for number in range(before):
        talk.hears(f":irc CAP * LS * :x/{number}")
    assert talk.answers(":irc CAP * LS :batch") == asked


def test_all_that_is_wanted_is_asked_for_in_lines_whose_answers_fit() -> None:
    talk = Talk(asks_networks=True)
    talk.session.connected()
    talk.sent()
    sent = talk.answers(f":irc CAP * LS :{' '.join(WANTED)}")
    assert len(sent) == 2
    for number, line in enumerate(sent):
        answer = f":{'s' * 63} CAP {'n' * 30} ACK :{line.partition(':')[2]}"
        assert len(answer) <= 510
        assert talk.sent() == []
        talk.hears(answer)
        assert number == 1 or talk.sent() == []
    assert talk.sent() == ["CAP END"]
    assert talk.session.capabilities == set(WANTED) - {
        "draft/metadata-2",
        "draft/no-implicit-names",
    }
