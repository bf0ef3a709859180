"""What we say arrives once, whatever happens to the connection."""

from itertools import pairwise

import pytest

from tests.client.session.talk import NOON, Talk
from tests.client.session.told import HISTORY, live, loses, moment, page, said, words
from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import LineState
from tui_chat.client.session.messages.sending import is_much_like

ISUPPORT = "CHATHISTORY=100 MSGREFTYPES=msgid,timestamp"


@pytest.fixture
def tea() -> Talk:
    """In #tea with history and echo, where bia said "one"."""
    talk = Talk()
    talk.enters(HISTORY, ISUPPORT)
    talk.joins("#tea", "bia")
    talk.hears(*page("#tea", []), live(said(0.5, "bia", "one")))
    talk.sent()
    talk.happened()
    return talk


def comes_back(talk: Talk, capabilities: str = HISTORY) -> None:
    talk.enters(capabilities, ISUPPORT)
    talk.hears(":ana!ana@host JOIN #tea", ":irc 366 ana #tea :End")


def standing(buffer: Buffer) -> list[tuple[str, str]]:
    """Our own lines, and how far each has come."""
    return [(line.text, line.state.name) for line in buffer.lines if line.own]


def test_what_is_typed_while_disconnected_waits_and_goes_out_in_order(tea: Talk) -> None:
    loses(tea)
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "first", tea.at)
    tea.session.act(buffer, "waves", tea.at)
    assert standing(buffer) == [("first", "PENDING"), ("waves", "PENDING")]
    comes_back(tea)
    assert words(tea) == ["PRIVMSG #tea first", "PRIVMSG #tea :\x01ACTION waves\x01"]


def test_what_waits_goes_behind_what_was_missed(tea: Talk) -> None:
    loses(tea)
    tea.session.say(tea.buffer("#tea"), "late", tea.at)
    comes_back(tea)
    tea.hears(*page("#tea", [said(0.5, "bia", "one"), said(2, "bia", "two")]), *page("#tea", []))
    assert tea.shows("#tea") == [
        "<bia> one",
        "Lost.",
        "<bia> two",
        "Reconnected.",
        "<ana> late",
    ]
    tea.hears(live(said(3, "ana", "late")))
    assert standing(tea.buffer("#tea")) == [("late", "SENT")]


def test_what_arrived_before_the_loss_is_not_sent_again(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    for text in ("a", "b", "c"):
        tea.session.say(buffer, text, tea.at)
    loses(tea)
    assert {state for _text, state in standing(buffer)} == {"PENDING"}
    comes_back(tea)
    assert words(tea) == []  # not before the history has told
    tea.hears(*page("#tea", [said(0.5, "bia", "one"), said(1, "ana", "a"), said(2, "bia", "x")]))
    tea.hears(*page("#tea", []))
    assert words(tea) == ["PRIVMSG #tea b", "PRIVMSG #tea c"]
    assert standing(buffer) == [("a", "SENT"), ("b", "PENDING"), ("c", "PENDING")]
    assert [text for text in tea.shows("#tea") if "<" in text] == [
        "<bia> one", "<ana> a", "<bia> x", "<ana> b", "<ana> c"
    ]  # fmt: skip
    line = next(line for line in buffer.lines if line.text == "a")
    assert (line.msgid, line.at) == ("a", NOON + 1)


def test_of_two_that_say_the_same_each_counts(tea: Talk) -> None:
    for _ in range(2):
        tea.session.say(tea.buffer("#tea"), "same", tea.at)
    loses(tea)
    comes_back(tea)
    tea.hears(*page("#tea", [said(0.5, "bia", "one"), said(1, "ana", "same")]), *page("#tea", []))
    assert words(tea) == ["PRIVMSG #tea same"]


def test_what_was_passed_by_a_later_one_was_refused_and_is_not_sent_again(tea: Talk) -> None:
    for text in ("forbidden", "fine"):
        tea.session.say(tea.buffer("#tea"), text, tea.at)
    loses(tea)
    comes_back(tea)
    tea.hears(*page("#tea", [said(0.5, "bia", "one"), said(1, "ana", "fine")]), *page("#tea", []))
    assert words(tea) == []
    assert standing(tea.buffer("#tea")) == [("fine", "SENT"), ("forbidden", "FAILED")]


def test_a_history_that_does_not_go_back_far_enough_proves_nothing(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "there?", tea.at)
    loses(tea)
    tea.session.say(tea.buffer("#tea"), "later", tea.at)
    comes_back(tea)
    tea.hears(*page("#tea", []))
    assert words(tea) == ["PRIVMSG #tea later"]
    assert standing(tea.buffer("#tea")) == [("there?", "DOUBTFUL"), ("later", "PENDING")]


def test_without_a_history_what_may_have_arrived_is_never_sent_twice(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "there?", tea.at)
    loses(tea)
    comes_back(tea, "echo-message")
    assert words(tea) == []
    assert standing(tea.buffer("#tea")) == [("there?", "DOUBTFUL")]


def test_without_an_echo_the_answer_to_a_ping_confirms(tea: Talk) -> None:
    loses(tea)
    comes_back(tea, "")
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "confirmed", tea.at)
    tea.session._state.ping = None  # the one of the welcome
    tea.session.ping(tea.at)
    token = tea.sent()[-1].partition(" ")[2]
    tea.session.say(buffer, "doubtful", tea.at)
    tea.hears(f":irc PONG irc :{token}")
    assert {state for _text, state in standing(buffer)} == {"SENT"}
    loses(tea)
    comes_back(tea, "")
    assert words(tea) == []
    assert standing(buffer) == [("confirmed", "SENT"), ("doubtful", "DOUBTFUL")]


