from tests.client.session.talk import Talk
from tui_chat import __version__


def test_harmless_questions_are_answered_and_not_shown(talk: Talk) -> None:
    talk.hears(
        ":bia!b@host PRIVMSG ana :\x01VERSION\x01",
        ":bia!b@host PRIVMSG ana :\x01PING 123\x01",
        ":bia!b@host PRIVMSG ana :\x01TIME",
    )
    assert talk.sent() == [
        f"NOTICE bia :\x01VERSION tui-chat {__version__}\x01",
        "NOTICE bia :\x01PING 123\x01",
        "NOTICE bia :\x01TIME 2027-01-15T08:00:00+00:00\x01",
    ]
    assert talk.happened() == []


def test_nobody_can_make_us_answer_without_end(talk: Talk) -> None:
    talk.hears(*[":bia!b@host PRIVMSG ana :\x01VERSION\x01"] * 10)
    assert len(talk.sent()) == 3
    talk.at += 10
    talk.hears(*[":bia!b@host PRIVMSG ana :\x01VERSION\x01"] * 10)
    assert len(talk.sent()) == 1


def test_answers_and_unknown_questions_are_met_with_silence(talk: Talk) -> None:
    talk.hears(
        ":bia!b@host NOTICE ana :\x01VERSION x\x01",
        ":bia!b@host PRIVMSG ana :\x01DCC SEND x 1 2 3\x01",
        ":bia!b@host PRIVMSG ana :\x01\x01",
        ":ana!ana@host PRIVMSG ana :\x01VERSION\x01",
    )
    assert talk.sent() == []
    assert talk.happened() == []


def test_who_could_not_be_answered_is_not(talk: Talk) -> None:
    talk.hears(f":{'b' * 480}!b@host PRIVMSG ana :\x01VERSION\x01")
    assert talk.sent() == []
    assert talk.happened() == []
