import pytest

from tests.server.world import World

END = ":tui-chat.local 315 carol {} :End of WHO list"


def test_who_of_a_channel_shows_its_members(net: World) -> None:
    _alice, bob = net.join("#tea", "alice", "bob")
    net.join("#other", bob)
    bob.says("AWAY lunch")
    carol = net.enter("carol")
    net.settle()
    assert carol.asks("WHO #TEA") == [
        ":tui-chat.local 352 carol #tea alice host tui-chat.local alice H@ :0 Alice",
        ":tui-chat.local 352 carol #tea bob host tui-chat.local bob G :0 Bob",
        END.format("#TEA"),
    ]
    assert net.is_quiet()


@pytest.mark.parametrize("mask", ["alice", "ALICE", "al*", "*i?e", "A????"])
def test_who_of_a_nickname_or_mask_shows_who_fits(net: World, mask: str) -> None:
    net.join("#tea", "alice")
    carol = net.enter("carol")
    assert carol.asks(f"WHO {mask}") == [
        ":tui-chat.local 352 carol #tea alice host tui-chat.local alice H@ :0 Alice",
        END.format(mask),
    ]


@pytest.mark.parametrize(
    ("line", "mask"),
    [("WHO nobody", "nobody"), ("WHO #none", "#none"), ("WHO [a-z]*", "[a-z]*"), ("WHO :a b", "*")],
)
def test_who_of_what_is_not_there_is_an_end_alone(net: World, line: str, mask: str) -> None:
    carol = net.enter("carol")
    assert carol.asks(line) == [END.format(mask)]


@pytest.mark.parametrize(("line", "mask"), [("WHO", "*"), ("WHO *", "*"), ("WHO 0", "0")])
def test_who_of_everybody_shows_all(net: World, line: str, mask: str) -> None:
    net.enter("alice")
    carol = net.enter("carol")
    assert carol.asks(line) == [
        ":tui-chat.local 352 carol * alice host tui-chat.local alice H :0 Alice",
        ":tui-chat.local 352 carol * carol host tui-chat.local carol H :0 Carol",
        END.format(mask),
    ]


def test_brackets_in_a_mask_are_letters(net: World) -> None:
    net.enter("a[b]c")
    carol = net.enter("carol")
    assert " a[b]c H " in carol.asks("WHO a[b]*")[0]


def test_a_mask_of_many_stars_costs_no_time(net: World) -> None:
    net.enter("a" * 30)
    carol = net.enter("carol")
    mask = "*a" * 100 + "*b"
    assert carol.asks(f"WHO {mask}") == [END.format(mask)]


def test_the_invisible_are_shown_to_those_who_share_a_channel(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("MODE alice +i")
    carol = net.enter("carol")
    net.settle()
    for asker, found in (carol, 0), (bob, 1), (alice, 1):
        for mask in "#tea", "ali*":
            assert sum(" alice H" in line for line in asker.asks(f"WHO {mask}")) == found
    assert carol.asks("WHO alice")[0].endswith(" * alice host tui-chat.local alice H :0 Alice")


def test_who_shows_all_ranks_to_those_who_asked(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +v alice")
    net.settle()
    bob, carol = net.enter("bob", "multi-prefix"), net.enter("carol")
    bob.says("WHO #tea")
    carol.says("WHO #tea")
    assert " alice H@+ " in bob.hears()[0]
    assert " alice H@ " in carol.hears()[0]
