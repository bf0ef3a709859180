import pytest

from tests.server.world import NOON, Person, World
from tui_chat.server.core.commands.channels import list_channels

START = ":tui-chat.local 321 carol Channel :Users  Name"
END = ":tui-chat.local 323 carol :End of /LIST"


def test_all_channels_are_listed_with_size_and_topic(net: World) -> None:
    alice, _bob = net.join("#tea", "alice", "bob")
    net.join("#coffee", alice)
    alice.says("TOPIC #tea :Assam or Darjeeling")
    net.settle()
    carol = net.enter("carol")
    assert carol.asks("LIST") == [
        START,
        ":tui-chat.local 322 carol #tea 2 :Assam or Darjeeling",
        ":tui-chat.local 322 carol #coffee 1 :",
        END,
    ]
    assert net.is_quiet()


@pytest.mark.parametrize("modes", ["+i", "+k word"])
def test_the_topic_of_a_closed_channel_is_for_its_members(net: World, modes: str) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("TOPIC #tea :Meet at 9", f"MODE #tea {modes}")
    net.settle()
    carol = net.enter("carol")
    assert carol.asks("LIST", "LIST T<60") == [
        START,
        ":tui-chat.local 322 carol #tea 1 :",
        END,
        START,
        END,
    ]
    assert alice.asks("LIST T<60")[1] == ":tui-chat.local 322 alice #tea 1 :Meet at 9"
    alice.says("MODE #tea -ik word")
    net.settle()
    assert carol.asks("LIST")[1] == ":tui-chat.local 322 carol #tea 1 :Meet at 9"
    assert net.is_quiet()


def test_only_the_channels_asked_for_are_listed(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    net.join("#coffee", alice)
    carol = net.enter("carol")
    assert carol.asks("LIST #TEA,#none,") == [START, ":tui-chat.local 322 carol #tea 1 :", END]


def test_an_empty_network_lists_nothing(net: World) -> None:
    carol = net.enter("carol")
    assert carol.asks("LIST") == [START, END]


@pytest.fixture
def seeker(net: World) -> Person:
    """Somebody on a network with #tea of two, an hour old, and #coffee and &beer of one, new."""
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("TOPIC #tea :Assam")
    net.now = NOON + 60 * 60_000
    net.join("#coffee", alice)
    net.join("&beer", bob)
    bob.says("TOPIC &beer :Pils")
    net.now += 60_000
    net.settle()
    return net.enter("carol")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("#t*", ["#tea"]),
        ("*EE*", ["&beer", "#coffee"]),
        ("*fe*,#tea", ["#coffee", "#tea"]),
        ("#te?,#tea", ["#tea"]),
        ("tea", []),
        ("!#*", ["&beer"]),
        ("!*e*", []),
        ("!#tea,!*beer", ["#coffee"]),
        (">1", ["#tea"]),
        ("<2", ["#coffee", "&beer"]),
        (">0", ["#tea", "#coffee", "&beer"]),
        ("<1", []),
        ("#c*,#tea <2", ["#coffee"]),
        (">0,<2,!#*", ["&beer"]),
        ("C>60", ["#tea"]),
        ("C<60", ["#coffee", "&beer"]),
        ("c<1", []),
        ("C>0", ["#tea", "#coffee", "&beer"]),
        ("T>30", ["#tea"]),
        ("T<30", ["&beer"]),
        ("T>0", ["#tea", "&beer"]),
        (">x", []),
        ("C>9999999999", []),
    ],
)
def test_channels_are_found_by_what_is_said_of_them(
    seeker: Person, words: str, found: list[str]
) -> None:
    first, *lines, last = seeker.asks(f"LIST {words}")
    assert (first, last) == (START, END)
    assert sorted(line.split()[3] for line in lines) == sorted(found)


@pytest.mark.parametrize("command", ["LIST", "NAMES"])
def test_no_line_asks_for_more_looks_at_all_channels_than_the_server_says(
    net: World, command: str
) -> None:
    carol = net.enter("carol")
    carol.says(f"{command} {','.join(f'#{number}' for number in range(10))}")
    assert " 407 " not in " ".join(carol.hears())
    assert carol.asks(f"{command} {','.join(f'#{number}' for number in range(11))}") == [
        f":tui-chat.local 407 carol #10 :Ask {command} about at most 10 at once"
    ]


def test_a_secret_channel_is_listed_for_its_members_only(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +s")
    carol = net.enter("carol")
    net.settle()
    for question in ("LIST", "LIST #tea", "LIST *", "LIST >0"):
        assert carol.asks(question) == [START, END]
    assert ":tui-chat.local 322 alice #tea 1 :" in alice.asks("LIST")


def test_a_list_that_is_too_long_has_the_largest_channels(net: World) -> None:
    """ISUPPORT SAFELIST: nobody is closed because of it."""
    alice = net.enter("alice")
    settings = net.node.network.settings.limits
    for number in range(500):
        channel = f"#{number:03}{'x' * (settings.channel - 4)}"
        crowd = net.enter(f"u{number}")
        crowd.says(f"JOIN {channel}", f"TOPIC {channel} :{'é' * settings.topic}")
        if number == 499:
            alice.says(f"JOIN {channel}")
    net.settle()
    heard = alice.asks("LIST")
    assert sum(map(len, heard)) < 1 << 19
    assert heard[1].split()[3:5] == [f"#499{'x' * (settings.channel - 4)}", "2"]
    assert "largest" in heard[-1]
    assert " 323 " in heard[-2]


@pytest.mark.parametrize(("missing", "shown"), [(0, 3), (1, 2)])
def test_as_many_channels_are_listed_as_fit_into_one_answer(
    net: World, monkeypatch: pytest.MonkeyPatch, missing: int, shown: int
) -> None:
    line = 120 + 4 * len("#tea1") + 4 * 50  # letters of up to four bytes in name and topic
    monkeypatch.setattr(list_channels, "_MOST", 3 * line - missing)
    alice = net.enter("alice")
    for number in range(3):
        net.join(f"#tea{number}", alice)
        alice.says(f"TOPIC #tea{number} :{'🫖' * 50}")
    net.settle()
    listed = [line for line in alice.asks("LIST") if " 322 " in line]
    assert len(listed) == shown
    assert sum(len(f"{one}\r\n".encode()) for one in listed) <= 3 * line - missing
