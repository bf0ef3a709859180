import pytest

from tests.server.world import World

END = ":tui-chat.local 369 alice bob :End of WHOWAS"


def gone(net: World, username: str) -> None:
    bob = net.connect()
    bob.says("NICK bob", f"USER {username} 0 * :Bob", "QUIT")


def was(username: str) -> list[str]:
    return [
        f":tui-chat.local 314 alice bob {username} host * Bob",
        ":tui-chat.local 312 alice bob tui-chat.local 2025-11-20T12:00:00.000Z",
    ]


@pytest.mark.parametrize(
    ("count", "shown"),
    [("", 2), (" 1", 1), (" 2", 2), (" 0", 2), (" -1", 2), (" x", 2), (" 9", 2)],
)
def test_the_latest_come_first_and_no_more_than_asked(net: World, count: str, shown: int) -> None:
    alice = net.enter("alice")
    gone(net, "first")
    gone(net, "second")
    assert alice.asks(f"WHOWAS bob{count}") == [*[*was("second"), *was("first")][: 2 * shown], END]


def test_whowas_of_nobody(net: World) -> None:
    alice = net.enter("alice")
    assert alice.asks("WHOWAS bob", "WHOWAS") == [
        ":tui-chat.local 406 alice bob :There was no such nickname",
        END,
        ":tui-chat.local 431 alice :No nickname given",
    ]


def test_an_old_nickname_is_remembered(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    bob.says("NICK robert")
    assert alice.asks("WHOWAS BOB")[0] == ":tui-chat.local 314 alice bob bob host * Bob"


def test_only_so_many_are_remembered(net: World) -> None:
    alice = net.enter("alice")
    gone(net, "first")
    for _ in range(1000):
        alice.says("NICK alic", "NICK alice")
    alice.hears()
    alice.says("WHOWAS bob")
    assert alice.hears() == [":tui-chat.local 406 alice bob :There was no such nickname", END]


def test_operators_are_told_the_true_address(net: World) -> None:
    alice, root = net.enter("alice"), net.enter("root", owner=True)
    gone(net, "first")
    told = ":tui-chat.local 338 {} bob host :is actually using host"
    for person, sees in ((alice, False), (root, True)):
        person.says("WHOWAS bob")
        assert (told.format(person.nick) in person.hears()) is sees