def test_when_nobody_will_try_again_nothing_stays_pending(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "sent", tea.at)
    tea.session.disconnected("Lost.", tea.at, retry_in=1.0)
    tea.session.say(buffer, "unsent", tea.at)
    tea.session.disconnected("Nobody answers.", tea.at, retry_in=None)
    assert standing(buffer) == [("sent", "DOUBTFUL"), ("unsent", "FAILED")]


def test_our_nickname_of_then_is_what_the_history_shows(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "hello", tea.at)
    loses(tea)
    tea.session.connected()
    tea.hears(f":irc CAP * LS :{HISTORY}", f":irc CAP * ACK :{HISTORY}",
              ":irc 001 ana_ :Welcome", f":irc 005 ana_ {ISUPPORT} :are supported",
              ":irc 422 ana_ :No message of the day", ":ana_!ana@host JOIN #tea")  # fmt: skip
    tea.hears(*page("#tea", [said(0.5, "bia", "one"), said(1, "ana", "hello")]), *page("#tea", []))
    assert words(tea) == []
    assert standing(tea.buffer("#tea")) == [("hello", "SENT")]


@pytest.mark.parametrize(
    ("is_asked", "is_told"),
    [(True, True), (True, False), (False, True)],
    ids=["asked", "asked-untold", "forced"],
)
def test_a_nickname_may_change_while_a_message_is_on_its_way(
    tea: Talk, is_asked: bool, is_told: bool
) -> None:
    if is_asked:
        tea.session.change_nick("anita")
    tea.session.say(tea.buffer("#tea"), "hello", tea.at)
    if is_told:
        tea.hears(":ana!ana@host NICK anita")
    loses(tea)
    tea.session.connected()
    tea.hears(f":irc CAP * LS :{HISTORY}", f":irc CAP * ACK :{HISTORY}",
              ":irc 001 ana_ :Welcome", f":irc 005 ana_ {ISUPPORT} :are supported",
              ":irc 422 ana_ :No message of the day", ":ana_!ana@host JOIN #tea")  # fmt: skip
    missed = [said(0.5, "bia", "one"), said(1, "anita", "hello")]
    tea.hears(*page("#tea", missed), *page("#tea", []))
    assert "PRIVMSG #tea hello" not in words(tea)
    assert standing(tea.buffer("#tea")) == [("hello", "SENT")]


def test_of_many_nicknames_the_last_are_remembered(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "hello", tea.at)
    names = ["ana", *(f"ana{number}" for number in range(100))]
    tea.hears(*(f":{old}!ana@host NICK {new}" for old, new in pairwise(names)))
    (kept,) = tea.session.unsent
    assert (kept.nick, *kept.other_nicks) == tuple(names[-8:])


