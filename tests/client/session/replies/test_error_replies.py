from collections.abc import Callable

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.buffers.line import LineState
from tui_chat.client.events import Refused
from tui_chat.client.session import Session


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("401 ana bia :No such nick", "There is nobody called bia here."),
        ("401 ana #x :No such nick/channel", "There is no channel #x."),
        ("441 ana bia #x :They aren't on that channel", "bia is not in #x."),
        ("482 ana #x :You're not channel operator", "Only operators of #x can do that."),
        ("697 ana #x b!*@* b :Already there", "b!*@* is on that list of #x already."),
        ("698 ana #x b!*@* b :Not there", "b!*@* is not on that list of #x."),
        ("599 ana #x :Something of its own", "#x: Something of its own"),
        ("461 ana :Not enough parameters", "Not enough words after ."),
    ],
)
def test_refusals_are_sentences_without_numbers(talk: Talk, line: str, text: str) -> None:
    talk.hears(f":irc {line}")
    assert talk.happened() == [Refused(talk.buffer(""), text)]
    assert talk.shows("") == []


def test_who_may_not_become_an_operator_is_told_so(talk: Talk) -> None:
    talk.hears(":irc 491 ana :No O-lines for your host")
    text = "No operator of that name may log in from your address."
    assert talk.happened() == [Refused(talk.buffer(""), text)]


@pytest.mark.parametrize(
    "refusal",
    [
        "408 ana #tea :You cannot use colors on this channel",
        "439 ana #tea :Message target change too fast",
        "486 ana #tea :You must log in with services to message this user",
        "492 ana #tea :Cannot send CTCP",
        "707 ana #tea :Targets changing too fast, message dropped",
        "716 ana #tea :is in +g mode (server-side ignore.)",
        "936 ana #tea word :Your message contained a censored word",
    ],
)
def test_a_message_that_a_server_does_not_deliver_is_not_shown_as_sent(
    tea: Talk, refusal: str
) -> None:
    page = tea.buffer("#tea")
    tea.session.say(page, "hello", tea.at)
    tea.hears(f":irc {refusal}", ":irc PONG irc tui-chat-2")
    assert [line.state for line in page.lines if line.own] == [LineState.FAILED]
    assert len(tea.refused()) == 1


def test_a_refusal_is_about_the_channel_that_it_names(tea: Talk) -> None:
    tea.hears(":irc 482 ana #tea :You're not channel operator")
    text = "Only operators of #tea can do that."
    assert tea.happened() == [Refused(tea.buffer("#tea"), text)]
    assert tea.shows("#tea") == []


def test_any_other_refusal_is_about_where_we_look(tea: Talk) -> None:
    tea.session.foreground = tea.buffer("#tea")
    tea.hears(":irc 421 ana FOO :Unknown command")
    text = "This server does not know the command FOO."
    assert tea.happened() == [Refused(tea.buffer("#tea"), text)]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("403 ana #x :No such channel", "There is no channel #x."),
        ("475 ana #x :Cannot join channel (+k)", "#x needs a key: /join #x KEY"),
    ],
)
def test_a_channel_that_we_joined_by_ourselves_is_refused_for_later_eyes(
    talk: Talk, line: str, text: str
) -> None:
    talk.session.return_to([("#x", "")])
    talk.hears(f":irc {line}")
    assert talk.happened() == [Refused(talk.buffer(""), text, kept=True)]
    assert talk.shows("") == [text]
    talk.session.join("#x")
    talk.hears(f":irc {line}")
    assert talk.refused() == [text]
    assert talk.shows("") == [text]


def test_a_channel_that_is_closed_after_a_split_says_so(talk: Talk) -> None:
    talk.session.join("#x")
    talk.hears(":irc 437 ana #x :Channel is temporarily unavailable")
    assert talk.refused() == ["You can't join #x right now."]
    assert talk.shows("") == []


def test_an_older_server_that_knows_no_capabilities_is_nothing_to_tell() -> None:
    talk = Talk()
    talk.session.connected()
    talk.hears(":irc 421 * CAP :Unknown command", ":irc 451 * :Register first")
    assert talk.happened() == []


def test_a_channel_that_refuses_us_is_not_tried_again(talk: Talk) -> None:
    talk.session.join("#secret")
    talk.hears(":irc 473 ana #secret :Cannot join channel (+i)")
    talk.session.disconnected("Lost.", talk.at, retry_in=1)
    talk.connects()
    talk.hears(":irc 001 ana :Hi")
    talk.sent()
    assert talk.answers(":irc 376 ana :End") == []


