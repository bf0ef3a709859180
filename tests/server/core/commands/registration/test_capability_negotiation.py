import pytest

from tests.server.world import World
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message

OURS = {
    *("message-tags", "server-time", "account-tag", "batch", "labeled-response", "echo-message"),
    *("multi-prefix", "userhost-in-names", "extended-join", "away-notify", "setname"),
    "cap-notify",
}


@pytest.mark.parametrize("line", ["CAP LS", "CAP LS soon", "CAP LS ²", "CAP LS 301"])
def test_capabilities_are_listed_in_one_line_by_name_alone(net: World, line: str) -> None:
    alice = net.connect()
    (answer,) = alice.asks(line)
    names = Message.parse(answer.encode()).params
    assert names[:2] == ("*", "LS")
    assert set(names[2].split()) >= OURS
    assert "=" not in names[2]


def test_one_line_holds_all_that_are_no_drafts(net: World) -> None:
    alice = net.connect()
    alice.says("CAP LS")
    listed = Message.parse(alice.hears()[0].encode()).params[-1].split()
    assert set(listed) >= {one.value for one in Capability if "/" not in one.value}


@pytest.mark.parametrize("line", ["CAP LS 302", "cap ls 307"])
def test_from_302_on_all_lines_but_the_last_say_that_more_follows(net: World, line: str) -> None:
    alice = net.connect()
    *first, last = (Message.parse(answer.encode()).params for answer in alice.asks(line))
    assert all(params[:3] == ("*", "LS", "*") for params in first)
    assert last[:2] == ("*", "LS")
    assert {name for params in (*first, last) for name in params[-1].split()} >= OURS


def test_registration_waits_for_the_end_of_negotiation(net: World) -> None:
    alice = net.connect()
    alice.says("CAP LS 302", "NICK alice", "USER alice 0 * :Alice")
    assert not any(" 001 " in line for line in alice.hears())
    assert " 001 alice " in alice.asks("CAP END")[0]


def test_a_request_alone_makes_registration_wait_too(net: World) -> None:
    alice = net.connect()
    alice.says("CAP REQ batch", "NICK alice", "USER alice 0 * :Alice")
    assert alice.hears() == [":tui-chat.local CAP * ACK batch"]
    assert " 001 alice " in alice.asks("CAP END")[0]


def test_an_end_without_a_beginning_is_harmless(net: World) -> None:
    alice = net.connect()
    assert alice.asks("CAP END", "NICK alice", "CAP END") == []
    assert " 001 alice " in alice.asks("USER alice 0 * :Alice", "CAP END")[0]


def test_a_nickname_taken_during_negotiation_is_refused_at_its_end(net: World) -> None:
    alice = net.connect()
    alice.says("CAP LS", "NICK alice", "USER alice 0 * :Alice")
    net.enter("alice")
    alice.hears()
    assert alice.asks("CAP END") == [":tui-chat.local 433 * alice :Nickname is already in use"]
    assert " 001 alicia " in alice.asks("NICK alicia")[0]


@pytest.mark.parametrize(
    "wanted", ["nonsense", "multi-prefix nonsense batch", "-nonsense", "batch=1", "Batch"]
)
def test_a_request_is_granted_whole_or_not_at_all(net: World, wanted: str) -> None:
    alice = net.connect()
    (nak, held) = alice.asks(f"CAP REQ :{wanted}", "CAP LIST")
    assert nak in {f":tui-chat.local CAP * NAK {wanted}", f":tui-chat.local CAP * NAK :{wanted}"}
    assert held == ":tui-chat.local CAP * LIST :"


@pytest.mark.parametrize(("also", "verdict"), [((), "ACK"), (("nonsense",), "NAK")])
def test_the_answer_to_a_long_request_names_each_capability_whole(
    net: World, also: tuple[str, ...], verdict: str
) -> None:
    alice = net.enter("a" * 30)
    wanted = [*["multi-prefix", "server-time"] * 19, *also]
    assert len(f"CAP REQ :{' '.join(wanted)}") < 510
    alice.says(f"CAP REQ :{' '.join(wanted)}")
    first, second = (line.partition(f" {verdict} :")[2].split() for line in alice.hears())
    assert first + second == wanted


def test_what_is_held_can_be_listed_and_given_back(net: World) -> None:
    alice = net.enter("alice", "server-time", "batch")
    assert alice.asks("CAP LIST") == [
        "@time=2025-11-20T12:00:00.000Z :tui-chat.local CAP alice LIST :server-time batch"
    ]
    assert alice.asks("CAP REQ :-server-time multi-prefix", "CAP LIST") == [
        "@time=2025-11-20T12:00:00.000Z :tui-chat.local CAP alice ACK :-server-time multi-prefix",
        ":tui-chat.local CAP alice LIST :batch multi-prefix",
    ]


def test_version_302_holds_cap_notify_and_keeps_it(net: World) -> None:
    alice = net.connect()
    alice.says("CAP LS 302", "CAP LS")
    alice.hears()
    assert alice.asks("CAP LIST", "CAP REQ -cap-notify") == [
        ":tui-chat.local CAP * LIST cap-notify",
        ":tui-chat.local CAP * NAK -cap-notify",
    ]


def test_below_302_cap_notify_is_asked_for_and_given_back(net: World) -> None:
    alice = net.enter("alice", "cap-notify")
    assert alice.asks("CAP REQ -cap-notify", "CAP LIST") == [
        ":tui-chat.local CAP alice ACK -cap-notify",
        ":tui-chat.local CAP alice LIST :",
    ]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("CAP", "461 * CAP :Not enough parameters"),
        ("CAP NONSENSE", "410 * NONSENSE :Invalid CAP command"),
        ("CAP :", "410 * * :Invalid CAP command"),
        ("CAP :LS 302", "410 * * :Invalid CAP command"),
        ("CAP REQ", "CAP * ACK :"),
        ("CAP REQ :", "CAP * ACK :"),
    ],
)
def test_odd_requests_are_answered(net: World, line: str, answer: str) -> None:
    alice = net.connect()
    assert alice.asks(line) == [f":tui-chat.local {answer}"]


def test_capabilities_may_change_after_registration(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    bob.says("PRIVMSG #tea one")
    alice.says("CAP REQ :echo-message server-time")
    net.now += 60_000
    bob.says("PRIVMSG #tea two")
    alice.says("PRIVMSG #tea three")
    time = "@time=2025-11-20T12:01:00.00{}Z "
    assert alice.hears() == [
        ":bob!bob@host PRIVMSG #tea one",
        ":tui-chat.local CAP alice ACK :echo-message server-time",
        f"{time.format(0)}:bob!bob@host PRIVMSG #tea two",
        f"{time.format(1)}:alice!alice@host PRIVMSG #tea three",
    ]


def test_a_ping_tells_a_client_that_capabilities_were_listed(net: World) -> None:
    """KVIrc sends nothing else before the answer: a PONG alone means a server without them."""
    kvirc = net.connect()
    listed, pong = kvirc.asks("CAP LS", "PING :irc.example")
    assert listed.startswith(":tui-chat.local CAP * LS ")
    assert pong == ":tui-chat.local PONG tui-chat.local irc.example"


def test_a_request_is_echoed_as_it_was_written(net: World) -> None:
    """Eggdrop begins its own with a space, HexChat ends it with one."""
    client = net.connect()
    (answer,) = client.asks("CAP REQ : sasl batch ")
    assert answer == ":tui-chat.local CAP * ACK : sasl batch "
