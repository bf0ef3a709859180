"""The channels that newcomers are put in: their owner, and what stays when nobody is there."""

from collections.abc import Callable

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.settings import Operator, Settings
from tui_chat.server.core.state.records.unregistered_channels import FirstChannel
from tui_chat.server.core.users.operators import CheckOperator
from tui_chat.server.engine.pending_requests import soon
from tui_chat.wire.names import Folded


@pytest.fixture
def hosted(world: Callable[[Settings], World]) -> World:
    """A server that a person runs from a client."""
    return world(Settings())


@pytest.fixture
def lobby(world: Callable[[Settings], World]) -> World:
    """A server that runs by itself, where newcomers are put in #lobby."""
    net = world(Settings(operators=(Operator("root", "$argon2"),)))
    net.node.answer_with(CheckOperator, soon(lambda _: True, net._pending.append))
    return net


def operator(net: World, nick: str = "root") -> Person:
    """An operator of the server, who has no account."""
    person = net.enter(nick)
    person.says("OPER root sesame")
    net.settle()
    return person


def account_of_operator(net: World, nick: str) -> Person:
    """Somebody with an account, whom an operator of the server makes one of #lobby."""
    person = account(net, nick)
    root = operator(net)
    root.says(f"MODE #lobby +o {nick}", "QUIT")
    net.settle()
    return person


def account(net: World, nick: str) -> Person:
    """Somebody who has an account of the same name and is logged in to it."""
    person = net.enter(nick)
    assert any("Account created" in line for line in person.asks("NICKSERV REGISTER correct-horse"))
    return person


def logged_in(net: World, nick: str, as_nick: str = "") -> Person:
    """The same, for somebody who had the account before."""
    person = net.enter(as_nick or f"{nick}_")
    person.says(f"NICKSERV IDENTIFY {nick} correct-horse")
    net.settle()
    return person


def ranks(net: World, channel: str = "#lobby") -> dict[str, str]:
    """The letters of everybody's ranks in a channel."""
    found = net.node.network.channels[Folded(channel)]
    return {user.nick: held for user, held in found.members.items()}


def is_operator(net: World, nick: str) -> bool:
    """Whether somebody is an operator of the server."""
    user = net.node.network.find_user(nick)
    return user is not None and "o" in user.modes


# The owner


def test_whoever_runs_the_server_owns_it_whoever_came_first(hosted: World) -> None:
    student = hosted.enter("student")
    student.hears()
    hosted.enter("ana", owner=True)
    assert ranks(hosted) == {"student": "", "ana": "q"}
    assert is_operator(hosted, "ana")
    assert not is_operator(hosted, "student")
    assert student.hears() == [
        ":ana!ana@host JOIN #lobby",
        ":ChanServ!ChanServ@tui-chat.local MODE #lobby +q ana",
    ]


def test_the_owner_is_told_both_ranks_with_the_welcome(hosted: World) -> None:
    ana = hosted.connect(owner=True)
    heard = ana.asks("NICK ana", "USER ana 0 * :Ana")
    assert ":tui-chat.local 221 ana +o" in heard
    assert ":tui-chat.local 353 ana = #lobby ~ana" in heard
    assert not any("ChanServ" in line for line in heard)


def test_the_owner_owns_it_again_after_a_restart_and_after_coming_back(hosted: World) -> None:
    ana = hosted.enter("ana", owner=True)
    ana.says("QUIT")
    hosted.enter("bia")
    hosted.enter("ana", owner=True)
    assert ranks(hosted) == {"bia": "", "ana": "q"}
    later = hosted.restarted()
    later.enter("bia")
    later.enter("ana", owner=True)
    assert ranks(later) == {"bia": "", "ana": "q"}


def test_a_guest_with_the_owners_nickname_inherits_nothing(hosted: World) -> None:
    hosted.enter("ana", owner=True).says("QUIT")
    hosted.enter("bia")
    hosted.enter("ana")
    assert ranks(hosted) == {"bia": "", "ana": ""}
    assert not is_operator(hosted, "ana")


def test_the_owner_may_be_somebody_elses_operator_but_owns_no_other_channel(hosted: World) -> None:
    ana = hosted.enter("ana", owner=True)
    bia = hosted.enter("bia")
    hosted.join("#tea", bia, ana)
    assert ranks(hosted, "#tea") == {"bia": "o", "ana": ""}


def test_no_ban_and_no_key_keep_the_owner_out(hosted: World) -> None:
    ana = hosted.enter("ana", owner=True)
    ana.says("KLINE *@host :everybody", "MODE #lobby +ikb word *!*@*", "QUIT")
    hosted.enter("ana", owner=True)
    assert ranks(hosted)["ana"] == "q"


def test_nobody_gets_the_owners_channel_by_renaming_another(hosted: World) -> None:
    bia = hosted.enter("bia")
    hosted.join("#tea", bia)
    bia.says("PART #lobby")
    hosted.settle()
    (refusal,) = bia.asks("RENAME #tea #lobby")
    assert refusal.startswith(":tui-chat.local FAIL RENAME CHANNEL_NAME_IN_USE #tea #lobby :")


def test_an_owner_who_joins_a_user_that_is_there_brings_the_ranks(hosted: World) -> None:
    ana = account(hosted, "ana")
    ana.says("QUIT")
    phone = hosted.enter("phone")
    phone.says("NICKSERV IDENTIFY ana correct-horse", "NICK ana")
    hosted.settle()
    desk = hosted.connect(owner=True)
    desk.says("PASS ana:correct-horse", "NICK ana", "USER ana 0 * :Ana")
    hosted.settle()
    assert ranks(hosted) == {"ana": "q"}
    assert is_operator(hosted, "ana")


