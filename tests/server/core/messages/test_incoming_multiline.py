from tui_chat.server.core.state.session import OpenBatch


def test_the_text_of_a_batch_holds_its_lines() -> None:
    batch = OpenBatch("1", "#tea", {})
    batch.lines += [("how is ", False), ("everyone?", True), ("fine", False)]
    assert batch.text == "how is \n\reveryone?\nfine"