@pytest.mark.parametrize(
    ("there", "sent", "state"),
    [("ana_ bia", ["PRIVMSG #tea hello"], "PENDING"), ("ana ana_ bia", [], "DOUBTFUL")],
    ids=["gone", "there"],
)
def test_what_our_former_self_may_still_say_is_not_said_again(
    tea: Talk, there: str, sent: list[str], state: str
) -> None:
    tea.session.say(tea.buffer("#tea"), "hello", tea.at)
    loses(tea)
    tea.session.connected()
    tea.hears(f":irc CAP * LS :{HISTORY}", f":irc CAP * ACK :{HISTORY}",
              ":irc 001 ana_ :Welcome", f":irc 005 ana_ {ISUPPORT} :are supported",
              ":irc 422 ana_ :No message of the day", ":ana_!ana@host JOIN #tea",
              f":irc 353 ana_ = #tea :{there}", ":irc 366 ana_ #tea :End")  # fmt: skip
    tea.hears(*page("#tea", [said(0.5, "bia", "one")]), *page("#tea", []))
    assert words(tea) == sent
    assert standing(tea.buffer("#tea")) == [("hello", state)]


def test_a_channel_that_we_may_not_enter_again_gives_back_what_waited(tea: Talk) -> None:
    loses(tea)
    tea.session.say(tea.buffer("#tea"), "let me in", tea.at)
    tea.enters(HISTORY, ISUPPORT)
    tea.hears(":irc 474 ana #tea :Cannot join channel (+b)")
    assert standing(tea.buffer("#tea")) == [("let me in", "FAILED")]


def test_nothing_waits_for_a_channel_that_we_left(tea: Talk) -> None:
    tea.session.part("#tea")
    tea.hears(":ana!ana@host PART #tea")
    tea.session.say(tea.buffer("#tea"), "anybody?", tea.at)
    assert standing(tea.buffer("#tea")) == [("anybody?", "FAILED")]
    assert words(tea) == []


def test_a_person_that_we_talk_with_gets_what_waited() -> None:
    talk = Talk()
    talk.enters("echo-message")
    bia = talk.session.talk_to("bia")
    loses(talk)
    talk.session.say(bia, "hello", talk.at)
    talk.enters("echo-message")
    assert standing(bia) == [("hello", "PENDING")]
    talk.hears(":ana!ana@host PRIVMSG bia hello")
    assert standing(bia) == [("hello", "SENT")]


def test_an_echo_finds_its_line_after_missed_ones_were_put_in_front(tea: Talk) -> None:
    loses(tea)
    comes_back(tea)
    tea.session.say(tea.buffer("#tea"), "hi", tea.at)
    assert words(tea) == ["PRIVMSG #tea hi"]
    tea.hears(*page("#tea", [said(0.5, "bia", "one"), said(2, "bia", "two")]))
    tea.hears(live(said(3, "ana", "hi")))
    assert standing(tea.buffer("#tea")) == [("hi", "SENT")]
    tea.hears(*page("#tea", [said(3, "ana", "hi")]))
    assert [text for text in tea.shows("#tea") if "<" in text] == [
        "<bia> one", "<bia> two", "<ana> hi"
    ]  # fmt: skip


def test_own_lines_that_stand_between_others_move_behind_them_on_return(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "adrift", tea.at)
    tea.hears(live(said(1, "bia", "two")))
    loses(tea)
    comes_back(tea)
    tea.hears(*page("#tea", [said(1, "bia", "two"), said(2, "bia", "three")]), *page("#tea", []))
    assert tea.shows("#tea") == ["<bia> one", "<bia> two", "Lost.", "<bia> three",
                                 "Reconnected.", "<ana> adrift"]  # fmt: skip
    assert words(tea) == ["PRIVMSG #tea adrift"]


def test_the_answer_to_a_question_of_before_confirms_nothing(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "hi", tea.at)
    loses(tea)
    tea.enters(HISTORY, ISUPPORT)
    tea.hears(f"@time={moment(5)} :ana!ana@host PRIVMSG #tea hi")
    assert ("hi", "PENDING") in standing(tea.buffer("#tea"))


def test_what_was_never_written_is_not_in_doubt(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "written", tea.at)
    tea.session.say(tea.buffer("#tea"), "kept back", tea.at)
    messages = tea.session.take_outgoing()
    tea.session.not_sent(messages[1:])
    loses(tea)
    comes_back(tea, "echo-message")
    assert words(tea) == ["PRIVMSG #tea :kept back"]
    assert standing(tea.buffer("#tea")) == [("written", "DOUBTFUL"), ("kept back", "PENDING")]


