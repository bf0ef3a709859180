from collections.abc import Callable

import pytest

from tests.server.world import World
from tui_chat.server.core.settings import Limits, Settings


def test_who_is_kicked_is_told_to_all_members_and_hears_no_more(net: World) -> None:
    alice, bob, carol = net.join("#tea", "alice", "bob", "carol")
    alice.says("KICK #TEA BOB :enough", "PRIVMSG #tea silence")
    kick = ":alice!alice@host KICK #tea bob enough"
    assert bob.hears() == alice.hears() == [kick]
    assert carol.hears() == [kick, ":alice!alice@host PRIVMSG #tea silence"]


@pytest.mark.parametrize("line", ["KICK #tea bob", "KICK #tea bob :"])
def test_a_kick_without_a_reason_names_who_kicked(net: World, line: str) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says(line)
    assert bob.hears() == [":alice!alice@host KICK #tea bob alice"]


def test_several_are_kicked_in_one_line_each(net: World) -> None:
    alice, _bob, carol = net.join("#tea", "alice", "bob", "carol")
    assert alice.asks("KICK #tea bob,nobody,carol :bye") == [
        ":alice!alice@host KICK #tea bob bye",
        ":tui-chat.local 401 alice nobody :No such nick/channel",
        ":alice!alice@host KICK #tea carol bye",
    ]
    assert len(carol.hears()) == 2


def test_operators_may_kick_operators_and_themselves(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("MODE #tea +o bob")
    net.settle()
    bob.says("KICK #tea alice :coup", "KICK #tea bob :done")
    assert alice.hears() == [":bob!bob@host KICK #tea alice coup"]
    assert "#tea" not in net.node.network.channels


def test_a_reason_longer_than_announced_is_cut(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), limits=Limits(kick=5)))
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("KICK #tea bob :0123456789")
    assert bob.hears() == [":alice!alice@host KICK #tea bob 01234"]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("KICK", "461 bob KICK :Not enough parameters"),
        ("KICK #tea", "461 bob KICK :Not enough parameters"),
        ("KICK #none alice", "403 bob #none :No such channel"),
        ("KICK #tea alice", "482 bob #tea :You're not channel operator"),
        ("KICK #else alice", "442 bob #else :You're not on that channel"),
        ("KICK #mine carol", "441 bob carol #mine :They aren't on that channel"),
        ("KICK #mine nobody", "401 bob nobody :No such nick/channel"),
        ("KICK #mine ,", "461 bob KICK :Not enough parameters"),
        ("KICK #mine,#tea carol", "461 bob KICK :Not enough parameters"),
        ("INVITE carol", "461 bob INVITE :Not enough parameters"),
        ("INVITE nobody #tea", "401 bob nobody :No such nick/channel"),
        ("INVITE carol #none", "403 bob #none :No such channel"),
        ("INVITE carol #else", "442 bob #else :You're not on that channel"),
        ("INVITE alice #tea", "443 bob alice #tea :is already on channel"),
        ("INVITE carol #closed", "482 bob #closed :You're not channel operator"),
    ],
)
def test_kicks_and_invitations_that_are_not_allowed(net: World, line: str, answer: str) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.join("#closed", alice, bob)
    net.join("#else", alice)
    net.join("#mine", bob)
    net.enter("carol")
    alice.says("MODE #closed +i")
    net.settle()
    assert bob.asks(line) == [f":tui-chat.local {answer}"]
    assert net.is_quiet()


def test_an_invitation_is_told_to_the_guest_and_confirmed_to_the_host_alone(net: World) -> None:
    _alice, bob = net.join("#tea", "alice", "bob")
    carol = net.enter("carol")
    assert bob.asks("INVITE CAROL #TEA") == [":tui-chat.local 341 bob carol #tea"]
    assert carol.hears() == [":bob!bob@host INVITE carol #tea"]
    assert net.is_quiet()


def test_who_invites_somebody_away_is_told_so(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    bob = net.enter("bob")
    bob.says("AWAY :asleep")
    net.settle()
    assert alice.asks("INVITE bob #tea") == [
        ":tui-chat.local 341 alice bob #tea",
        ":tui-chat.local 301 alice bob asleep",
    ]


def test_as_many_channels_as_nicks_are_kicked_pair_by_pair(net: World) -> None:
    alice, bob, carol = net.join("#a", "alice", "bob", "carol")
    net.join("#b", alice, bob)
    alice.says("KICK #a,#none,#b bob,bob,bob :bye")
    assert bob.hears() == [
        ":alice!alice@host KICK #a bob bye",
        ":alice!alice@host KICK #b bob bye",
    ]
    assert carol.hears() == [":alice!alice@host KICK #a bob bye"]
    assert ":tui-chat.local 403 alice #none :No such channel" in alice.hears()


def test_one_may_ask_where_one_is_invited(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    net.join("#coffee", alice)
    bob = net.enter("bob")
    alice.says("INVITE bob #tea", "INVITE bob #coffee")
    net.settle()
    assert bob.asks("INVITE") == [
        ":tui-chat.local 336 bob #tea",
        ":tui-chat.local 336 bob #coffee",
        ":tui-chat.local 337 bob :End of /INVITE list",
    ]
    bob.says("JOIN #tea,#coffee")
    bob.hears()
    assert bob.asks("INVITE") == [":tui-chat.local 337 bob :End of /INVITE list"]


def test_operators_who_asked_are_told_of_invitations(net: World) -> None:
    alice, bob = net.enter("alice", "invite-notify"), net.enter("bob", "invite-notify")
    carol, dave = net.enter("carol", "invite-notify"), net.enter("dave")
    eve = net.enter("eve", "invite-notify")
    net.join("#tea", alice, bob, carol, dave)
    alice.says("MODE #tea +ho bob dave")
    net.settle()
    carol.says("INVITE eve #tea")
    told = ":carol!carol@host INVITE eve #tea"
    assert alice.hears() == bob.hears() == eve.hears() == [told]
    assert carol.hears() == [":tui-chat.local 341 carol eve #tea"]
    assert net.is_quiet()


def test_the_oldest_invitation_makes_room_for_a_new_one(
    net: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.server.core.commands.channels.kick_invite._MOST_INVITATIONS", 2)
    (alice,) = net.join("#tea", "alice")
    guests = [net.enter(nick) for nick in ("bob", "carol", "dave")]
    alice.says("MODE #tea +i")
    for guest in guests:
        alice.says(f"INVITE {guest.nick} #tea")
    channel = net.node.network.find_channel("#tea")
    assert channel is not None
    assert [user.nick for user in channel.invited] == ["carol", "dave"]
    bob = net.node.network.find_user("bob")
    assert bob is not None
    assert not bob.invitations
    assert guests[1].hears()[-1].startswith(":alice!alice@host INVITE carol")
    for name in ("#one", "#two"):
        alice.says(f"JOIN {name}", f"INVITE carol {name}")
    carol = net.node.network.find_user("carol")
    assert carol is not None
    assert list(carol.invitations) == ["#one", "#two"]
    assert [user.nick for user in channel.invited] == ["dave"]
