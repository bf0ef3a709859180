"""What the settings say together."""

import pytest

from tui_chat.server.core.settings import AccountPolicy


@pytest.mark.parametrize(
    ("policy", "is_open"),
    [
        (AccountPolicy(), True),
        (AccountPolicy(registration=False), False),
        (AccountPolicy(allow=("ana",)), False),
    ],
)
def test_accounts_can_be_made_where_neither_the_operator_nor_a_list_forbids_it(
    policy: AccountPolicy, *, is_open: bool
) -> None:
    assert policy.open is is_open
