import pytest

from tui_chat.server.core.events import Millis
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.records.network_bans import Ban, Origin, fits
from tui_chat.server.core.users.network_ban_parsing_and_persistence import make_ban


def ban(target: str) -> Ban:
    return make_ban(Network(Settings()), target, "", "", Millis(0), Millis(0))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("10.1.2.3/8", "10.0.0.0/8"),
        ("2001:DB8::/32", "2001:db8::/32"),
        ("Bob", "account:bob"),
        ("~a:Bob", "account:bob"),
        ("account:Bob", "account:bob"),
        ("bob!*", "bob!*@*"),
        ("*@EVIL.example", "*!*@evil.example"),
    ],
)
def test_a_target_is_shown_in_one_way_and_read_again_as_the_same(written: str, shown: str) -> None:
    assert ban(written).target == shown
    assert ban(shown) == ban(written)


@pytest.mark.parametrize(
    ("target", "origin", "expected"),
    [
        ("10.0.0.0/8", Origin("a", "a", ("10.9.9.9",), ""), True),
        ("10.0.0.0/8", Origin("a", "a", ("vhost", "10.9.9.9"), ""), True),
        ("10.0.0.0/8", Origin("a", "a", ("11.0.0.1",), ""), False),
        ("::/0", Origin("a", "a", ("10.0.0.1",), ""), False),
        ("::1", Origin("a", "a", ("0::1",), ""), True),
        ("bob", Origin("a", "a", ("host",), "bob"), True),
        ("bob", Origin("bob", "bob", ("host",), ""), False),
        ("bob!*@*", Origin("Bob", "a", ("host",), ""), True),
        ("*!*@10.*", Origin("a", "a", ("vhost", "10.0.0.1"), ""), True),
    ],
)
def test_whom_a_ban_is_for(target: str, origin: Origin, expected: bool) -> None:
    assert fits(ban(target), origin) is expected
