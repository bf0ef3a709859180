"""What the sections of the configuration mean to the rest of the server."""

import pytest

from tui_chat.server.config.config_schema import AddressFlood, History
from tui_chat.server.core.settings import HistoryPolicy
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
