import shutil
from collections.abc import Callable

import pytest

from bench.mutants import MUTANTS, OPTIONS, Delivery, faithful, outcome_of, reorder

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")


async def test_a_server_that_does_everything_right_passes() -> None:
    outcome = await outcome_of(faithful)
    assert outcome.fault is None
    assert outcome.report["deliveries"] == outcome.report["messages"] * 2


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
async def test_a_server_that_spoils_one_delivery_is_found_out(
    mutant: Callable[[Delivery], bytes],
) -> None:
    outcome = await outcome_of(mutant)
    assert MUTANTS[mutant] & outcome.report["faults"].keys()


async def test_the_order_of_a_senders_messages_is_checked_across_channels() -> None:
    # Everybody is in both channels, to which one sender speaks in turn: neighbours differ.
    outcome = await outcome_of(reorder, {**OPTIONS, "channels_each": 2, "senders": 1})
    assert "skipped" in outcome.report["faults"]
