from collections.abc import Callable

import pytest

from tests.server.world import Person, World

BANNED = ":tui-chat.local 474 bob #tea :Cannot join channel (+b)"
MUTED = ":tui-chat.local 404 bob #tea :You are muted here: you can read, but not write (+b)"


def tries_to_join(net: World, person: Person) -> list[str]:
    net.settle()
    person.says("JOIN #tea")
    return [line for line in person.hears() if " 353 " not in line and " 366 " not in line]


@pytest.mark.parametrize(
    "mask",
    [
        "bob!*@*", "BOB", "b?b!*@*", "*!bob@*", "*@host", "*!~bob@*", "*", "*ob!*o*@h*t",
    ],
)  # fmt: skip
def test_who_fits_a_ban_is_kept_out_until_it_is_taken_back(net: World, mask: str) -> None:
    (alice,) = net.join("#tea", "alice")
    bob = net.enter("bob")
    alice.says(f"MODE #tea +b {mask}")
    assert tries_to_join(net, bob) == [BANNED]
    assert net.is_quiet()
    alice.says(f"MODE #tea -b {mask}")
    assert tries_to_join(net, bob) == [":bob!bob@host JOIN #tea"]


@pytest.mark.parametrize("mask", ["bobby!*@*", "bo", "*!*@hos", "a:bob", "m:bob", "~a:*"])
def test_who_fits_no_ban_comes_in(net: World, mask: str) -> None:
    (alice,) = net.join("#tea", "alice")
    bob = net.enter("bob")
    alice.says(f"MODE #tea +b {mask}")
    assert tries_to_join(net, bob) == [":bob!bob@host JOIN #tea"]


@pytest.mark.parametrize("words", ["+e bob", "+I bob", "+e *!*@host"])
def test_who_is_exempt_from_a_ban_comes_in(net: World, words: str) -> None:
    (alice,) = net.join("#tea", "alice")
    bob = net.enter("bob")
    alice.says("MODE #tea +b *!*@*", f"MODE #tea {words}")
    assert tries_to_join(net, bob) == [":bob!bob@host JOIN #tea"]


def test_a_ban_follows_nobody_to_another_nickname_and_catches_who_takes_its_own(
    net: World,
) -> None:
    (alice,) = net.join("#tea", "alice")
    bob = net.enter("bob")
    alice.says("MODE #tea +b bob!*@*")
    assert tries_to_join(net, bob) == [BANNED]
    bob.says("NICK rob")
    assert tries_to_join(net, bob) == [":rob!bob@host JOIN #tea"]


