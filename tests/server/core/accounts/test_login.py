"""Who is told of a login, and what it gives."""

from tests.server.account_holders import come_back, plain, register
from tests.server.world import World
from tui_chat.server.core.events import Millis
from tui_chat.server.core.users.network_ban_parsing_and_persistence import make_ban


def test_those_in_a_channel_and_those_who_watch_are_told(net: World) -> None:
    register(net, "ana").says("QUIT")
    bob, carol, dora = net.join(
        "#tea", "bob", net.enter("carol", "account-notify", "extended-join"), "dora"
    )
    watcher = net.enter("eve", "account-notify", "extended-monitor")
    stranger = net.enter("fay", "account-notify")
    watcher.says("MONITOR + bob")
    net.settle()
    bob.says("AUTHENTICATE PLAIN", plain("ana"))
    assert carol.hears() == watcher.hears() == [":bob!bob@host ACCOUNT ana"]
    assert dora.hears() == stranger.hears() == []
    bob.hears()
    bob.says("NS LOGOUT")
    assert carol.hears() == watcher.hears() == [":bob!bob@host ACCOUNT *"]
    bob.hears()
    assert net.is_quiet()


def test_what_somebody_with_an_account_does_has_its_tag(net: World) -> None:
    ana = register(net, "ana")
    bob = net.enter("bob", "account-tag")
    plainly = net.enter("carol")
    net.join("#tea", ana, bob, plainly)
    for line, told in (
        ("PRIVMSG bob :hi", "PRIVMSG bob hi"),
        ("INVITE bob #cake", "INVITE bob #cake"),
        ("TOPIC #tea :Assam", "TOPIC #tea Assam"),
        ("NICK anita", "NICK anita"),
    ):
        if "#cake" in line:
            ana.says("JOIN #cake")
        ana.says(line)
        assert [heard for heard in bob.hears() if "BATCH" not in heard] == [
            f"@account=ana :ana!ana@host {told}"
        ]
    net.settle()
    ana.says("PART #tea")
    assert bob.hears() == ["@account=ana :anita!ana@host PART #tea"]
    assert plainly.hears() == [":anita!ana@host PART #tea"]


def test_who_joins_is_shown_with_the_account(net: World) -> None:
    register(net, "ana").says("QUIT")
    (bob,) = net.join("#tea", net.enter("bob", "extended-join"))
    ana = come_back(net, "ana", "anita")
    ana.says("JOIN #tea")
    assert bob.hears() == [":anita!anita@host JOIN #tea ana Anita"]


def test_whois_and_whox_show_the_account(net: World) -> None:
    register(net, "ana")
    bob = net.enter("bob")
    assert ":tui-chat.local 330 bob ana ana :is logged in as" in bob.asks("WHOIS ana")
    assert ":tui-chat.local 354 bob ana ana" in bob.asks("WHO ana %na")


def test_a_nickname_that_is_kept_stays_behind_on_logout(net: World) -> None:
    ana = register(net, "ana")
    heard = ana.asks("NS LOGOUT")
    assert heard[1] == ":tui-chat.local 901 ana ana!ana@host :You are now logged out"
    assert heard[2] == f":ana!ana@host NICK Guest{ana.id}"


def test_who_logs_in_to_a_banned_account_is_put_off_the_network(net: World) -> None:
    register(net, "ana").says("QUIT")
    network = net.node.network
    bob = net.enter("bob")
    network.bans.add(make_ban(network, "ana", "enough", "boss", Millis(net.now), Millis(0)))
    assert bob.asks("AUTHENTICATE PLAIN", plain("ana"))[-1].startswith("ERROR ")
    assert bob.closed