# Operators of the server


def test_nobody_becomes_an_operator_by_coming_first(lobby: World) -> None:
    eve = account(lobby, "eve")
    assert [line.split()[1] for line in eve.asks("MODE #lobby +b *!*@*")] == ["482"]
    eve.says("PART #lobby", "JOIN #lobby")
    assert ranks(lobby) == {"eve": ""}


def test_an_operator_of_the_server_is_one_of_the_first_channels(lobby: World) -> None:
    eve = lobby.enter("eve")
    root = lobby.enter("root")
    lobby.settle()
    root.says("OPER root sesame")
    lobby.flush()
    assert ranks(lobby) == {"eve": "", "root": "o"}
    assert eve.hears() == [":ChanServ!ChanServ@tui-chat.local MODE #lobby +o root"]
    root.says("PART #lobby", "JOIN #lobby")
    lobby.join("#tea", eve, root)
    assert ranks(lobby) == {"eve": "", "root": "o"}
    assert ranks(lobby, "#tea") == {"eve": "o", "root": ""}


# What stays


def test_a_topic_stays_when_the_channel_empties_and_over_a_restart(lobby: World) -> None:
    ana = operator(lobby, "ana")
    ana.says("TOPIC #lobby :Exercise 3 is due on Friday", "QUIT")
    told = ":tui-chat.local 332 {} #lobby :Exercise 3 is due on Friday"
    bia = lobby.enter("bia")
    bia.says("TOPIC #lobby")
    assert told.format("bia") in bia.hears()
    caio = lobby.restarted().enter("caio")
    caio.says("TOPIC #lobby")
    assert told.format("caio") in caio.hears()


def test_a_topic_that_was_cleared_stays_so_and_an_untouched_one_follows_the_settings(
    lobby: World, world: Callable[[Settings], World]
) -> None:
    ana = operator(lobby, "ana")
    ana.says("MODE #lobby +m")  # something else is kept
    ana.says("QUIT")
    later = world(Settings(welcome="Hello!", operators=(Operator("root", "$argon2"),)))
    later.node.answer_with(CheckOperator, soon(lambda _: True, later._pending.append))
    later.node.records = lobby.node.records
    later.node.restore()
    bia = operator(later, "bia")
    assert ":tui-chat.local 332 bia #lobby Hello!" in bia.asks("TOPIC #lobby")
    bia.says("TOPIC #lobby :", "PART #lobby", "JOIN #lobby")
    assert not any(" 332 " in line for line in bia.hears())


def test_a_topic_from_behind_a_key_is_not_shown_without_it(lobby: World) -> None:
    ana = operator(lobby, "ana")
    ana.says("MODE #lobby +k word", "TOPIC #lobby :the secret", "QUIT")
    bia = lobby.enter("bia")  # the key goes with the last who had it
    bia.says("JOIN #lobby", "TOPIC #lobby")
    assert "the secret" not in "\n".join(bia.hears())


def test_ranks_of_accounts_stay_and_keep_others_from_taking_the_place(lobby: World) -> None:
    account_of_operator(lobby, "ana").says("QUIT")
    lobby.enter("eve")
    assert ranks(lobby) == {"eve": ""}
    later = lobby.restarted()
    later.enter("eve")
    eve_hears = later.people[-1]
    logged_in(later, "ana", "al")
    assert ranks(later) == {"eve": "", "al": "o"}
    assert any(" 482 " in line for line in eve_hears.asks("MODE #lobby +m"))


def test_a_rank_that_was_taken_or_kicked_away_does_not_come_back(lobby: World) -> None:
    ana = account_of_operator(lobby, "ana")
    bia, caio = account(lobby, "bia"), account(lobby, "caio")
    ana.says("MODE #lobby +vo bia caio", "MODE #lobby -v bia", "KICK #lobby caio")
    bia.says("QUIT")
    caio.says("JOIN #lobby")
    logged_in(lobby, "bia", "bi")
    assert ranks(lobby) == {"ana": "o", "caio": "", "bi": ""}


def test_ranks_of_guests_and_of_other_channels_go_as_before(lobby: World) -> None:
    lobby.enter("guest").says("QUIT")
    ana = account(lobby, "ana")
    lobby.join("#tea", ana)
    ana.says("QUIT")
    later = lobby.restarted()
    bia = later.enter("bia")
    later.join("#tea", bia)
    assert ranks(later, "#tea") == {"bia": "o"}
    assert "ana" not in ranks(later)


def test_an_account_that_is_dropped_leaves_no_rank_to_a_later_one_of_its_name(
    lobby: World,
) -> None:
    ana = account_of_operator(lobby, "ana")
    ana.says("NICKSERV DROP correct-horse")
    lobby.settle()
    ana.says("QUIT")
    assert all(not kept.ranks for kept in lobby.node.network.first_channels.values())
    account(lobby, "bia")
    account(lobby, "ana")
    assert ranks(lobby)["ana"] == ""


def test_no_more_ranks_are_kept_than_are_allowed(
    lobby: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tui_chat.server.core.channels.auto_join_channel_ranks_and_topic._MOST_RANKS", 1
    )
    ana = account_of_operator(lobby, "ana")
    account(lobby, "bia")
    ana.says("MODE #lobby +v bia")
    kept = lobby.node.network.first_channels[Folded("#lobby")]
    assert isinstance(kept, FirstChannel)
    assert list(kept.ranks.values()) == ["o"]
