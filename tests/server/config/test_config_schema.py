"""What the sections of the configuration mean to the rest of the server."""

import pytest
from msgspec.structs import replace

from tui_chat.server.config.config_schema import (
    AddressFlood,
    Config,
    History,
    Listen,
    Server,
    changed_restart_only_keys,
)
from tui_chat.server.core.settings import AccountPolicy, HistoryPolicy
from tui_chat.server.limits.token_bucket import Rate


def test_what_an_address_may_say_is_a_rate_like_others() -> None:
    assert AddressFlood(burst=3, per_second=2).rate() == Rate(3, 2)


@pytest.mark.parametrize(
    ("section", "policy"),
    [
        (History(), HistoryPolicy()),
        (History(enabled="memory"), HistoryPolicy()),
        (History(enabled="off"), HistoryPolicy(kept=False)),
        (History(page=7, replay_on_join=3), HistoryPolicy(page=7, replay=3)),
        (History(own_deletion=False), HistoryPolicy(own_deletion=False)),
    ],
)
def test_the_core_is_told_what_is_kept(section: History, policy: HistoryPolicy) -> None:
    assert section.policy() == policy


def test_only_keys_that_changed_and_need_a_restart_are_named() -> None:
    before = Config()
    after = replace(
        before,
        server=Server(name="other.example", network="Other"),
        accounts=AccountPolicy(hash_cost=3),
        listen=Listen(port=7000),
    )
    assert changed_restart_only_keys(before, after) == ("server.name", "accounts.hash_cost")
    assert changed_restart_only_keys(after, after) == ()
