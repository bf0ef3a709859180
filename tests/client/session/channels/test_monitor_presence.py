from tests.client.session.talk import Talk
from tests.client.session.told import HISTORY, with_history
from tui_chat.client.events import Changed

ISUPPORT = "CHATHISTORY=100 MONITOR=100"


def test_whom_we_talk_with_is_watched() -> None:
    talk = with_history(ISUPPORT)
    bia = talk.session.talk_to("bia")
    assert "MONITOR + bia" in talk.sent()
    known = []
    for line in (":irc 730 ana :bia!b@host", ":irc 731 ana :bia,caio"):
        talk.hears(line)
        known.append(bia.online)
    assert known == [True, False]
    assert talk.happened().count(Changed()) == 2
    talk.session.close(bia)
    assert talk.sent() == ["MONITOR - bia"]


def test_absence_of_whom_we_talk_with_is_known() -> None:
    talk = with_history(ISUPPORT)
    bia = talk.session.talk_to("bia")
    talk.hears(":bia!b@host AWAY :at lunch")
    assert bia.away
    talk.hears(":bia!b@host AWAY")
    assert not bia.away


def test_a_server_that_does_not_watch_is_not_asked(talk: Talk) -> None:
    bia = talk.session.talk_to("bia")
    assert talk.sent() == []
    assert bia.online is None


def test_however_many_are_watched_no_name_is_cut() -> None:
    talk = Talk()
    for number in range(40):
        talk.session.talk_to(f"somebody-of-thirty-letters-{number:03}")
    talk.connects(HISTORY)
    talk.hears(":irc 001 ana :Welcome", f":irc 005 ana {ISUPPORT} :are supported",
               ":irc 422 ana :No message of the day")  # fmt: skip
    lines = [line for line in talk.sent() if line.startswith("MONITOR")]
    assert max(map(len, lines)) <= 510
    watched = ",".join(line.removeprefix("MONITOR + ") for line in lines).split(",")
    assert watched == [f"somebody-of-thirty-letters-{number:03}" for number in range(40)]
