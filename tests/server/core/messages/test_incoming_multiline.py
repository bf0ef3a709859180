from tests.server.world import World
from tui_chat.server.core.state.session import OpenBatch


def test_the_text_of_a_batch_holds_its_lines() -> None:
    batch = OpenBatch("1", "#tea", {})
    batch.lines += [("how is ", False), ("everyone?", True), ("fine", False)]
    assert batch.text == "how is \n\reveryone?\nfine"


def test_a_batch_that_failed_holds_no_lines(net: World) -> None:
    alice = net.enter("alice", "batch", "draft/multiline")
    alice.says("BATCH +1 draft/multiline #tea", "@batch=1 PRIVMSG #tea :hello")
    net.settle()
    batch = alice.session.batch
    assert batch is not None
    assert len(batch.lines) == 1
    alice.says("@batch=1 PRIVMSG #other :hello")
    alice.hears()
    assert batch.failed
    assert batch.lines == []
