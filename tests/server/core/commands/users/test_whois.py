import pytest

from tests.server.several_nodes import enter_second, join_nodes
from tests.server.world import NOON, World
from tui_chat.wire.message import Message


def test_whois_tells_all_about_a_user(net: World) -> None:
    alice, _bob = net.join("#tea", "alice", "bob")
    alice.says("AWAY lunch")
    net.settle()
    net.now = NOON + 61_000
    carol = net.enter("carol")
    assert carol.asks("WHOIS ALICE") == [
        ":tui-chat.local 311 carol alice alice host * Alice",
        ":tui-chat.local 319 carol alice @#tea",
        ":tui-chat.local 312 carol alice tui-chat.local tui-chat",
        ":tui-chat.local 301 carol alice lunch",
        ":tui-chat.local 317 carol alice 61 1763640000 :seconds idle, signon time",
        ":tui-chat.local 318 carol alice :End of /WHOIS list",
    ]
    assert net.is_quiet()


def test_whois_may_name_a_server_first(net: World) -> None:
    net.enter("alice")
    carol = net.enter("carol")
    carol.says("WHOIS tui-chat.local alice")
    assert carol.hears()[0] == ":tui-chat.local 311 carol alice alice host * Alice"


def test_speaking_ends_being_idle(net: World) -> None:
    alice = net.enter("alice")
    net.now += 61_000
    alice.says("PRIVMSG alice x")
    alice.hears()
    assert ":tui-chat.local 317 alice alice 0 1763640000 :seconds idle, signon time" in (
        alice.asks("WHOIS alice")
    )


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        ("WHOIS", ["431 carol :No nickname given"]),
        (
            "WHOIS nobody",
            ["401 carol nobody :No such nick/channel", "318 carol nobody :End of /WHOIS list"],
        ),
        ("WHOIS :a b", ["401 carol * :No such nick/channel", "318 carol * :End of /WHOIS list"]),
    ],
)
def test_whois_of_nobody(net: World, line: str, answers: list[str]) -> None:
    carol = net.enter("carol")
    assert carol.asks(line) == [f":tui-chat.local {answer}" for answer in answers]


def test_of_the_channels_of_the_invisible_one_is_shown_ones_own(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.join("#other", alice)
    alice.says("MODE alice +i")
    carol = net.enter("carol")
    net.settle()
    carol.says("WHOIS alice")
    bob.says("WHOIS alice")
    assert not any(" 319 " in line for line in carol.hears())
    assert ":tui-chat.local 319 bob alice @#tea" in bob.hears()


def test_many_channels_come_in_lines_that_fit(net: World) -> None:
    alice = net.enter("alice")
    names = [f"#channel-with-a-rather-long-name-{number:02}" for number in range(60)]
    for name in names:
        alice.says(f"JOIN {name}")
    alice.hears()
    shown = [Message.parse(line.encode()) for line in alice.asks("WHOIS alice")]
    found = [word[1:] for m in shown if m.command == "319" for word in m.params[2].split()]
    assert found == names


def test_one_sees_ones_own_address_and_modes(net: World) -> None:
    alice = net.enter("alice")
    alice.says("MODE alice +iw")
    alice.hears()
    heard = alice.asks("WHOIS alice")
    assert ":tui-chat.local 338 alice alice alice@host host :is actually using host" in heard
    assert ":tui-chat.local 379 alice alice :is using modes +iw" in heard


def test_secret_channels_are_shown_to_their_members(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("MODE #tea +s")
    carol = net.enter("carol")
    net.settle()
    carol.says("WHOIS alice")
    bob.says("WHOIS alice")
    assert not any(" 319 " in line for line in carol.hears())
    assert ":tui-chat.local 319 bob alice @#tea" in bob.hears()


def test_an_encrypted_line_is_shown(net: World) -> None:
    net.enter("alice")
    session = net.people[0].session
    session.secure = True
    carol = net.enter("carol")
    carol.says("WHOIS alice")
    assert ":tui-chat.local 671 carol alice :is using a secure connection" in carol.hears()


def test_whois_of_a_server_that_is_not_ours(net: World) -> None:
    net.enter("alice")
    carol = net.enter("carol")
    carol.says("WHOIS other.example alice")
    assert carol.hears() == [":tui-chat.local 402 carol other.example :No such server"]


def test_of_several_nodes_the_one_of_the_user_is_named(net: World) -> None:
    join_nodes(net)
    alice, _bob = net.enter("alice"), enter_second(net, "bob")
    heard = alice.asks("WHOIS bob", "WHO bob", "WHO bob %ns")
    assert ":tui-chat.local 312 alice bob node2 tui-chat" in heard
    assert ":tui-chat.local 352 alice * bob host node2 bob H :0 Bob" in heard
    assert ":tui-chat.local 354 alice node2 bob" in heard
