"""What the settings say together."""

import pytest

from tui_chat.server.core.settings import (
    AccountPolicy,
    Gateway,
    Limits,
    Operator,
    Settings,
    differing,
    network_settings,
    with_node_settings,
)


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


MINE = Settings(
    password="sesame",
    operators=(Operator("root", "sesame"),),
    gateways=(Gateway("sesame"),),
    sts_port=6697,
    network="tea",
    limits=Limits(nick=9),
)


def test_the_settings_of_a_network_hold_no_password_and_nothing_of_one_node() -> None:
    shared = network_settings(MINE)
    assert "sesame" not in repr(shared)
    assert shared == Settings(network="tea", limits=Limits(nick=9))
    assert with_node_settings(shared, MINE) == MINE


def test_nodes_are_told_in_which_settings_of_the_network_they_differ() -> None:
    assert differing(MINE, network_settings(MINE)) == ()
    assert differing(MINE, Settings()) == ("network", "limits.nick")
