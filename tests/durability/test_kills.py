"""What anybody saw is there after the server was killed: a few kills here, hundreds by hand."""

from pathlib import Path

from tests.durability.process import Process
from tests.durability.rounds import Rounds

KILLS = 4


async def test_whatever_was_seen_before_a_kill_is_in_the_history_once_and_in_one_order(
    tmp_path: Path,
) -> None:
    rounds = Rounds(Process(tmp_path), seed=20251120)
    for number in range(KILLS):
        await rounds.play(number)
    assert rounds.tally.wrong == []
    assert rounds.tally.kills == KILLS
    assert rounds.tally.seen > KILLS
