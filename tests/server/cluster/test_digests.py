"""The node whose state differs from that of most others is the one to begin anew."""

from tests.server.world import World
from tui_chat.server.cluster.digests import Digests, digest_of

OWN, SECOND, THIRD = 10, 20, 30
ALL = {OWN, SECOND, THIRD}


def digests(own: str, **others: str) -> Digests:
    made = Digests()
    made.add(100, own)
    for name, digest in others.items():
        made.hear({"second": SECOND, "third": THIRD}[name], 100, digest)
    return made


def test_equal_digests_are_no_matter() -> None:
    assert not digests("a", second="a", third="a").diverged_after(OWN, ALL)
    assert not digests("a").diverged_after(OWN, ALL)


def test_the_one_that_differs_from_two_others_is_the_odd_one() -> None:
    assert digests("b", second="a", third="a").diverged_after(OWN, ALL) == 100
    assert not digests("a", second="b", third="a").diverged_after(OWN, ALL)


def test_of_two_the_older_counts() -> None:
    assert not digests("a", second="b").diverged_after(OWN, ALL)
    assert digests("a", second="b").diverged_after(THIRD + 1, ALL) == 100


def test_who_is_gone_does_not_count() -> None:
    assert not digests("b", second="a", third="a").diverged_after(OWN, {OWN})


def test_digests_of_the_past_are_forgotten() -> None:
    made = Digests()
    for sequence in range(0, 100_000, 100):
        made.add(sequence, "a")
        made.hear(SECOND, sequence + 1, "a")
    for sequence in range(200_000, 300_000):
        made.hear(SECOND, sequence, "a")
    assert made.size == 4 + 4 * 4


def test_the_last_place_is_known_until_all_begins_anew() -> None:
    made = digests("a", second="b")
    made.add(200, "c")
    assert (made.last, made.size) == ((200, "c"), 3)
    made.clear()
    assert (made.last, made.size) == ((0, ""), 0)


def test_the_digest_is_of_the_whole_state_unless_that_is_large(net: World) -> None:
    before = digest_of(net.node.network, 1)
    assert digest_of(net.node.network, 2) == before
    net.enter("ana")
    assert digest_of(net.node.network, 2) != before
