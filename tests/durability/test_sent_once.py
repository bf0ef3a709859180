"""Sent once arrives once, in order, wherever the connection is cut and whoever restarts."""

import pytest

from tests.durability.cuts import DOWN, TEXTS, UP, Conversation, talk, wrong_cuts

EVERY = 29
"""Bytes between two cuts; `python -m tests.durability --cuts` makes one at each."""


def test_nothing_is_lost_or_doubled_on_a_wire_that_holds() -> None:
    whole = talk(Conversation())
    assert whole.kept() == whole.shown() == TEXTS


@pytest.mark.parametrize("restart", [False, True], ids=["cut", "restarted"])
@pytest.mark.parametrize("direction", [UP, DOWN], ids=["up", "down"])
def test_nothing_is_lost_or_doubled_wherever_the_wire_is_cut(direction: int, restart: bool) -> None:
    assert wrong_cuts(direction, EVERY, restart=restart) == []
