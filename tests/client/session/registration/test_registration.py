import pytest

from tests.client.session.talk import Talk
from tui_chat.client.events import (
    Changed,
    NickRefused,
    Refused,
)

WHO_WE_ARE = ["PASS secret", "NICK ana", "USER ana 0 * :Ana Silva"]


def with_a_password() -> Talk:
    return Talk(password="secret", realname="Ana Silva")


def test_the_first_words_ask_for_capabilities_and_introduce_us() -> None:
    talk = with_a_password()
    talk.session.connected(secured=True)
    assert talk.sent() == ["CAP LS 302", *WHO_WE_ARE]


def test_in_the_clear_the_password_waits_for_what_the_server_can_do() -> None:
    talk = with_a_password()
    talk.session.connected(trusted=True)
    talk.hears(":irc NOTICE * :*** Looking up your hostname", ":irc CAP * LS * :batch")
    talk.session.change_nick("ana")
    assert talk.sent() == ["CAP LS 302"]
    talk.hears(":irc CAP * LS :echo-message")
    assert talk.sent() == [*WHO_WE_ARE, "CAP REQ :batch echo-message"]
    talk.hears(":irc 451 * :You have not registered")
    talk.session.wait_no_longer()
    assert talk.sent() == []


def test_a_server_that_is_encrypted_elsewhere_never_sees_the_password_in_the_clear() -> None:
    talk = with_a_password()
    talk.session.connected(trusted=True)
    talk.hears(":irc CAP * LS :sts=port=6697")
    talk.session.change_nick("ana")
    assert talk.sent() == []


@pytest.mark.parametrize(
    "answer", [":irc 421 * CAP :Unknown command", ":irc 451 * :You have not registered", ""]
)
def test_an_older_server_gets_the_password_when_it_knows_of_no_capabilities(answer: str) -> None:
    talk = with_a_password()
    talk.session.connected(trusted=True)
    talk.sent()
    if answer:
        talk.hears(answer)
    else:
        talk.session.wait_no_longer()
    assert talk.sent() == WHO_WE_ARE
    assert talk.shows("") == []


def test_where_others_can_listen_the_password_is_not_said_and_the_person_told_once() -> None:
    talk = with_a_password()
    for _connection in range(2):
        talk.session.connected(trusted=False)
        assert talk.answers(":irc CAP * LS :") == ["CAP LS 302", *WHO_WE_ARE[1:], "CAP END"]
        talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
        talk.sent()
    (told,) = [text for text in talk.shows("") if "was not sent" in text]
    assert "The server's password" in told


def test_nobody_is_introduced_before_there_is_a_nickname() -> None:
    talk = Talk(nick="")
    talk.session.connected()
    assert talk.sent() == ["CAP LS 302"]
    talk.session.change_nick("ana")
    assert talk.sent() == ["NICK ana", "USER ana 0 * ana"]


def test_a_taken_nickname_is_told_in_words_with_a_proposal_and_waits_for_the_answer() -> None:
    talk = Talk()
    talk.connects()
    talk.hears(":irc 433 * ana :Nickname is already in use")
    assert talk.happened() == [
        NickRefused("ana", '"ana" is taken.', "ana_"),
    ]
    assert talk.sent() == []
    talk.session.change_nick("anita")
    assert talk.sent() == ["USER anita 0 * anita", "NICK anita"]
    talk.hears(":irc 462 * :You may not reregister")
    assert talk.happened() == []


def test_a_nickname_taken_away_while_getting_in_is_as_good_as_refused() -> None:
    talk = Talk()
    talk.connects()
    talk.hears(":ana!ana@host NICK 700AAAAAC")
    assert talk.happened() == [
        NickRefused("ana", '"ana" is taken.', "ana_"),
    ]
    assert talk.session.nick == "ana"


def test_an_impossible_nickname_is_answered_with_a_possible_one() -> None:
    talk = Talk(nick="João Ávila")
    talk.connects()
    talk.hears(":irc 432 * João :Erroneous nickname")
    assert talk.happened() == [
        NickRefused("João", "Nicknames can't contain ã on this server.", "Joao"),
    ]


def test_a_nickname_refused_while_in_is_only_told(talk: Talk) -> None:
    talk.session.change_nick("bia")
    assert talk.sent() == ["NICK bia"]
    talk.hears(":irc 433 ana bia :Nickname is already in use")
    text = '"bia" is taken.'
    assert talk.happened() == [Refused(talk.buffer(""), text, nick="bia")]
    assert talk.session.nick == "ana"


