"""Nobody can forge an entry of the log, and no password gets into it."""

import pytest

from tests.server.account_holders import plain, register
from tests.server.world import World
from tui_chat.server.core.settings import Operator, Settings
from tui_chat.server.core.users.operators import CheckOperator
from tui_chat.server.engine.pending_requests import soon

FORGED = "192.0.2.7 gave a wrong password for ana"
PAYLOADS = [
    FORGED,
    f"x {FORGED}",
    f"x\u2028{FORGED}",
    f"x\u0085{FORGED}",
    f"x\x0b\x0c\x1b[2K{FORGED}",
    "audit: root!root@host became operator root",
]
SPACE = "\xa0"


@pytest.fixture
def net(caplog: pytest.LogCaptureFixture) -> World:
    net = World(
        settings=Settings(auto_join=(), operators=(Operator("root", "$argon2"),)),
        tick_per_line=True,
    )
    net.node.answer_with(CheckOperator, soon(lambda _: False, net._pending.append))
    register(net, "ana").says("QUIT")
    caplog.set_level("INFO")
    caplog.clear()
    return net


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_entry_is_forged(net: World, caplog: pytest.LogCaptureFixture, payload: str) -> None:
    eve = net.connect("eve", "198.51.100.9")
    eve.says("CAP REQ sasl", "AUTHENTICATE PLAIN", plain(payload, "wrong"), "CAP END")
    eve.says(f"NICK :{payload}", "NICK eve", f"USER {payload[:9]} 0 * :{payload}")
    eve.says(
        f"PRIVMSG NickServ :IDENTIFY {payload.replace(' ', SPACE)} wrong",
        f"REGISTER :{payload}",
        f"REGISTER {payload.replace(' ', SPACE)} * opensesame",
        f"OPER {payload.replace(' ', SPACE)} wrong",
        f"JOIN :#{payload.replace(' ', SPACE)[:40]}",
        f"JOIN :#{payload}",
        f"SETNAME :{payload}",
        f"NICK :{payload}",
        f"AWAY :{payload}",
        f"PART #x :{payload}",
        f"QUIT :{payload}",
    )
    net.flush()
    assert caplog.messages
    for message in caplog.messages:
        assert len(message.splitlines()) == 1
        assert message.replace(SPACE, " ").isprintable()
        assert not message.startswith(FORGED)
        assert "192.0.2.7 gave a wrong password" not in message.partition("(")[0]
        assert not message.startswith("audit: root")


@pytest.mark.parametrize("way", ["SASL", "NickServ", "PASS"])
def test_a_password_in_place_of_a_name_is_not_written_down(
    net: World, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    eve = net.connect("eve", "198.51.100.9")
    if way == "SASL":
        eve.says("CAP REQ sasl", "AUTHENTICATE PLAIN", plain("hunter2", "wrong"), "CAP END")
    if way == "PASS":
        eve.says("PASS hunter2:wrong")
    eve.says("NICK eve", "USER eve 0 * :Eve")
    if way == "NickServ":
        eve.says("PRIVMSG NickServ :IDENTIFY hunter2 wrong")
    net.flush()
    assert "hunter2" not in caplog.text
    assert "198.51.100.9 gave a wrong password for an unknown account" in caplog.messages


def test_whose_password_was_guessed_is_written_down(
    net: World, caplog: pytest.LogCaptureFixture
) -> None:
    net.enter("eve").says("PRIVMSG NickServ :IDENTIFY ANA wrong")
    net.flush()
    assert "host gave a wrong password for ana" in caplog.messages
