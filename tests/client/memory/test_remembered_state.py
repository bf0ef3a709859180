"""How much is kept, and whose news counts."""

from tui_chat.client.memory.remembered_state import MOST_UNSENT, Memory, bounded, merged
from tui_chat.client.session import Unsent


def test_everything_has_a_bound() -> None:
    kept = bounded(
        Memory(
            positions={f"#{number}": float(number) for number in range(5_000)},
            drafts={f"#{number}": "x" * 50_000 for number in range(500)},
            unsent=[Unsent("#tea", ("x",), float(number)) for number in range(5_000)],
        )
    )
    assert min(kept.positions.values()) == 4_000.0
    assert sum(map(len, kept.drafts.values())) == 500_000
    assert [each.at for each in kept.unsent] == [float(number) for number in range(MOST_UNSENT)]


def test_of_each_part_ours_counts_if_we_changed_it() -> None:
    known = Memory(people=["bia"], channels=[("#tea", "")])
    ours = Memory(people=["bia", "caio"], channels=[("#tea", "")])
    theirs = Memory(people=["bia"], channels=[("#ops", "")])
    both = merged(ours, known, theirs)
    assert (both.people, both.channels) == (["bia", "caio"], [("#ops", "")])


def test_nobody_unreads() -> None:
    ours, theirs = Memory(positions={"#tea": 1.0}), Memory(positions={"#tea": 2.0, "#ops": 1.0})
    assert merged(ours, Memory(), theirs).positions == {"#tea": 2.0, "#ops": 1.0}


def test_a_draft_that_was_sent_here_is_gone_though_another_has_it() -> None:
    known = Memory(drafts={"#tea": "half a", "#ops": "x"})
    assert merged(Memory(drafts={"#ops": "x"}), known, known).drafts == {"#ops": "x"}
