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
    assert len(talk.answers(*[":bia!b@host PRIVMSG ana :\x01VERSION\x01"] * 10)) == 3
    talk.at += 10
    assert len(talk.answers(*[":bia!b@host PRIVMSG ana :\x01VERSION\x01"] * 10)) == 1


def test_answers_and_unknown_questions_are_met_with_silence(talk: Talk) -> None:
    talk.hears(
        ":bia!b@host NOTICE ana :\x01VERSION x\x01",
        ":bia!b@host PRIVMSG ana :\x01FINGER\x01",
        ":bia!b@host PRIVMSG #tea :\x01DCC SEND x 1 2 3\x01",
        ":bia!b@host PRIVMSG ana :\x01\x01",
        ":ana!ana@host PRIVMSG ana :\x01VERSION\x01",
    )
    assert talk.sent() == []
    assert talk.happened() == []


def test_who_could_not_be_answered_is_not(talk: Talk) -> None:
    assert talk.answers(f":{'b' * 480}!b@host PRIVMSG ana :\x01VERSION\x01") == []
    assert talk.happened() == []


def test_an_offer_of_a_file_is_told_in_words(talk: Talk) -> None:
    talk.hears(
        ":bia!b@host PRIVMSG ana :\x01DCC SEND photo.jpg 2130706433 5000 123\x01",
        ':bia!b@host PRIVMSG ana :\x01DCC SEND "my photo.jpg" 2130706433 5000 123\x01',
        ":bia!b@host PRIVMSG ana :\x01DCC CHAT chat 2130706433 5000\x01",
        ":bia!b@host PRIVMSG ana :\x01DCC RESUME photo.jpg 5000 12\x01",
    )
    assert talk.shows("") == [
        "bia offers you the file photo.jpg; tui-chat cannot receive files (DCC).",
        "bia offers you the file my photo.jpg; tui-chat cannot receive files (DCC).",
        "bia offers a direct chat; tui-chat cannot do that (DCC). /query bia",
    ]
    assert talk.sent() == []
    assert talk.session.find("bia") is None


def test_an_offer_stands_where_we_talk_with_them(talk: Talk) -> None:
    talk.session.talk_to("bia")
    talk.hears(":bia!b@host PRIVMSG ana :\x01DCC SEND \x02a\x1b[31m 1 2 3\x01")
    assert talk.shows("bia") == [
        "bia offers you the file a\ufffd[31m; tui-chat cannot receive files (DCC)."
    ]


def test_nobody_can_fill_the_log_with_offers(talk: Talk) -> None:
    talk.hears(*[":bia!b@host PRIVMSG ana :\x01DCC SEND x 1 2 3\x01"] * 10)
    assert len(talk.shows("")) == 3
