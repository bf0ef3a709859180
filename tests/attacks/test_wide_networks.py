"""Whoever has a whole IPv6 network gains little: neither connections nor guesses nor accounts."""

from unittest.mock import Mock

import pytest

from tests.server.world import World
from tui_chat.server.config import config_schema
from tui_chat.server.core.events import Millis
from tui_chat.server.core.settings import AccountPolicy, Settings
from tui_chat.server.core.state.attempt_limits import AttemptLimit
from tui_chat.server.doors.client_spawner_process import ClientProcesses
from tui_chat.server.doors.visitor_lifecycle_and_limits import Visit, Visitors
from tui_chat.server.limits.address_limits import (
    AddressLimiter,
    ConnectionLimits,
    RefusedConnectionError,
)
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.visitor_protocol import Limits, Start


def limiter(per_site: int = ConnectionLimits().per_site) -> AddressLimiter:
    return AddressLimiter(ConnectionLimits(per_site=per_site), Rate(), None)


def household(number: int, site: int = 1) -> str:
    """The address of one of the households of a site."""
    return f"2001:db8:{site:x}:{number:x}::1"


def test_the_households_of_a_site_leave_room_for_others() -> None:
    some = limiter()
    for number in range(512):
        assert some.claim_turn(household(number), 0) == 0
        some.admit(household(number), 0)
    with pytest.raises(RefusedConnectionError, match="Too many connections from your address"):
        some.claim_turn(household(512), 0)
    some.admit(household(1, site=2), 0)
    some.admit("192.0.2.1", 0)


def test_nor_do_they_take_all_sockets_without_saying_a_word() -> None:
    some = limiter(per_site=8)
    pending = [some.count_pending(household(number), 0) for number in range(9)]
    with pytest.raises(RefusedConnectionError):
        some.count_pending(household(99), 0)
    some.count_pending(household(1, site=2), 0)
    pending[0].pending -= 1
    some.count_pending(household(99), 0)


def test_who_leaves_makes_room_and_nothing_is_remembered_of_a_site() -> None:
    some = limiter(per_site=2)
    admitted = [some.admit(household(number), 0) for number in range(2)]
    with pytest.raises(RefusedConnectionError):
        some.admit(household(3), 0)
    for one in admitted:
        one.group.leave()
    del admitted, one
    some.tidy(1_000)
    assert (len(some), len(some._sites), some.total) == (0, 0, 0)
    assert some.admit(household(3), 1_000)


def test_nor_do_they_take_all_seats_of_visitors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ClientProcesses, "is_running", True)
    monkeypatch.setattr(ClientProcesses, "send", lambda *_: None)
    limits = config_schema.Visitors(most=6, per_address=2)
    visitors = Visitors(Mock(), Mock(), limits, lambda _peer: "")
    begun = []
    for number in range(3):
        terminal = Mock(child_ends=())
        start = Start(0, Limits(0, 0))
        begun.append(visitors.begin(Visit(household(number), start), terminal, Mock()))
    assert "too many visitors from your address" in visitors.refusal(household(3))
    assert visitors.refusal(household(1, site=2)) == visitors.refusal("192.0.2.1") == ""
    for one in begun:
        one.hang_up()


@pytest.mark.parametrize("peer", ["::1", "127.0.0.1", ""])
def test_this_machine_and_exempt_networks_are_not_limited(peer: str) -> None:
    some = limiter(per_site=2)
    for _ in range(9):
        some.admit(peer, 0)
    free = AddressLimiter(ConnectionLimits(per_site=2, exempt=("2001:db8::/32",)), Rate(), None)
    for number in range(9):
        free.admit(household(number), 0)


def test_no_limit_is_none() -> None:
    some = limiter(per_site=0)
    for number in range(900):
        some.admit(household(number), 0)


def test_the_password_of_the_server_is_guessed_no_faster_from_many_households() -> None:
    net = World(settings=Settings(auto_join=(), password="sesame"), tick_per_line=True)
    for number in range(161):
        eve = net.connect("eve", household(number))
        for line in ("PASS wrong", f"NICK e{number}", "USER e 0 * :E"):
            eve.says(line)
        assert " 464 " in "".join(eve.hears())
    other = net.connect("bob", household(1, site=2))
    for line in ("PASS sesame", "NICK bob", "USER b 0 * :B"):
        other.says(line)
    assert " 001 bob " in "".join(other.hears())
    last = net.connect("eve", household(999))
    for line in ("PASS sesame", "NICK eve", "USER e 0 * :E"):
        last.says(line)
    assert "Too many wrong passwords" in "".join(last.hears())


def test_a_site_makes_only_so_many_accounts() -> None:
    settings = Settings(auto_join=(), accounts=AccountPolicy(registrations=2))
    net = World(settings=settings, tick_per_line=True)
    for number in range(40):
        eve = net.connect(f"e{number}", household(number))
        for line in (f"NICK e{number}", "USER e 0 * :E", "REGISTER * * a-password", "QUIT"):
            eve.says(line)
    net.settle()
    assert len(list(net.node.network.accounts)) == 32
    bob = net.connect("bob", household(1, site=2))
    for line in ("NICK bob", "USER b 0 * :B", "REGISTER * * a-password"):
        bob.says(line)
    assert " REGISTER SUCCESS bob " in "".join(bob.hears())


def test_the_counts_of_a_site_are_not_pushed_out_by_its_households() -> None:
    limit = AttemptLimit(burst=10, pause=6_000, of_addresses=True)
    for number in range(11_000):
        limit.add(f"2001:db8:1:{number:x}::", Millis(0))
    assert limit.wait("2001:db8:1:ffff::", Millis(0)) > 0
    assert limit.wait("2001:db8:2::", Millis(0)) == 0
    assert limit.wait("192.0.2.1", Millis(0)) == 0
    assert len(limit.kept()) == 10_000