def test_a_standard_reply_is_told_by_its_description(talk: Talk) -> None:
    talk.hears("FAIL JOIN CANNOT_JOIN #x :The moon is full", "NOTE * RELOADED :Fresh rules")
    assert talk.refused() == ["The moon is full"]
    assert talk.shows("") == ["Fresh rules"]


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("Cannot send to channel", "You can't post in #tea."),
        (
            "You are muted here: you can read, but not write (+b)",
            "You are muted in #tea: you can read, but not write.",
        ),
        (
            "Cannot send to channel (you're muted)",
            "You are muted in #tea: you can read, but not write.",
        ),
        ("Cannot send to channel (+m is set)", "Only people with voice can post in #tea."),
        ("Only for some (+M)", "Only people who are logged in can post in #tea. /login"),
    ],
)
def test_whoever_may_not_write_reads_why(tea: Talk, reason: str, text: str) -> None:
    tea.hears(f":irc 404 ana #tea :{reason}")
    assert tea.refused() == [text]


def test_a_moderated_channel_is_the_reason_where_the_server_gives_none(tea: Talk) -> None:
    tea.hears(":bia!b@h MODE #tea +m", ":irc 404 ana #tea :Cannot send to channel")
    assert tea.refused() == ["Only people with voice can post in #tea."]


def test_a_nickname_that_must_stay_is_not_called_banned(tea: Talk) -> None:
    tea.hears(
        ":irc 435 ana boo #tea :Cannot change nickname while banned on channel",
        ":irc 435 ana boo #tea :Cannot change to a banned nickname",
    )
    assert tea.refused() == [
        "You can't change your nickname while you are banned or muted in #tea.",
        "You can't change to boo: this nickname is banned in #tea.",
    ]


INVITERS = "Only operators of this server can make invitation links. /invitation shows the address"


@pytest.mark.parametrize(
    ("act", "line", "text"),
    [
        (lambda s: s.part("#x"), "403 ana #x :No such channel", "There is no channel #x."),
        (lambda s: s.ask_topic("#x"), "403 ana #x :No such channel", "There is no channel #x."),
        (
            lambda s: s.say_to("#x", "hello", 0.0),
            "403 ana #x :No such channel",
            "There is no channel #x.",
        ),
        (
            lambda s: s.set_topic("#tea", "x"),
            "482 ana #tea :You're not channel operator",
            "Only operators of #tea can do that.",
        ),
        (
            lambda s: s.kick("#tea", "gone"),
            "441 ana gone #tea :They aren't on that channel",
            "gone is not in #tea.",
        ),
        (
            lambda s: s.kick("#tea", "gone"),
            "401 ana gone :No such nick",
            "There is nobody called gone here.",
        ),
        (
            lambda s: s.say_to("gone", "hello", 0.0),
            "401 ana gone :No such nick",
            "There is nobody called gone here.",
        ),
        (
            lambda s: s.say_to("#tea", "hello", 0.0),
            "477 ana #tea :Cannot send to channel (+R)",
            "#tea is only for people who are logged in.",
        ),
        (lambda s: s.change_nick("bia"), "433 ana bia :In use", '"bia" is taken.'),
        (
            lambda s: s.change_nick("9x"),
            "432 ana 9x :Erroneous nickname",
            "Nicknames can't begin with a digit.",
        ),
        (
            lambda s: s.join("#x"),
            "475 ana #x :Cannot join channel (+k)",
            "#x needs a key: /join #x KEY",
        ),
        (
            lambda s: s.join("#x", "sesame"),
            "475 ana #x :Cannot join channel (+k)",
            "That is not the key of #x: /join #x KEY",
        ),
        (
            lambda s: s.join("#x"),
            "473 ana #x :Cannot join channel (+i)",
            "#x is by invitation only: ask somebody there to /invite you.",
        ),
        (
            lambda s: s.join("#x"),
            "471 ana #x :Cannot join channel (+l)",
            "#x is full. /join #x to try again later",
        ),
        (
            lambda s: s.join("#x"),
            "474 ana #x :Cannot join channel (+b)",
            "You are banned from #x. Only its operators can lift the ban.",
        ),
        (
            lambda s: s.send_raw("KNOCK #tea"),
            "713 ana #tea :Channel is open.",
            "#tea: Channel is open.",
        ),
        (lambda s: s.send_raw("REHASH"), "723 ana rehash :No privileges", "rehash: No privileges"),
        (
            lambda s: s.invite_by_link(1, 24),
            "421 ana INVITATION :Unknown command",
            "This server has no invitation links.",
        ),
        (
            lambda s: s.invite_by_link(1, 24),
            "FAIL INVITATION INVITING_REFUSED :Only operators can",
            INVITERS,
        ),
    ],
)
def test_a_refusal_of_what_was_just_done_is_told_once_and_in_no_log(
    tea: Talk, act: Callable[[Session], None], line: str, text: str
) -> None:
    act(tea.session)
    tea.sent()
    before = len(tea.buffer("#tea").lines), len(tea.buffer("").lines)
    tea.happened()
    tea.hears(f":irc {line}")
    assert tea.refused() == [text]
    after = len(tea.buffer("#tea").lines), len(tea.buffer("").lines)
    assert after == before