def test_a_ban_is_of_the_host_that_is_shown(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    bob = net.enter("bob")
    (user,) = (user for user in net.node.network.users.values() if user.nick == "bob")
    user.host = "cloak"
    user.rename(user.nick, user.folded)
    alice.says("MODE #tea +b *@cloak")
    assert tries_to_join(net, bob) == [BANNED]
    alice.says("MODE #tea -b *@cloak", "MODE #tea +b *@host")
    assert tries_to_join(net, bob) == [":bob!bob@cloak JOIN #tea"]


@pytest.mark.parametrize("mask", ["a:bob", "~a:BOB", "$a:b?b", "account:bob", "~account:b*"])
def test_a_ban_of_an_account_means_who_is_logged_in_to_it(
    net: World, with_account: Callable[..., Person], mask: str
) -> None:
    (alice,) = net.join("#tea", "alice")
    bob = with_account("bob")
    alice.says(f"MODE #tea +b {mask}")
    assert tries_to_join(net, bob) == [BANNED]
    alice.says(f"MODE #tea +e {mask}")
    assert tries_to_join(net, bob) == [":bob!bob@host JOIN #tea"]


def test_an_account_may_need_no_invitation(net: World, with_account: Callable[..., Person]) -> None:
    (alice,) = net.join("#tea", "alice")
    bob, carol = with_account("bob"), net.enter("carol")
    alice.says("MODE #tea +iI a:bob")
    assert tries_to_join(net, bob) == [":bob!bob@host JOIN #tea"]
    assert tries_to_join(net, carol) == [":tui-chat.local 473 carol #tea :Cannot join channel (+i)"]


def test_an_operator_s_invitation_opens_what_a_ban_closes_once(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    bob = net.enter("bob")
    alice.says("MODE #tea +b bob", "INVITE bob #tea")
    assert tries_to_join(net, bob) == [":bob!bob@host JOIN #tea"]
    alice.says("KICK #tea bob")
    assert tries_to_join(net, bob) == [BANNED]


def test_an_ordinary_member_s_invitation_opens_nothing(net: World) -> None:
    alice, _bob = net.join("#tea", "alice", "carol")
    bob = net.enter("bob")
    alice.says("MODE #tea +b bob")
    net.people[1].says("INVITE bob #tea")
    assert tries_to_join(net, bob) == [BANNED]


def test_a_channel_for_those_with_accounts(net: World, with_account: Callable[..., Person]) -> None:
    (alice,) = net.join("#tea", "alice")
    bob, carol = with_account("bob"), net.enter("carol")
    alice.says("MODE #tea +R")
    assert tries_to_join(net, bob) == [":bob!bob@host JOIN #tea"]
    assert tries_to_join(net, carol) == [
        ":tui-chat.local 477 carol #tea :You need to be identified to a registered account"
    ]


@pytest.mark.parametrize("mode", ["+M", "+R"])
def test_where_only_those_with_accounts_speak(
    net: World, with_account: Callable[..., Person], mode: str
) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    carol = with_account("carol")
    net.join("#tea", alice, bob, carol)
    alice.says(f"MODE #tea {mode}")
    net.settle()
    for person in (alice, bob, carol):
        person.says("PRIVMSG #tea hi")
    assert bob.hears() == [
        ":alice!alice@host PRIVMSG #tea hi",
        ":tui-chat.local 404 bob #tea :Only people who are logged in can write here (+M)",
        ":carol!carol@host PRIVMSG #tea hi",
    ]
    alice.says("MODE #tea +v bob")
    net.settle()
    bob.says("PRIVMSG #tea now")
    assert carol.hears() == [":bob!bob@host PRIVMSG #tea now"]


@pytest.mark.parametrize("mask", ["m:bob!*@*", "~m:BOB", "$m:*!bob@*", "mute:*@host"])
def test_who_is_muted_is_in_and_silent(net: World, mask: str) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says(f"MODE #tea +b {mask}")
    net.settle()
    for line in ("PRIVMSG #tea hi", "PRIVMSG @#tea hi", "@+typing=active TAGMSG #tea"):
        assert bob.asks(line) == [MUTED]
    bob.says("NOTICE #tea hi")
    assert net.is_quiet()
    alice.says(f"MODE #tea -b {mask}")
    net.settle()
    bob.says("PRIVMSG #tea hi")
    assert alice.hears() == [":bob!bob@host PRIVMSG #tea hi"]


@pytest.mark.parametrize("words", ["+v bob", "+e bob", "+e m:bob", "+e m:*!~bob@*", "+h bob"])
def test_a_rank_or_an_exception_ends_the_silence(net: World, words: str) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("MODE #tea +b m:bob", f"MODE #tea {words}")
    net.settle()
    bob.says("PRIVMSG #tea hi")
    assert alice.hears() == [":bob!bob@host PRIVMSG #tea hi"]


def test_an_exception_from_silence_is_none_from_a_ban(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    bob = net.enter("bob")
    alice.says("MODE #tea +be bob m:bob")
    assert tries_to_join(net, bob) == [BANNED]


def test_an_account_can_be_muted(net: World, with_account: Callable[..., Person]) -> None:
    alice, bob = net.enter("alice"), with_account("bob")
    net.join("#tea", alice, bob)
    alice.says("MODE #tea +b ~m:~a:bob")
    net.settle()
    assert bob.asks("PRIVMSG #tea hi") == [MUTED]


@pytest.mark.parametrize("mask", ["m:bob", "bob", "*!*@host"])
def test_who_is_muted_or_banned_keeps_the_nickname(net: World, mask: str) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says(f"MODE #tea +b {mask}")
    net.settle()
    assert bob.asks("NICK rob") == [
        ":tui-chat.local 435 bob rob #tea :Cannot change nickname while banned or muted on channel"
    ]
    assert net.is_quiet()
    alice.says("MODE #tea +v bob")
    net.settle()
    bob.says("NICK rob")
    assert alice.hears() == [":bob!bob@host NICK rob"]


def test_a_ban_silences_outsiders_and_members(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("MODE #tea -n+b bob")
    net.settle()
    assert bob.asks("PRIVMSG #tea inside") == [MUTED]
    assert net.is_quiet()
    bob.says("PART #tea")
    net.settle()
    assert bob.asks("PRIVMSG #tea outside") == [MUTED]
    assert net.is_quiet()


def test_no_ctcp_but_actions_where_the_channel_wants_none(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("MODE #tea +C")
    net.settle()
    alice.says("PRIVMSG #tea :\x01ACTION waves\x01")
    assert bob.hears() == [":alice!alice@host PRIVMSG #tea :\x01ACTION waves\x01"]
    alice.says("PRIVMSG #tea :\x01PING 1\x01")
    assert alice.hears() == [":tui-chat.local 404 alice #tea :CTCP is not passed on here (+C)"]
    alice.says("NOTICE #tea :\x01PING 1\x01")
    assert net.is_quiet()
