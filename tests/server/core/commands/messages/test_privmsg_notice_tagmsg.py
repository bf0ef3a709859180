import pytest

from tests.server.world import World

SAYING = ["PRIVMSG", "NOTICE"]


@pytest.mark.parametrize("command", SAYING)
def test_words_in_a_channel_reach_the_other_members_only(net: World, command: str) -> None:
    alice, bob, carol = net.join("#tea", "alice", "bob", "carol")
    net.enter("dave")
    alice.says(f"{command} #tea :hello there")
    assert bob.hears() == carol.hears() == [f":alice!alice@host {command} #tea :hello there"]
    assert net.is_quiet()


@pytest.mark.parametrize("command", SAYING)
def test_words_to_a_user_reach_that_user_only(net: World, command: str) -> None:
    alice, bob, _carol = net.join("#tea", "alice", "bob", "carol")
    alice.says(f"{command} BOB :psst")
    assert bob.hears() == [f":alice!alice@host {command} bob psst"]
    assert net.is_quiet()


def test_a_channel_is_named_as_it_was_made(net: World) -> None:
    alice, bob = net.join("#Tea", "alice", "bob")
    alice.says("PRIVMSG #TEA hi")
    assert bob.hears() == [":alice!alice@host PRIVMSG #Tea hi"]


def test_one_message_may_go_to_several_targets(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    carol = net.enter("carol")
    alice.says("PRIVMSG #tea,carol,#tea,nobody :hi all")
    assert bob.hears() == [":alice!alice@host PRIVMSG #tea :hi all"]
    assert carol.hears() == [":alice!alice@host PRIVMSG carol :hi all"]
    assert alice.hears() == [":tui-chat.local 401 alice nobody :No such nick/channel"]
    assert net.is_quiet()


def test_more_targets_than_announced_are_refused_as_a_whole(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    alice.says("PRIVMSG bob,a,b,c,d :hi")
    assert alice.hears() == [":tui-chat.local 407 alice bob,a,b,c,d :Too many targets"]
    assert bob.hears() == []


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("PRIVMSG", "411 alice :No recipient given (PRIVMSG)"),
        ("PRIVMSG :", "411 alice :No recipient given (PRIVMSG)"),
        ("PRIVMSG , hi", "411 alice :No recipient given (PRIVMSG)"),
        ("TAGMSG ,", "411 alice :No recipient given (TAGMSG)"),
        ("PRIVMSG bob", "412 alice :No text to send"),
        ("PRIVMSG bob :", "412 alice :No text to send"),
        ("PRIVMSG nobody hi", "401 alice nobody :No such nick/channel"),
        ("PRIVMSG #none hi", "403 alice #none :No such channel"),
        ("PRIVMSG @#none hi", "403 alice #none :No such channel"),
        ("PRIVMSG #tea hi", "404 alice #tea :Only members can write here (+n)"),
        ("PRIVMSG @#tea hi", "404 alice #tea :Only members can write here (+n)"),
        ("TAGMSG", "461 alice TAGMSG :Not enough parameters"),
        ("TAGMSG :", "401 alice * :No such nick/channel"),
        ("TAGMSG nobody", "401 alice nobody :No such nick/channel"),
        ("TAGMSG :no body", "401 alice * :No such nick/channel"),
    ],
)
def test_words_that_cannot_be_passed_on_are_refused(net: World, line: str, answer: str) -> None:
    net.join("#tea", "bob")
    alice = net.enter("alice")
    assert alice.asks(line) == [f":tui-chat.local {answer}"]
    assert net.is_quiet()


@pytest.mark.parametrize(
    "line",
    [
        "NOTICE",
        "NOTICE bob",
        "NOTICE , hi",
        "NOTICE bob :",
        "NOTICE nobody hi",
        "NOTICE #none hi",
        "NOTICE #tea hi",
        "NOTICE a,b,c,d,e hi",
        "NOTICE nobody,#none hi",
    ],
)
def test_a_notice_is_never_answered(net: World, line: str) -> None:
    net.join("#tea", "bob")
    alice = net.enter("alice")
    alice.says(line)
    assert net.is_quiet()


def test_outsiders_may_speak_where_the_channel_lets_them(net: World) -> None:
    (bob,) = net.join("#tea", "bob")
    alice = net.enter("alice")
    bob.says("MODE #tea -n")
    net.settle()
    alice.says("PRIVMSG #tea :knock knock")
    assert bob.hears() == [":alice!alice@host PRIVMSG #tea :knock knock"]
    assert net.is_quiet()


def test_in_a_moderated_channel_only_ranks_speak(net: World) -> None:
    alice, bob, carol = net.join("#tea", "alice", "bob", "carol")
    alice.says("MODE #tea +mv bob")
    net.settle()
    alice.says("PRIVMSG #tea one")
    bob.says("PRIVMSG #tea two")
    assert carol.asks("PRIVMSG #tea three") == [
        ":alice!alice@host PRIVMSG #tea one",
        ":bob!bob@host PRIVMSG #tea two",
        ":tui-chat.local 404 carol #tea :Only people with voice can write here (+m)",
    ]
    assert alice.hears() == [":bob!bob@host PRIVMSG #tea two"]


