from tests.server.world import World


def test_topic_reaches_every_member_and_nobody_else(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.enter("carol")
    alice.says("TOPIC #tea :Assam or Darjeeling?")
    assert alice.hears() == bob.hears() == [":alice!alice@host TOPIC #tea :Assam or Darjeeling?"]
    assert net.is_quiet()


def test_topic_can_be_read_with_who_set_it_and_when(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("TOPIC #tea :Assam")
    net.settle()
    assert bob.asks("TOPIC #tea") == [
        ":tui-chat.local 332 bob #tea Assam",
        ":tui-chat.local 333 bob #tea alice!alice@host 1763640000",
    ]
    assert net.is_quiet()


def test_only_operators_change_a_locked_topic(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    bob.says("TOPIC #tea :Coffee")
    assert bob.hears() == [":tui-chat.local 482 bob #tea :You're not channel operator"]
    alice.says("MODE #tea -t")
    net.settle()
    bob.says("TOPIC #tea :Coffee")
    assert alice.hears() == [":bob!bob@host TOPIC #tea Coffee"]


def test_an_empty_topic_clears_it(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    assert alice.asks("TOPIC #tea :Assam", "TOPIC #tea :", "TOPIC #tea") == [
        ":alice!alice@host TOPIC #tea Assam",
        ":alice!alice@host TOPIC #tea :",
        ":tui-chat.local 331 alice #tea :No topic is set",
    ]


def test_topic_of_a_channel_one_is_not_in_is_refused(net: World) -> None:
    net.join("#tea", "alice")
    bob = net.enter("bob")
    assert bob.asks("TOPIC #tea", "TOPIC #none", "TOPIC") == [
        ":tui-chat.local 442 bob #tea :You're not on that channel",
        ":tui-chat.local 403 bob #none :No such channel",
        ":tui-chat.local 461 bob TOPIC :Not enough parameters",
    ]
    assert net.is_quiet()
