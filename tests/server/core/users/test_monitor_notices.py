"""Whoever watches a nickname, and what they are told of its user."""

from tests.server.world import World


def test_a_watcher_who_shares_a_channel_is_told_once(net: World) -> None:
    known = ("extended-monitor", "away-notify")
    peer, far, old = (net.enter(nick, *known) for nick in ("peer", "far", "old"))
    plain = net.enter("plain", "away-notify")
    for watcher in (peer, far, plain):
        watcher.says("MONITOR + bob")
    bob, _peer = net.join("#tea", "bob", peer)
    bob.says("AWAY :lunch")
    assert peer.hears() == far.hears() == [":bob!bob@host AWAY lunch"]
    assert plain.hears() == old.hears() == []  # without extended-monitor, or without watching


def test_whoever_watches_oneself_is_told_of_others_only(net: World) -> None:
    alice = net.enter("alice", "extended-monitor", "away-notify")
    alice.says("MONITOR + alice")
    alice.hears()
    assert [line.split()[1] for line in alice.asks("AWAY :lunch")] == ["306"]


def test_many_nicknames_are_told_in_lines_that_fit(net: World) -> None:
    alice = net.enter("alice")
    nicks = [f"{'x' * 20}{number:02}" for number in range(60)]
    for start in range(0, 60, 15):
        alice.says(f"MONITOR + {','.join(nicks[start : start + 15])}")
    net.settle()
    for nick in nicks[:30]:
        net.enter(nick)
    net.settle()
    heard = alice.asks("MONITOR S")
    assert all(len(line) <= 510 for line in heard)
    targets = {"730": [], "731": []}  # type: dict[str, list[str]]
    for line in heard:
        targets[line.split()[1]] += line.split()[3].removeprefix(":").split(",")
    assert targets["730"] == [f"{nick}!{nick[:10]}@host" for nick in nicks[:30]]
    assert targets["731"] == nicks[30:]