def test_outsiders_never_speak_in_a_moderated_channel(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    bob = net.enter("bob")
    alice.says("MODE #tea +m-n")
    net.settle()
    assert bob.asks("PRIVMSG #tea hi") == [
        ":tui-chat.local 404 bob #tea :Only people with voice can write here (+m)"
    ]
    assert net.is_quiet()


@pytest.mark.parametrize(("prefix", "hears"), [("@", (True, False)), ("+", (True, True))])
def test_words_to_a_rank_reach_it_and_those_above(
    net: World, prefix: str, hears: tuple[bool, bool]
) -> None:
    oper, voiced, plain = net.join("#tea", "oper", "voiced", "plain")
    oper.says("MODE #tea +v voiced")
    net.settle()
    plain.says(f"PRIVMSG {prefix}#tea help")
    line = f":plain!plain@host PRIVMSG {prefix}#tea help"
    assert (oper.hears() == [line], voiced.hears() == [line]) == hears
    assert net.is_quiet()


def test_who_writes_to_somebody_away_is_told_so(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    bob.says("AWAY :gone fishing")
    net.settle()
    alice.says("PRIVMSG bob hi", "NOTICE bob hi")
    assert alice.hears() == [":tui-chat.local 301 alice bob :gone fishing"]
    assert len(bob.hears()) == 2


def test_one_may_write_to_oneself(net: World) -> None:
    alice = net.enter("alice")
    alice.says("PRIVMSG alice :note to self")
    assert alice.hears() == [":alice!alice@host PRIVMSG alice :note to self"]


def test_tags_alone_reach_only_those_who_have_tags(net: World) -> None:
    alice, bob, carol, dave = net.join(
        "#tea",
        net.enter("alice", "message-tags"),
        net.enter("bob", "message-tags"),
        net.enter("carol"),
        net.enter("dave", "server-time", "echo-message"),
    )
    alice.says("@+typing=active TAGMSG #tea")
    assert bob.hears() == [f"@msgid={net.msgid};+typing=active :alice!alice@host TAGMSG #tea"]
    assert alice.hears() == carol.hears() == dave.hears() == []
    alice.says("@+typing=done TAGMSG carol")
    assert net.is_quiet()


def test_client_only_tags_pass_to_those_with_tags_and_to_nobody_else(net: World) -> None:
    alice, bob, carol = net.join(
        "#tea", net.enter("alice"), net.enter("bob", "message-tags"), net.enter("carol", "batch")
    )
    alice.says(r"@+reply=a\:b\sc;draft/mine=1 PRIVMSG #tea hi")
    assert bob.hears() == [rf"@msgid={net.msgid};+reply=a\:b\sc :alice!alice@host PRIVMSG #tea hi"]
    assert carol.hears() == [":alice!alice@host PRIVMSG #tea hi"]
    assert net.is_quiet()


def test_what_only_the_server_may_say_cannot_be_forged(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob", "message-tags", "server-time", "account-tag")
    net.settle()
    forged = "@msgid=mine;time=1999-01-01T00:00:00.000Z;account=root;batch=x;label=y"
    alice.says(f"{forged} :root!root@root PRIVMSG bob hi")
    assert bob.hears() == [
        f"@time=2025-11-20T12:00:00.000Z;msgid={net.msgid} :alice!alice@host PRIVMSG bob hi"
    ]


@pytest.mark.parametrize("line", ["PRIVMSG #tea hi", "NOTICE bob hi", "TAGMSG bob", "TAGMSG @#tea"])
def test_every_message_has_an_id_and_its_echo_the_same(net: World, line: str) -> None:
    alice, bob = net.join(
        "#tea",
        net.enter("alice", "message-tags", "echo-message"),
        net.enter("bob", "message-tags", "echo-message"),
    )
    alice.says("MODE #tea +o bob")
    net.settle()
    alice.says(line)
    assert alice.hears() == bob.hears() == [f"@msgid={net.msgid} :alice!alice@host {line}"]


def test_each_target_of_one_message_has_its_own_id(net: World) -> None:
    alice = net.enter("alice")
    bob, carol = net.enter("bob", "message-tags"), net.enter("carol", "message-tags")
    alice.says("PRIVMSG bob,carol hi")
    assert bob.hears() == [f"@msgid={net.msgid} :alice!alice@host PRIVMSG bob hi"]
    assert carol.hears() == [f"@msgid={net.msgid}-2 :alice!alice@host PRIVMSG carol hi"]


def test_without_echo_message_nobody_is_told_their_own_words(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("PRIVMSG #tea one")
    bob.says("PRIVMSG #tea two")
    assert alice.asks("PRIVMSG #tea three") == [":bob!bob@host PRIVMSG #tea two"]
    assert bob.hears() == [
        ":alice!alice@host PRIVMSG #tea one",
        ":alice!alice@host PRIVMSG #tea three",
    ]


def test_words_too_long_to_be_passed_on_are_cut_between_characters(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    alice.says("PRIVMSG bob :" + "é" * 240)
    (line,) = bob.hears()
    assert len(line.encode()) in {508, 509}  # and the colon, which is not heard here
    assert set(line.partition("bob ")[2]) == {"é"}


@pytest.mark.parametrize("targets", ["bob,bob,BOB", "BOB,bob", ",bob,,bob"])
def test_who_is_named_twice_is_told_once(net: World, targets: str) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    alice.says(f"PRIVMSG {targets} :hi")
    assert bob.hears() == [":alice!alice@host PRIVMSG bob hi"]
    assert net.is_quiet()


@pytest.mark.parametrize(
    ("line", "answers"),
    [("PART #tea,#TEA", 1), ("JOIN #a,#A", 3), ("NAMES #tea,#TEA", 2), ("KICK #tea bob,BOB", 1)],
)
def test_what_is_named_twice_is_done_once(net: World, line: str, answers: int) -> None:
    (alice, _bob) = net.join("#tea", "alice", "bob")
    assert len(alice.asks(line)) == answers