def test_what_waited_for_half_a_day_is_not_blurted_out(tea: Talk) -> None:
    loses(tea)
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "lunch?", tea.at)
    tea.at += 12 * 3600
    tea.session.say(buffer, "hello", tea.at)
    tea.at += 60
    comes_back(tea)
    assert words(tea) == ["PRIVMSG #tea hello"]
    assert standing(buffer) == [("lunch?", "FAILED"), ("hello", "PENDING")]


@pytest.mark.parametrize(
    ("said", "echoed"),
    [
        ("\x0304red\x03 tea", "red tea"),
        ("this damn tea is cold", "this **** tea is cold"),
        ("a long text " * 12, "a long text " * 4),
        ("HELLO EVERYBODY", "hello everybody"),
    ],
)
def test_what_a_server_without_labels_changes_is_confirmed_as_it_is_shown(
    said: str, echoed: str
) -> None:
    talk = Talk()
    talk.enters("echo-message")
    talk.joins("#tea", "bia")
    buffer = talk.buffer("#tea")
    talk.session.say(buffer, said, talk.at)
    assert buffer.lines[-1].state is LineState.PENDING
    talk.hears(f":ana!ana@host PRIVMSG #tea :{echoed}")
    [line] = buffer.lines
    assert (line.text, line.spans, line.state) == (echoed, (), LineState.SENT)
    assert not talk.session.in_doubt


def test_what_another_client_of_ours_says_confirms_nothing() -> None:
    talk = Talk()
    talk.enters("echo-message")
    talk.joins("#tea", "bia")
    talk.session.say(talk.buffer("#tea"), "shall we drink some tea?", talk.at)
    talk.hears(":ana!ana@host PRIVMSG #tea :no")
    first, second = talk.buffer("#tea").lines
    assert (first.state, second.text) == (LineState.PENDING, "no")


def test_what_a_server_read_and_never_showed_is_in_doubt() -> None:
    talk = Talk()
    talk.enters("echo-message")
    talk.joins("#tea", "bia")
    talk.hears(":irc PONG irc tui-chat-1")  # to the first question of all
    talk.session.say(talk.buffer("#tea"), "hello", talk.at)
    assert talk.session.in_doubt
    talk.session.ping(talk.at)
    token = talk.sent()[-1].split()[1]
    talk.hears(f":irc PONG irc {token}")
    [line] = talk.buffer("#tea").lines
    assert line.state is LineState.DOUBTFUL
    assert not talk.session.in_doubt


def test_a_message_to_the_operators_is_not_confirmed_by_one_to_everybody() -> None:
    talk = Talk()
    talk.enters("echo-message", "STATUSMSG=@")
    talk.joins("#tea", "bia")
    talk.session.say_to("@#tea", "hello", talk.at)
    talk.hears(":ana!ana@host PRIVMSG #tea :hello", ":ana!ana@host PRIVMSG @#tea :hello")
    lines = talk.buffer("#tea").lines
    assert [(line.audience, line.state) for line in lines] == [
        ("", LineState.SENT),  # it was said first, with another client of ours
        ("@", LineState.SENT),
    ]


def test_an_action_is_not_confirmed_by_a_message_of_the_same_words() -> None:
    talk = Talk()
    talk.enters("echo-message")
    talk.joins("#tea", "bia")
    buffer = talk.buffer("#tea")
    talk.session.act(buffer, "waves", talk.at)
    talk.session.say(buffer, "waves", talk.at)
    talk.hears(":ana!ana@host PRIVMSG #tea :waves")
    assert [line.state for line in buffer.lines] == [LineState.PENDING, LineState.SENT]


@pytest.mark.parametrize(
    ("said", "told", "alike"),
    [
        ("Good morning", " good MORNING", True),
        ("good morning", "good m****ng", True),
        ("abcdefgh", "ab", True),  # cut to a quarter
        ("abcdefghi", "ab", False),
        ("ab", "ab, as the server adds", True),
        ("abcdef", "fedcba", False),  # the same letters, and not the same words
        ("x" * 512 + "a" * 9_000, "x" * 512 + "b" * 9_000, True),  # so much is looked at
        ("x" * 100 + "a" * 412, "x" * 100 + "b" * 412, False),
        ("hello", " ", False),
        ("", "hello", False),
    ],
)
def test_a_server_may_change_what_is_said_but_not_to_something_else(
    said: str, told: str, alike: bool
) -> None:
    assert is_much_like(said, told) is alike
