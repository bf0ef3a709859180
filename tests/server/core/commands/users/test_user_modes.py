import pytest

from tests.server.world import World


def test_a_user_reads_and_changes_its_modes(net: World) -> None:
    alice = net.enter("alice")
    assert alice.asks("MODE alice +iwB", "MODE ALICE", "MODE alice -wi+w", "MODE alice") == [
        ":alice!alice@host MODE alice +iwB",
        ":tui-chat.local 221 alice +Biw",
        ":alice!alice@host MODE alice -i",
        ":tui-chat.local 221 alice +Bw",
    ]
    assert net.is_quiet()


def test_nobody_makes_itself_an_operator(net: World) -> None:
    alice = net.enter("alice")
    assert alice.asks("MODE alice +o", "MODE alice +oi") == [":alice!alice@host MODE alice +i"]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("MODE bob +i", "502 alice :Cannot change mode for other users"),
        ("MODE bob", "502 alice :Cannot change mode for other users"),
        ("MODE nobody +i", "401 alice nobody :No such nick/channel"),
        ("MODE alice +XYZ", "501 alice :Unknown MODE flag"),
    ],
)
def test_what_may_not_be_changed_is_refused(net: World, line: str, answer: str) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    assert alice.asks(line) == [f":tui-chat.local {answer}"]
    assert bob.hears() == []


def test_what_is_known_is_done_beside_what_is_not(net: World) -> None:
    alice = net.enter("alice")
    assert alice.asks("MODE alice +Xi") == [
        ":alice!alice@host MODE alice +i",
        ":tui-chat.local 501 alice :Unknown MODE flag",
    ]


def test_a_bot_is_shown_as_one(net: World) -> None:
    bot, alice = net.enter("bot"), net.enter("alice")
    bot.says("MODE bot +B")
    heard = alice.asks("WHOIS bot", "WHO bot")
    assert ":tui-chat.local 335 alice bot :is a bot" in heard
    assert any(" bot HB " in line for line in heard)


def test_what_a_bot_says_is_marked(net: World) -> None:
    bot, alice = net.enter("bot"), net.enter("alice", "message-tags")
    bot.says("MODE bot +B", "PRIVMSG alice beep")
    assert alice.hears() == [f"@msgid={net.msgid};bot :bot!bot@host PRIVMSG alice beep"]


def test_who_hears_only_those_with_accounts_hears_no_others(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    alice.says("MODE alice +R")
    alice.hears()
    assert bob.asks("PRIVMSG alice hi", "NOTICE alice hi") == [
        ":tui-chat.local 477 bob alice :You must be logged in to speak to this user (+R)"
    ]
    assert alice.hears() == []
    assert alice.asks("PRIVMSG alice note") == [":alice!alice@host PRIVMSG alice note"]
