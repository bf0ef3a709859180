"""A conversation is with a person, not with a name."""

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.buffers.buffer import BufferKind
from tui_chat.client.buffers.members import NOBODY, Identity
from tui_chat.client.events import BufferRenamed, Changed
from tui_chat.client.session import Level

GOOD = ":friend!good@host"
EVIL = ":friend!evil@elsewhere"
WARNED = "friend may be somebody else now: evil@elsewhere instead of good@host."


@pytest.fixture
def friend(tea: Talk) -> Talk:
    """In #tea, and in conversation with friend, who is there too."""
    tea.hears(f"{GOOD} JOIN #tea", f"{GOOD} PRIVMSG ana :hi")
    tea.happened()
    tea.sent()
    return tea


def people(talk: Talk) -> list[str]:
    return [buffer.name for buffer in talk.session.buffers.of_kind(BufferKind.PERSON)]


def test_who_takes_the_name_does_not_take_the_conversation_along(friend: Talk) -> None:
    friend.hears(f"{GOOD} QUIT :bye", f"{EVIL} NICK evil")
    assert people(friend) == ["friend"]
    assert friend.shows("friend") == ["<friend> hi", "friend left: bye"]
    friend.session.say(friend.buffer("friend"), "secret", friend.at)
    assert friend.sent() == ["PRIVMSG friend secret"]
    assert not [event for event in friend.happened() if isinstance(event, BufferRenamed)]


@pytest.mark.parametrize(
    "arrival",
    [
        f"{EVIL} JOIN #tea",
        f"{EVIL} PRIVMSG ana :hello again",
        f"{EVIL} NOTICE ana :hello again",
        ":irc 730 ana :friend!evil@elsewhere",
        ":other!evil@elsewhere NICK friend",
    ],
)
def test_another_who_has_the_name_is_told_of_once_and_takes_nothing_along(
    friend: Talk, arrival: str
) -> None:
    friend.hears(f"{GOOD} QUIT :bye", arrival, f"{EVIL} PRIVMSG ana :are you there?")
    assert friend.shows("friend").count(WARNED) == 1
    assert friend.shows("friend").index(WARNED) < friend.shows("friend").index(
        "<friend> are you there?"
    )
    friend.hears(f"{EVIL} NICK evil")
    assert people(friend) == ["friend"]


def test_the_first_is_known_again(friend: Talk) -> None:
    friend.hears(
        f"{GOOD} QUIT :bye",
        f"{EVIL} PRIVMSG ana :hm",
        f"{EVIL} QUIT :bye",
        f"{GOOD} PRIVMSG ana :me again",
        f"{EVIL} JOIN #tea",
        f"{GOOD} PRIVMSG ana :me",
        f"{GOOD} NICK pal",
    )
    assert friend.shows("pal")[1:] == [
        "friend left: bye",
        WARNED,
        "<friend> hm",
        "friend left: bye",
        "<friend> me again",
        WARNED,
        "friend is back, from good@host.",
        "<friend> me",
        "friend is now pal",
    ]


def test_an_account_tells_more_than_an_address() -> None:
    talk = Talk.entered("account-tag message-tags extended-join")
    talk.hears("@account=good :friend!a@home PRIVMSG ana :hi")
    talk.hears("@account=good :friend!b@train PRIVMSG ana :on the train")
    assert talk.shows("friend") == ["<friend> hi", "<friend> on the train"]
    talk.hears("@account=evil :friend!b@train PRIVMSG ana :hi")
    assert "may be somebody else now: b@train (evil)" in talk.shows("friend")[2]
    talk.hears("@account=evil :friend!b@train NICK evil", "@account=good :friend!c@pub NICK pal")
    assert people(talk) == ["pal"]


def test_an_account_that_a_channel_knows_counts() -> None:
    talk = Talk.entered("extended-join account-notify")
    talk.joins("#tea")
    talk.hears(":friend!a@cloud JOIN #tea good :Friend", ":friend!a@cloud PRIVMSG ana :hi")
    talk.hears(":friend!a@cloud QUIT :bye", ":friend!a@cloud JOIN #tea evil :Friend")
    talk.hears(":friend!a@cloud NICK evil")
    assert people(talk) == ["friend"]
    talk.hears(":friend!a@cloud JOIN #tea * :F", ":friend!a@cloud ACCOUNT good")
    talk.hears(":friend!a@cloud NICK pal")
    assert people(talk) == ["pal"]


