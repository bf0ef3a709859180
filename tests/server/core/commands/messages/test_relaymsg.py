from collections.abc import Callable

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.settings import Settings
from tui_chat.wire.names import Casemapping

WithAccount = Callable[..., Person]


def test_an_operator_relays_what_somebody_elsewhere_says(net: World) -> None:
    bridge, bob = net.join("#tea", "bridge", "bob")
    bridge.says("RELAYMSG #TEA smt/discord :hi all")
    assert bob.hears() == [":smt/discord!relay@tui-chat.local PRIVMSG #tea :hi all"]
    assert net.is_quiet()


def test_who_relays_it_is_told_to_those_who_asked(net: World) -> None:
    bridge, bob, carol = net.join(
        "#tea",
        net.enter("bridge", "echo-message", "draft/relaymsg"),
        net.enter("bob", "draft/relaymsg"),
        net.enter("carol", "message-tags"),
    )
    bridge.says("@+draft/reply=x;draft/relaymsg=eve;account=eve RELAYMSG #tea smt/discord hi")
    line = ":smt/discord!relay@tui-chat.local PRIVMSG #tea hi"
    assert bridge.hears() == bob.hears() == [f"@draft/relaymsg=bridge {line}"]
    assert carol.hears() == [f"@msgid={net.msgid};+draft/reply=x {line}"]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "bob",
            "/",
            "a/",
            "/b",
            "a//b",
            "a!b/c",
            "@a/b",
            "a b/c",
            "a,b/c",
            ":a/b",
            "#a/b",
            "*a/b",
        ),
        *("+a/b", "a/" + "b" * 29, "a\u202e/b", "a\x02/b"),
    ],
)
def test_a_relayed_name_can_be_nobodys_here(net: World, name: str) -> None:
    (bridge,) = net.join("#tea", "bridge")
    line = f"RELAYMSG #tea {name} hi" if " " not in name else f"RELAYMSG #tea :{name}"
    (answer,) = bridge.asks(line)
    assert answer in {
        ":tui-chat.local FAIL RELAYMSG INVALID_NICK :A relayed name is written name/network",
        ":tui-chat.local 461 bridge RELAYMSG :Not enough parameters",
    }
    assert (" 461 " in answer) is (" " in name or name[0] == ":")


@pytest.mark.parametrize("casemapping", Casemapping)
@pytest.mark.parametrize("name", ["smt/discord", "Иван/discord"])
def test_nobody_can_take_a_relayed_name(
    world: Callable[[Settings], World], casemapping: Casemapping, name: str
) -> None:
    net = world(Settings(auto_join=(), casemapping=casemapping))
    (bridge,) = net.join("#tea", net.enter("bridge", "echo-message"))
    bridge.says(f"RELAYMSG #tea {name} hi")
    assert bridge.hears() == [f":{name}!relay@tui-chat.local PRIVMSG #tea hi"]
    assert " 432 " in bridge.asks(f"NICK {name}")[0]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (
            "RELAYMSG #tea a/b hi",
            "FAIL RELAYMSG PRIVS_NEEDED :Only operators of the channel may relay messages",
        ),
        ("RELAYMSG #none a/b hi", "403 bob #none :No such channel"),
        ("RELAYMSG #other a/b hi", "442 bob #other :You're not on that channel"),
        ("RELAYMSG alice a/b hi", "403 bob alice :No such channel"),
        ("RELAYMSG #own a/b :", "412 bob :No text to send"),
        ("RELAYMSG #own a/b :\x01VERSION\x01", "404 bob #own :CTCP is not passed on here (+C)"),
        ("RELAYMSG #own a/b", "461 bob RELAYMSG :Not enough parameters"),
    ],
)
def test_what_may_not_be_relayed_is_refused(net: World, line: str, answer: str) -> None:
    _alice, bob = net.join("#tea", "alice", "bob")
    net.join("#own", bob)
    net.join("#other", "carol")
    bob.says("MODE #own +C")
    net.settle()
    assert bob.asks(line) == [f":tui-chat.local {answer}"]
    assert net.is_quiet()


def test_what_was_relayed_is_kept_and_can_be_taken_back_by_who_did_it(
    net: World, with_account: WithAccount
) -> None:
    bridge = with_account("bridge", "draft/chathistory", "batch", "message-tags")
    bob = net.enter("bob", "draft/message-redaction", "message-tags")
    net.join("#tea", bridge, bob)
    bridge.says("RELAYMSG #tea smt/discord :hi all")
    msgid = net.msgid
    net.settle()
    heard = bridge.asks("CHATHISTORY LATEST #tea * 10")
    assert any(f"msgid={msgid}" in line and ":smt/discord!" in line for line in heard)
    assert "REDACT_FORBIDDEN" in bob.asks(f"REDACT #tea {msgid}")[0]
    bridge.says(f"REDACT #tea {msgid}")
    assert "REDACT #tea" in bob.hears()[0]


def test_nobody_can_answer_a_relayed_name_alone(net: World) -> None:
    bridge, bob = net.join("#tea", "bridge", "bob")
    bridge.says("RELAYMSG #tea smt/discord hi")
    net.settle()
    bob.says("PRIVMSG smt/discord :hello")
    assert bob.hears() == [":tui-chat.local 401 bob smt/discord :No such nick/channel"]
