from tests.server.world import World


def test_names_are_shown_of_each_channel_asked_for(net: World) -> None:
    alice, _bob = net.join("#a", "alice", "bob")
    net.join("#b", alice)
    carol = net.enter("carol")
    assert carol.asks("NAMES #A,#b,#none") == [
        ":tui-chat.local 353 carol = #a :@alice bob",
        ":tui-chat.local 353 carol = #b @alice",
        ":tui-chat.local 366 carol #a,#b,#none :End of /NAMES list",
    ]
    assert carol.asks("NAMES", "NAMES :a b") == [
        ":tui-chat.local 366 carol * :End of /NAMES list",
        ":tui-chat.local 366 carol * :End of /NAMES list",
    ]
    assert net.is_quiet()


def test_invisible_members_are_named_to_members_only(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    bob.says("MODE bob +i")
    carol = net.enter("carol")
    net.settle()
    carol.says("NAMES #tea")
    alice.says("NAMES #tea")
    assert carol.hears()[0] == ":tui-chat.local 353 carol = #tea @alice"
    assert alice.hears()[0] == ":tui-chat.local 353 alice = #tea :@alice bob"


def test_names_show_all_ranks_and_hosts_to_those_who_asked(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +v alice")
    net.settle()
    shown = {
        "": "@alice",
        "multi-prefix": "@+alice",
        "userhost-in-names": "@alice!alice@host",
        "multi-prefix userhost-in-names": "@+alice!alice@host",
    }
    for number, (capabilities, name) in enumerate(shown.items()):
        asker = net.enter(f"asker{number}", *capabilities.split())
        assert asker.asks("NAMES #tea")[0] == f":tui-chat.local 353 asker{number} = #tea {name}"


def test_the_names_of_a_secret_channel_are_for_its_members(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    net.join("#tea", alice)
    alice.says("MODE #tea +s")
    net.settle()
    alice.says("NAMES #tea")
    bob.says("NAMES #tea")
    assert alice.hears()[0] == ":tui-chat.local 353 alice @ #tea @alice"
    assert bob.hears() == [":tui-chat.local 366 bob #tea :End of /NAMES list"]


def test_every_line_of_names_belongs_to_the_labelled_answer(net: World) -> None:
    net.join("#tea", *(f"visitor{number:020}" for number in range(30)))
    asker = net.enter("asker", "labeled-response", "batch", "server-time", "draft/multiline")
    start, *lines, end = asker.asks("@label=x NAMES #tea")
    assert "BATCH +" in start
    assert "BATCH -" in end
    assert len(lines) > 2
    assert all(";batch=" in line.partition(" ")[0] and "time=" in line for line in lines)