def test_a_page_that_is_opened_is_of_who_has_the_name_now(tea: Talk) -> None:
    tea.hears(f"{GOOD} JOIN #tea")
    tea.session.talk_to("friend")
    tea.hears(f"{GOOD} QUIT :bye", f"{EVIL} NICK evil")
    assert people(tea) == ["friend"]


def test_where_nothing_is_known_the_page_goes_along(talk: Talk) -> None:
    talk.session.talk_to("friend")
    talk.hears(f"{GOOD} NICK pal")
    assert people(talk) == ["pal"]


def test_another_address_that_the_server_tells_is_the_same_person(friend: Talk) -> None:
    friend.hears(f"{GOOD} CHGHOST good cloak", ":friend!good@cloak PRIVMSG ana :still me")
    assert friend.shows("friend") == ["<friend> hi", "<friend> still me"]
    friend.hears(":friend!good@cloak NICK pal")
    assert people(friend) == ["pal"]


def test_two_names_that_meet_leave_both_pages_and_say_so_in_both(friend: Talk) -> None:
    friend.hears(":pal!p@h PRIVMSG ana :hello", ":pal!p@h QUIT :bye", f"{GOOD} NICK pal")
    assert people(friend) == ["friend", "pal"]
    assert friend.shows("friend") == ["<friend> hi", "friend is now pal"]
    assert friend.shows("pal") == [
        "<pal> hello",
        "pal left: bye",
        "friend is now pal",
        "pal may be somebody else now: good@host instead of p@h.",
    ]


def test_a_name_in_other_capitals_is_the_same_page(friend: Talk) -> None:
    friend.hears(f"{GOOD} NICK Friend")
    assert people(friend) == ["Friend"]
    assert friend.shows("friend") == ["<friend> hi", "friend is now Friend"]


def test_who_is_called_otherwise_is_watched_by_the_new_name() -> None:
    talk = Talk.entered(isupport="MONITOR=100")
    talk.hears(f"{GOOD} PRIVMSG ana :hi")
    talk.sent()
    talk.hears(f"{GOOD} NICK Friend", ":Friend!good@host NICK pal")
    assert talk.sent() == ["MONITOR - Friend", "MONITOR + pal"]


def test_what_calls_us_in_a_conversation_goes_along_with_the_name(friend: Talk) -> None:
    friend.session.set_level(friend.buffer("friend"), Level.NOTHING)
    friend.hears(f"{GOOD} NICK pal")
    assert friend.session.level(friend.buffer("pal")) is Level.NOTHING


def test_identities_are_compared_by_what_is_known_of_both() -> None:
    bia = Identity("b@host", "bia")
    assert bia.is_same(Identity("b@train", "BIA"))
    assert bia.is_same(Identity("B@Host", ""))
    assert bia.is_same(NOBODY)
    assert not bia.is_same(Identity("b@host", "caio"))
    assert not bia.is_same(Identity("b@train", ""))
    assert bia.words == "b@host (bia)"


def test_with_whom_a_conversation_was_is_known_to_the_next_run(friend: Talk) -> None:
    again = Talk()
    again.session.talk_to("friend")
    again.session.remember(friend.session.identities)
    again.enters()
    again.hears(f"{EVIL} PRIVMSG ana :hi")
    assert again.shows("friend")[0] == WARNED


def test_a_conversation_is_with_the_member_of_a_channel_who_has_the_name(tea: Talk) -> None:
    tea.hears(":caio!c@there JOIN #tea")
    tea.session.talk_to("caio")
    assert tea.session.identities == {"caio": Identity("c@there", "")}


def test_that_somebody_else_may_have_the_name_is_told_to_the_screen_too(friend: Talk) -> None:
    friend.hears(f"{GOOD} QUIT :bye")
    friend.happened()
    friend.hears(f"{EVIL} JOIN #tea")
    assert friend.shows("friend")[-1] == WARNED
    assert Changed() in friend.happened()
