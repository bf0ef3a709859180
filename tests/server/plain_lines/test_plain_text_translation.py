"""What people and programs mean by their texts, and what they are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.server.plain_lines.dialect_text_templates import DIALECTS
from tui_chat.server.plain_lines.plain_text_translation import Conversation


class Peer:
    """One conversation, without its sockets."""

    def __init__(self, dialect: str, *, has_password: bool = False) -> None:
        self.talk = Conversation(DIALECTS[dialect], "#lobby", 20, has_password=has_password)
        self.talk.begin()
        self.greeting = self.told()

    def told(self, *lines: str) -> str:
        """What the peer reads of these lines."""
        for line in lines:
            self.talk.tell(line.encode())
        return self.talk.take_said().decode()

    def says(self, *texts: str) -> list[str]:
        """What the server gets of these texts."""
        for text in texts:
            self.talk.hear(text)
        lines, self.talk.lines = self.talk.lines, []
        return lines

    def enters(self, nick: str, *first: str) -> str:
        self.says(*(first or (nick,)))
        said = self.told(
            f":irc 001 {nick} :Welcome", f":irc 422 {nick} :No", f":{nick}!u@home JOIN #lobby"
        )
        self.says()
        return said


def test_a_person_is_asked_and_told_in_words() -> None:
    ana = Peer("ask")
    assert ana.greeting == "Your nickname? "
    assert ana.says("ana") == ["CAP REQ :server-time", "USER ana 0 * :ana", "CAP END", "NICK ana"]
    assert (
        ana.enters("ana")
        == "* ana joined\nYou are ana. Type a line to say it; /help lists commands, /quit leaves.\n"
    )
    assert ana.says("hello there") == ["PRIVMSG #lobby :hello there"]
    assert ana.told(":bia!b@h PRIVMSG #lobby :hi") == "bia: hi\n"
    assert ana.told(":bia!b@h PRIVMSG #lobby :\x01ACTION waves\x01") == "* bia waves\n"
    assert ana.told(":bia!b@h PRIVMSG ana :psst") == "bia (only to you): psst\n"
    assert ana.told(":bia!b@h PRIVMSG #tea :two") == "[#tea] bia: two\n"
    assert ana.told(":bia!b@h NICK bea", ":bea!b@h QUIT :bye") == "* bia is now bea\n* bea left\n"
    assert ana.told(":op!o@h KICK #lobby caio :out") == "* caio left\n"
    assert ana.says("exit") == ["QUIT"]
    assert ana.told(":ana!a@h QUIT :Quit", "ERROR :Closing link") == ""


_COMMANDS_SENTENCE = (
    "Commands: /me TEXT, /msg NICK TEXT, /nick NICK, /names, /help, /quit. "
    "To say a line that begins with /, type //\n"
)


@pytest.mark.parametrize(
    "typed",
    [
        "/join #tea",
        "/msg",
        "/msg bia",
        "/msg :x hi",
        "/nick",
        "/nick a b",
        "/names x",
        "/me",
        "/ x",
    ],
)
def test_a_command_that_is_unknown_or_incomplete_is_said_to_nobody(typed: str) -> None:
    ana = Peer("ask")
    ana.enters("ana")
    assert ana.says(typed) == []
    assert ana.told() == f"Unknown command. {_COMMANDS_SENTENCE}"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("//etc is a folder", "PRIVMSG #lobby :/etc is a folder"),
        ("///", "PRIVMSG #lobby ://"),
        ("and/or", "PRIVMSG #lobby :and/or"),
        ("/me waves", "PRIVMSG #lobby :\x01ACTION waves\x01"),
        ("/MSG bia two words", "PRIVMSG bia :two words"),
        ("/nick bea", "NICK bea"),
        ("/names", "NAMES #lobby"),
        ("/Quit", "QUIT"),
    ],
)
def test_the_commands_of_a_person(typed: str, sent: str) -> None:
    ana = Peer("ask")
    ana.enters("ana")
    assert ana.says(typed) == [sent]


def test_help_lists_the_commands() -> None:
    ana = Peer("ask")
    ana.enters("ana")
    assert ana.says("/Help") == []
    assert ana.told() == _COMMANDS_SENTENCE


def test_commands_before_somebody_is_in() -> None:
    ana, bia = Peer("ask"), Peer("ask")
    assert ana.says("/quit") == ["QUIT"]
    bia.says("bia", "/me arrives", "/nick bea")
    bia.told(":irc 001 bia :Welcome", ":bia!u@h JOIN #lobby")
    assert bia.says() == ["PRIVMSG #lobby :\x01ACTION arrives\x01"]


def test_a_new_nickname_that_is_taken_leaves_the_old_one() -> None:
    ana = Peer("ask")
    ana.enters("ana")
    for nick in ("ana", "bea"):
        ana.says("/nick caio")
        assert ana.told(f":irc 433 {nick} caio :Nickname in use") == "Nickname in use\n"
        assert ana.says("hello") == ["PRIVMSG #lobby :hello"]
        ana.told(f":{nick}!u@h NICK bea")


def test_programs_have_no_commands() -> None:
    ana = Peer("name-first")
    ana.enters("ana")
    assert ana.says("/join x") == ["PRIVMSG #lobby :/join x"]


def test_a_name_that_is_taken_or_none_is_asked_for_again() -> None:
    ana = Peer("ask")
    assert ana.says("two words") == []
    assert ana.told().startswith("That can't be a nickname.")
    assert ana.says("ana") == ["CAP REQ :server-time", "USER ana 0 * :ana", "CAP END", "NICK ana"]
    assert (
        ana.told(":irc 433 * ana :Nickname is already in use")
        == "That nickname is taken. Another? "
    )
    assert ana.says("ana2") == ["NICK ana2"]


def test_the_password_of_the_server_is_asked_first() -> None:
    ana = Peer("ask", has_password=True)
    assert ana.greeting == "Password of this server? "
    assert ana.says("open sesame") == ["PASS :open sesame"]
    assert ana.told() == "Your nickname? "


@pytest.mark.parametrize(
    ("dialect", "greeting", "first", "welcome", "said", "heard"),
    [
        ("nick", "NICK", "ana", "ana joined!\nConnected to server!", "ana: olá", "bia: hi"),
        ("usr", "USR", "ana", "ana (home) joined!\nConnected to server!", "ana: olá", "bia: hi"),
        ("bracket", "", "<ana> first", "", "<ana> olá", "<bia> hi"),
        ("name-first", "", "ana", "ana entrou no chat!", "olá", "bia: hi"),
    ],
)
def test_each_dialect(
    dialect: str, greeting: str, first: str, welcome: str, said: str, heard: str
) -> None:
    ana = Peer(dialect)
    assert ana.greeting == greeting
    assert ana.enters("ana", first) == welcome
    assert ana.says(said) == ["PRIVMSG #lobby :olá"]
    assert ana.told(":bia!b@h PRIVMSG #lobby :hi") == heard
    assert ana.told("@batch=1 :bia!b@h PRIVMSG #lobby :old") == ""
    assert ana.told(":irc NOTICE ana :hello", ":irc 404 ana #lobby :Cannot") == ""
    assert ana.told("PING x") == ""
    assert ana.says() == ["PONG :x"]


def test_what_was_typed_before_they_were_in_is_said_then() -> None:
    ana = Peer("bracket")
    ana.says("<ana> one", "<ana> two")
    ana.told(":irc 001 ana :Welcome", ":ana!u@h JOIN #lobby")
    assert ana.says() == ["PRIVMSG #lobby :one", "PRIVMSG #lobby :two"]


def test_a_program_that_only_listens_is_a_guest_until_it_names_itself() -> None:
    ana = Peer("bracket")
    ana.talk.listen()
    assert ana.says()[-1] == "NICK guest"
    ana.told(":irc 433 * guest :Nickname is already in use")
    assert ana.says() == ["NICK guest2"]
    ana.told(":irc 001 guest2 :Welcome", ":guest2!u@h JOIN #lobby")
    assert ana.told(":bia!b@h PRIVMSG #lobby :hi") == "<bia> hi"
    assert ana.says("<ana> olá", "<ana> again") == [
        "NICK ana",
        "PRIVMSG #lobby :olá",
        "PRIVMSG #lobby :again",
    ]
    ana.told(":irc 433 guest2 ana :Nickname is already in use")
    assert ana.says() == ["NICK ana4"]
    ana.told(":guest2!u@h NICK ana4")
    assert ana.says("<bia> hm") == ["PRIVMSG #lobby :hm"], "one name for each"


@pytest.mark.parametrize("dialect", ["ask", "nick", "usr", "name-first"])
def test_who_is_asked_for_a_name_is_waited_for(dialect: str) -> None:
    ana = Peer(dialect)
    ana.talk.listen()
    assert ana.says() == []


def test_programs_that_expect_their_own_words_get_them_under_their_own_name() -> None:
    ana = Peer("nick")
    assert ana.says("ana maria")[0] == "CAP REQ :batch echo-message"
    ana.told(":irc 001 ana_maria :Welcome", ":ana_maria!u@h JOIN #lobby")
    assert ana.says("ana maria: hi") == ["PRIVMSG #lobby :hi"]
    assert ana.told(":ana_maria!u@h PRIVMSG #lobby :hi") == "ana maria: hi"
    assert ana.told(":bia!u@h PRIVMSG #lobby :olá") == "bia: ol?"


def test_a_program_whose_name_is_taken_gets_one_like_it() -> None:
    ana = Peer("name-first")
    ana.says("ana")
    ana.told(":irc 433 * ana :Nickname is already in use")
    assert ana.says() == ["NICK ana2"]
    for _ in range(30):
        ana.told(":irc 433 * x :Nickname is already in use")
    assert ana.talk.is_over


def test_a_web_page_says_nothing_here() -> None:
    for dialect in DIALECTS:
        page = Peer(dialect)
        assert page.says("POST /x HTTP/1.1", "Host: x", "ana", "<ana> spam") == []
        assert page.told().startswith("HTTP/1.1 400 ")
        assert page.talk.is_over


@pytest.mark.parametrize("dialect", ["nick", "usr", "name-first", "bracket"])
@pytest.mark.parametrize("first", ["SSH-2.0-Go", "\x16\x03\x01\x02", "\0"])
def test_scanners_do_not_come_in_as_people(dialect: str, first: str) -> None:
    scanner = Peer(dialect)
    assert scanner.says(first, "x") == []
    assert scanner.talk.is_over


def test_long_texts_are_said_in_pieces_that_hold_whole_letters() -> None:
    ana = Peer("ask")
    ana.enters("ana")
    lines = ana.says("é" * 1000)
    assert "".join(line.removeprefix("PRIVMSG #lobby :") for line in lines) == "é" * 1000
    assert all(len(line.encode()) <= 450 for line in lines)


def test_what_is_typed_before_anybody_is_in_has_a_limit() -> None:
    ana = Peer("ask")
    ana.says("ana", *["x"] * 1000)
    ana.told(":irc 001 ana :Welcome", ":ana!u@h JOIN #lobby")
    assert len(ana.says()) == 20


_COMMANDS = {"CAP", "JOIN", "NAMES", "NICK", "PASS", "PONG", "PRIVMSG", "QUIT", "USER"}


@given(
    st.sampled_from(sorted(DIALECTS)),
    st.booleans(),
    st.lists(
        st.one_of(
            st.text(), st.sampled_from(["ana", "<ana> x", "ana: x", "/nick x", "/msg a,b x"])
        ),
        max_size=6,
    ),
)
def test_whatever_is_said_is_no_command(dialect: str, has_password: bool, texts: list[str]) -> None:
    peer = Peer(dialect, has_password=has_password)
    lines = peer.says(*texts)
    peer.told(":irc 001 ana :Welcome", ":ana!u@h JOIN #lobby")
    for line in lines + peer.says(*texts):
        assert line.split(" ")[0] in _COMMANDS
        assert not set(line) & set("\r\n\0")


@given(st.sampled_from(sorted(DIALECTS)), st.lists(st.binary(max_size=80), max_size=6))
def test_whatever_the_server_sends_steers_no_terminal(dialect: str, lines: list[bytes]) -> None:
    peer = Peer(dialect)
    peer.enters("ana")
    for line in [*lines, b":bia!b@h PRIVMSG #lobby :\x1b]0;x\x07\x9b2J"]:
        peer.talk.tell(line)
    said = peer.told()
    assert not [one for one in said if not one.isprintable() and one != "\n"]