def test_coming_back_to_a_taken_nickname_takes_a_free_one_by_itself(talk: Talk) -> None:
    talk.session.disconnected("Lost.", talk.at, retry_in=1)
    talk.connects()
    assert talk.answers(":irc 433 * ana :Nickname is already in use") == ["NICK ana_"]
    talk.hears(":irc 001 ana_ :Welcome")
    assert talk.happened() == [Changed()]
    assert talk.session.nick == "ana_"
    talk.hears(":irc 422 ana_ :No MOTD")
    assert talk.shows("")[-2] == "Reconnected as ana_."


def test_the_nickname_that_the_server_gave_is_ours() -> None:
    talk = Talk(nick="alexandrina")
    talk.connects()
    talk.hears(":irc 001 alexandri :Welcome")
    assert talk.session.nick == "alexandri"


def test_the_message_of_the_day_stands_in_the_servers_page_the_first_time_only() -> None:
    talk = Talk()
    talk.connects()
    talk.hears(":irc 001 ana :Hi", ":irc 372 ana :- Be kind.", ":irc 376 ana :End")
    assert talk.shows("") == ["Be kind."]
    talk.session.disconnected("Lost.", talk.at, retry_in=1)
    talk.connects()
    talk.hears(":irc 001 ana :Hi", ":irc 372 ana :- Be kind.", ":irc 376 ana :End")
    assert talk.shows("") == ["Be kind.", "Lost.", "Reconnected."]


def test_what_could_be_no_nickname_is_not_asked_for_on_return() -> None:
    talk = Talk()
    talk.connects()
    talk.hears(f":irc 001 {'a' * 500} :Welcome", ":irc 422 ana :No MOTD")
    assert talk.session.nick == "ana"
    talk.session.disconnected("Lost.", talk.at, retry_in=1)
    talk.session.connected()
    assert talk.sent() == ["CAP LS 302", "NICK ana", "USER ana 0 * ana"]


def test_who_was_renamed_comes_back_with_the_same_user_name(talk: Talk) -> None:
    talk.hears(":ana!~ana@host JOIN #tea", ":ana!~ana@host NICK bia")
    talk.session.disconnected("Lost.", talk.at, retry_in=1)
    talk.session.connected()
    assert talk.sent()[-2:] == ["NICK bia", "USER ana 0 * bia"]


def test_a_refusal_of_what_could_be_no_nickname_is_taken_for_one_of_ours(talk: Talk) -> None:
    talk.session.disconnected("Lost.", talk.at, retry_in=1)
    talk.connects()
    assert talk.answers(f":irc 433 * {'a' * 480} :Nickname is already in use") == ["NICK ana_"]


def test_however_long_a_name_is_typed_we_introduce_ourselves() -> None:
    talk = Talk(nick="a" * 600)
    talk.session.connected()
    _capabilities, nick, user = talk.sent()
    assert len(nick) == len(user) == 510
    assert user.startswith(f"USER {'a' * 32} 0 * aaa")


def test_a_name_that_was_pasted_with_what_steers_a_terminal_is_ours_without() -> None:
    talk = Talk(nick="ana\x1b[2J")
    assert talk.session.nick == "ana\ufffd[2J"
    talk.session.change_nick("bia\x1b[2J")
    assert talk.session.nick == "bia\ufffd[2J"


@pytest.mark.parametrize(("nick", "username"), [("ana|away", "anaaway"), ("[ana]", "ana")])
def test_a_nickname_with_signs_gives_a_user_name_without(nick: str, username: str) -> None:
    talk = Talk(nick=nick)
    talk.session.connected()
    assert f"USER {username} 0 * {nick}" in talk.sent()


def test_a_user_name_that_is_given_is_told_as_it_is() -> None:
    talk = Talk(nick="ana", username="ana/home")
    talk.session.connected()
    assert "USER ana/home 0 * ana" in talk.sent()


def test_the_picture_of_the_network_is_told_once_and_nobody_fetches_it() -> None:
    talk = Talk()
    for _connection in range(2):
        talk.enters(isupport="draft/ICON=https://x.example/icon.svg")
        talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    told = "The network's icon: https://x.example/icon.svg"
    assert talk.shows("").count(told) == 1


def test_of_a_picture_in_several_sizes_one_is_told() -> None:
    talk = Talk.entered(isupport="draft/ICON=https://x.example/i.png?size={size}")
    assert "The network's icon: https://x.example/i.png?size=256" in talk.shows("")


@pytest.mark.parametrize(
    "icon", ["", "http://x.example/i.png", "file:///etc/passwd", f"https://{'x' * 500}"]
)
def test_what_is_no_safe_address_of_a_picture_is_not_told(icon: str) -> None:
    talk = Talk.entered(isupport=f"draft/ICON={icon}")
    assert not [text for text in talk.shows("") if "icon" in text]
