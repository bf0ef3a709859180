from collections.abc import Callable

import msgspec
import pytest

from tests.server.world import CHEAP_PASSWORDS, World
from tui_chat.server.core.event_codec import encode
from tui_chat.server.core.settings import (
    AccountPolicy,
    Gateway,
    HistoryPolicy,
    Inviting,
    Limits,
    Operator,
    Settings,
)
from tui_chat.server.core.state.welcome_numerics import features
from tui_chat.wire.names import Casemapping


@pytest.fixture
def net(world: Callable[[Settings], World]) -> World:
    return world(Settings(auto_join=(), history=HistoryPolicy(kept=False)))


def configure(net: World, settings: Settings) -> None:
    net.node.configure(settings)
    net.flush()


def test_new_limits_hold_at_once_and_are_told(net: World) -> None:
    alice = net.enter("alice")
    limits = Limits(nick=5)
    configure(net, Settings(auto_join=(), history=HistoryPolicy(kept=False), limits=limits))
    assert alice.hears() == [":tui-chat.local 005 alice NICKLEN=5 :are supported by this server"]
    alice.says("NICK alicia")
    assert alice.hears() == [":tui-chat.local 432 alice alicia :Nickname is too long (at most 5)"]


def test_who_may_invite_is_told(net: World) -> None:
    settings = Settings(auto_join=(), history=HistoryPolicy(kept=False))
    assert features(settings)["INVITATION"] == "operators"
    alice = net.enter("alice")
    configure(net, msgspec.structs.replace(settings, inviting=Inviting.ACCOUNTS))
    told = ":tui-chat.local 005 alice INVITATION=accounts :are supported by this server"
    assert alice.hears() == [told]


def test_what_is_no_longer_so_is_taken_back(net: World) -> None:
    alice = net.enter("alice")
    configure(net, Settings(auto_join=(), history=HistoryPolicy(), client_tags_denied="x"))
    assert "CLIENTTAGDENY=x" in alice.hears()[0]
    configure(net, Settings(auto_join=(), history=HistoryPolicy()))
    assert alice.hears() == [
        ":tui-chat.local 005 alice -CLIENTTAGDENY :are supported by this server"
    ]


def test_capabilities_come_and_go_for_those_who_want_to_know(net: World) -> None:
    alice, plain = net.enter("alice", "cap-notify"), net.enter("plain")
    modern = net.connect()
    modern.says("CAP LS 302")
    modern.hears()
    settings = Settings(auto_join=(), history=HistoryPolicy(kept=True), sts_port=6697)
    configure(net, settings)
    news = (
        "draft/chathistory draft/event-playback draft/message-redaction soju.im/search"
        " znc.in/playback"
    )
    assert alice.hears()[0] == f":tui-chat.local CAP alice NEW :{news}"
    assert modern.hears() == [f":tui-chat.local CAP * NEW :{news} sts=port=6697"]
    assert not any(" CAP " in line for line in plain.hears())
    alice.says("CAP REQ draft/chathistory")
    alice.hears()
    configure(net, Settings(auto_join=(), history=HistoryPolicy(kept=False)))
    assert alice.hears()[0] == f":tui-chat.local CAP alice DEL :{news}"
    assert alice.asks("CAP LIST") == [":tui-chat.local CAP alice LIST cap-notify"]


def test_what_cannot_change_while_people_are_here_does_not(net: World) -> None:
    alice = net.enter("alice")
    settings = Settings(
        server="other.example",
        auto_join=(),
        casemapping=Casemapping.RFC1459,
        history=HistoryPolicy(kept=False),
    )
    configure(net, settings)
    assert alice.hears() == []
    assert alice.asks("PING 1") == [":tui-chat.local PONG tui-chat.local 1"]


def test_what_changes_nothing_is_told_to_nobody(net: World) -> None:
    net.enter("alice", "cap-notify")
    configure(net, net.node.network.settings)
    assert net.is_quiet()


def test_values_are_for_those_who_know_them(net: World) -> None:
    alice = net.enter("alice", "cap-notify")
    policy = AccountPolicy(registration=False)
    configure(net, Settings(auto_join=(), history=HistoryPolicy(kept=False), accounts=policy))
    assert alice.hears() == [":tui-chat.local CAP alice DEL draft/account-registration"]
    configure(net, Settings(auto_join=(), history=HistoryPolicy(kept=False)))
    assert alice.hears() == [":tui-chat.local CAP alice NEW draft/account-registration"]


def test_other_waits_after_wrong_passwords_hold_at_once(net: World) -> None:
    alice = net.enter("alice")
    policy = AccountPolicy(wrong_passwords=1, wrong_password_pause=60)
    configure(net, Settings(auto_join=(), history=HistoryPolicy(kept=False), accounts=policy))
    for _ in range(2):
        alice.says("NS IDENTIFY alice wrong")
    assert "try again in 60 seconds" in alice.hears()[-1]


def test_other_passwords_hold_at_once_and_are_not_in_the_log(net: World) -> None:
    alice = net.enter("alice")
    hashed = CHEAP_PASSWORDS.secrets("opensesame").hash
    operators, gateways = (Operator("root", hashed),), (Gateway(hashed),)
    net.events.clear()
    configure(net, Settings(password="sesame", operators=operators, gateways=gateways))
    (event,) = net.events
    for secret in ("sesame", hashed, "root"):
        assert secret not in encode(event).decode()
    assert any(" 381 alice " in line for line in alice.asks("OPER root opensesame"))
    stranger = net.connect()
    stranger.says("PASS sesam", "NICK eve", "USER eve 0 * :Eve")
    assert any(line.startswith("ERROR") for line in stranger.hears())
