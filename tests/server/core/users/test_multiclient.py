"""Several connections under one nickname."""

from collections.abc import Callable

from tests.server.account_holders import come_back, log_in, plain, register, settings
from tests.server.world import World
from tui_chat.server.core.events import Millis
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.users.network_ban_parsing_and_persistence import make_ban


def test_a_second_connection_is_shown_where_the_user_is(net: World) -> None:
    ana = register(net, "ana")
    net.join("#tea", ana, "bob")
    ana.says("TOPIC #tea :Assam")
    net.settle()
    second = log_in(net, "ana", "ana")
    heard = [line.removeprefix(":tui-chat.local ") for line in second.hears()]
    place = heard.index(":ana!ana@host JOIN #tea")
    assert heard[place:] == [
        ":ana!ana@host JOIN #tea",
        "332 ana #tea Assam",
        "333 ana #tea ana!ana@host 1763640000",
        "353 ana = #tea :@ana bob",
        "366 ana #tea :End of /NAMES list",
    ]
    assert sum(line.startswith("001 ") for line in heard) == 1
    assert net.is_quiet()


def test_what_one_says_the_other_is_shown_and_the_rest_once(net: World) -> None:
    ana = register(net, "ana")
    _, bob = net.join("#tea", ana, "bob")
    second = come_back(net, "ana", "ana")
    ana.says("PRIVMSG #tea :hi")
    assert second.hears() == bob.hears() == [":ana!ana@host PRIVMSG #tea hi"]
    second.says("PRIVMSG bob :psst")
    assert ana.hears() == bob.hears() == [":ana!ana@host PRIVMSG bob psst"]
    bob.says("PRIVMSG ana :yes?")
    assert ana.hears() == second.hears() == [":bob!bob@host PRIVMSG ana yes?"]
    assert net.is_quiet()


def test_joining_on_one_joins_on_all(net: World) -> None:
    ana = register(net, "ana")
    second = come_back(net, "ana", "ana")
    ana.says("JOIN #tea")
    assert ana.hears() == second.hears()
    assert net.is_quiet()


def test_leaving_with_one_leaves_the_other(net: World) -> None:
    ana = register(net, "ana")
    _, bob = net.join("#tea", ana, "bob")
    second = come_back(net, "ana", "ana")
    assert ana.asks("QUIT :one") == [
        ":ana!ana@host QUIT :Quit: one",
        "ERROR :Closing link: host (Quit: one)",
    ]
    assert bob.hears() == second.hears() == []
    bob.says("PRIVMSG #tea :still there?")
    assert second.hears() == [":bob!bob@host PRIVMSG #tea :still there?"]
    second.says("QUIT :two")
    assert bob.hears() == [":ana!ana@host QUIT :Quit: two"]


def test_the_nickname_need_not_be_that_of_the_account(net: World) -> None:
    register(net, "ana").says("QUIT")
    come_back(net, "ana", "anita")
    come_back(net, "ana", "anita")
    assert len(net.node.network.users) == 1


def test_who_wants_it_not_is_not_joined(net: World) -> None:
    ana = register(net, "ana")
    ana.says("NS SET MULTICLIENT OFF")
    ana.hears()
    heard = log_in(net, "ana", "ana").hears()
    assert heard[-1] == ":tui-chat.local 433 * ana :Nickname is already in use"
    assert net.is_quiet()


def test_where_the_network_prefers_it_not_one_may_still_want_it(
    world: Callable[[Settings], World],
) -> None:
    net = world(settings(multiclient=False))
    ana = register(net, "ana")
    assert " 433 " in log_in(net, "ana", "ana").hears()[-1]
    ana.says("NS SET MULTICLIENT ON")
    ana.hears()
    come_back(net, "ana", "ana")


def test_another_account_is_not_let_in(net: World) -> None:
    register(net, "bob").says("QUIT")
    register(net, "ana")
    assert " 433 " in log_in(net, "bob", "ana").hears()[-1]


def test_who_is_banned_is_not_let_in_that_way(net: World) -> None:
    register(net, "ana")
    network = net.node.network
    ban = make_ban(network, "10.0.0.1", "enough", "boss", Millis(net.now), Millis(0))
    network.bans.add(ban)
    second = net.connect()
    second.session.host = "10.0.0.1"
    second.says("AUTHENTICATE PLAIN", plain("ana"), "NICK ana", "USER ana 0 * :Ana")
    assert second.hears()[-2:] == [
        ":tui-chat.local 465 ana :You are banned: enough",
        "ERROR :Closing link: 10.0.0.1 (You are banned (enough))",
    ]
    assert net.is_quiet()


def test_who_comes_back_finds_its_lost_connection_ended_and_the_others_as_they_were(
    net: World,
) -> None:
    lost = register(net, "ana")
    phone = come_back(net, "ana", "ana")
    net.join("#tea", lost, "bob")
    net.settle()
    lost.is_dead = True
    back = come_back(net, "ana", "ana")
    lost.says("PRIVMSG #tea :from the grave")
    assert lost.closed
    assert not phone.closed
    assert back.hears() == []
    assert net.is_quiet()
