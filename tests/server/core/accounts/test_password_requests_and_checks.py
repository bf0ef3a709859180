import pytest

from tests.server.account_holders import settings
from tests.server.world import NOON, World
from tui_chat.server.core.accounts.password_requests_and_checks import (
    CheckPassword,
    HashPassword,
    count_guess,
    weakness,
)
from tui_chat.server.core.context import Context
from tui_chat.server.core.events import Millis
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded


@pytest.mark.parametrize(
    "request_",
    [HashPassword("ana", "opensesame"), CheckPassword(Folded("ana"), "opensesame", None)],
)
def test_no_password_is_shown_in_a_log(request_: HashPassword | CheckPassword) -> None:
    assert "opensesame" not in repr(request_)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("bar", None),
        ("é" * 500, None),
        ("é" * 501, "UNACCEPTABLE_PASSWORD"),
        ("a\x02b", "UNACCEPTABLE_PASSWORD"),
        ("ba", "WEAK_PASSWORD"),
        ("", "WEAK_PASSWORD"),
        ("ANA", "WEAK_PASSWORD"),
    ],
)
def test_a_password_that_is_not_taken_has_a_reason(password: str, code: str | None) -> None:
    net = World(settings=settings(), tick_per_line=True)
    session = net.connect().session
    ctx = Context(net.node.network, session, Millis(NOON), Message("*"))
    problem = weakness(ctx.network.settings, "ana", password)
    assert (problem and problem[0]) == code


def test_a_wrong_password_of_the_server_counts_for_no_account() -> None:
    net = World(settings=settings(), tick_per_line=True)
    session = net.connect().session
    ctx = Context(net.node.network, session, Millis(NOON), Message("*"))
    for _ in range(100):
        count_guess(ctx, "10.0.0.1", "")
    assert ctx.network.wrong_by_host.wait("10.0.0.1", Millis(NOON)) > 0
    assert ctx.network.wrong_by_account.wait("", Millis(NOON)) == 0
    for _ in range(100):
        count_guess(ctx, "10.0.0.2", "ana")
    assert ctx.network.wrong_by_account.wait("ana", Millis(NOON)) > 0
